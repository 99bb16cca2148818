"""The learned net: reads paraphrase where rules see none. It may hold a vacancy, never block and never publish one.

    >>> net = Net.load()
    >>> reading = net.read(["Sort apples in Kent. Your passport stays in the company safe until you leave."])[0]
    >>> reading.hits[0].indicator
    'documents'

A small linear model over hashed words and characters, trained from nothing on the sentences in `data/` by
`python scripts/train_vetting.py`; it reads English, Chinese and both mixed. numpy is all it needs.
"""

from volens.engines.vetting.learned.corpus import INDICATORS
from volens.engines.vetting.learned.net import Hit, ModelError, Net, Reading
from volens.engines.vetting.learned.units import Unit, units

__all__ = ["INDICATORS", "Hit", "ModelError", "Net", "Reading", "Unit", "units"]
