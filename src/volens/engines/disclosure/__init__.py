"""Safe statistics: figures about people that may be published (safeguard S8).

records = Records({"occupation": [...], "region": [...]}, record_keys(identifiers, secret))
planner = Planner(records)
planner.admit(spec)               refuses a table that gives a small count away beside those admitted
table = publish(records, spec)    noise by cell key, nothing below 10, multiples of 5
table.rows()                      the only way out; true counts are not in it
"""

from volens.engines.disclosure.geography import POPULATION_FLOOR, NoGeographyError, shown_together
from volens.engines.disclosure.method import method
from volens.engines.disclosure.noise import NoiseTable, noise_table, record_keys
from volens.engines.disclosure.planner import Planner, RefusedError
from volens.engines.disclosure.records import Column, Records
from volens.engines.disclosure.tables import BASE, OUTPUT_COLUMNS, THRESHOLD, Cell, Published, Spec, publish

__all__ = [
    "BASE",
    "OUTPUT_COLUMNS",
    "POPULATION_FLOOR",
    "THRESHOLD",
    "Cell",
    "Column",
    "NoGeographyError",
    "NoiseTable",
    "Planner",
    "Published",
    "Records",
    "RefusedError",
    "Spec",
    "method",
    "noise_table",
    "publish",
    "record_keys",
    "shown_together",
]
