"""Whether every rule of a book does what its own examples say."""

from __future__ import annotations

from collections.abc import Iterator

from volens.engines.vetting.text.files import RuleBookError
from volens.engines.vetting.text.net import read
from volens.engines.vetting.text.rulebook import RuleBook
from volens.engines.vetting.verdict import Severity

#: So many of what is wrong are told at once.
_TOLD = 10


def check_examples(book: RuleBook) -> None:
    """Read every example of every rule. Raises RuleBookError, with file, rule and example, where one that must match
    does not, or where a rule stops one that must pass.
    """
    wrong = []
    for problem in _problems(book):
        wrong.append(problem)
        if len(wrong) > _TOLD:
            wrong[_TOLD:] = ["..."]
            break
    if wrong:
        raise RuleBookError("\n".join(wrong))


def _problems(book: RuleBook) -> Iterator[str]:
    for rule in book.rules.values():
        for half in rule.halves:
            where = f"{rule.file}, {rule.code}, {half.language}"
            for text in half.matching:
                if rule.code not in {each.rule for each in read(text, book=book).findings}:
                    yield f"{where}, match: {text!r} is not found. Widen when or firm, or give another example."
            for text in half.passing:
                stopped = {each.rule for each in read(text, book=book).findings if each.severity is not Severity.WARN}
                if stopped:
                    yield (
                        f"{where}, pass: {text!r} is stopped by {', '.join(sorted(stopped))}. "
                        "Name under unless what makes it harmless, or give another example."
                    )
