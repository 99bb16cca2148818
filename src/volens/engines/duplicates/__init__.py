"""The same job from two feeds: keys that find likely duplicates, and a decision with its reasons.

Not a hash of the text: a posting keeps its keys and its likeness through another title wording, pay format, markup,
added boilerplate, cut text or spelling of the employer, and differs from its employer's other posts.
"""

from volens.engines.duplicates.commonness import Commonness
from volens.engines.duplicates.decision import same
from volens.engines.duplicates.finder import MOST_BEARERS, MOST_CANDIDATES, Duplicate, DuplicateFinder
from volens.engines.duplicates.fingerprint import Fingerprint, fingerprint
from volens.engines.duplicates.posting import Decision, Posting, Reason

__all__ = [
    "MOST_BEARERS",
    "MOST_CANDIDATES",
    "Commonness",
    "Decision",
    "Duplicate",
    "DuplicateFinder",
    "Fingerprint",
    "Posting",
    "Reason",
    "fingerprint",
    "same",
]
