"""The net of text rules: data files of concepts and rules, in English and Chinese, and what runs them.

>>> [finding.rule for finding in read("Candidates must pay a placement fee before they start.").findings]
['fee.charged']
"""

from volens.engines.vetting.text.examples import check_examples
from volens.engines.vetting.text.files import RuleBookError
from volens.engines.vetting.text.folding import Folded, fold
from volens.engines.vetting.text.net import Reading, read
from volens.engines.vetting.text.rulebook import RuleBook, default_book, load_book

__all__ = [
    "Folded",
    "Reading",
    "RuleBook",
    "RuleBookError",
    "check_examples",
    "default_book",
    "fold",
    "load_book",
    "read",
]
