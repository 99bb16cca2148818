"""Duplicates among many postings as they come in, held in memory; a database does the same with the keys in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from volens.engines.duplicates.commonness import Commonness
from volens.engines.duplicates.decision import same
from volens.engines.duplicates.fingerprint import Fingerprint
from volens.engines.duplicates.posting import Decision

#: A key that more postings share than this finds boilerplate, not duplicates, and is passed over.
MOST_BEARERS = 100
#: Only so many candidates are compared, those that share most keys first.
MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier posting that is the same job."""

    id: int
    decision: Decision


class DuplicateFinder:
    """Finds earlier postings that are the same job as a new one. `add` in any order, one at a time."""

    def __init__(self, commonness: Commonness | None = None) -> None:
        self.commonness = Commonness() if commonness is None else commonness
        self._fingerprints: dict[int, Fingerprint] = {}
        self._bearers: defaultdict[int, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._fingerprints)

    def fingerprint_of(self, identity: int) -> Fingerprint:
        """The fingerprint of a posting that was added. Raises KeyError for any other id."""
        return self._fingerprints[identity]

    def candidates(self, posting: Fingerprint) -> list[int]:
        """Ids of at most MOST_CANDIDATES earlier postings that share a key with this one, most shared keys first."""
        counts: defaultdict[int, int] = defaultdict(int)
        for key in posting.keys:
            bearers = self._bearers.get(key, ())
            if len(bearers) <= MOST_BEARERS:
                for other in bearers:
                    counts[other] += 1
        return sorted(counts, key=lambda other: (-counts[other], other))[:MOST_CANDIDATES]

    def add(self, identity: int, posting: Fingerprint) -> list[Duplicate]:
        """Remember a posting; the earlier ones that are the same job, surest first. An id known is replaced."""
        self.remove(identity)
        self.commonness.observe(posting.sequences)
        found = self.decide(posting, ((other, self._fingerprints[other]) for other in self.candidates(posting)))
        self._fingerprints[identity] = posting
        for key in posting.keys:
            self._bearers[key].append(identity)
        return found

    def decide(self, posting: Fingerprint, others: Iterable[tuple[int, Fingerprint]]) -> list[Duplicate]:
        """The ones among given candidates that are the same job, surest first."""
        found = [Duplicate(other, same(posting, candidate, self.commonness)) for other, candidate in others]
        return sorted(
            (match for match in found if match.decision.same), key=lambda match: (-match.decision.score, match.id)
        )

    def remove(self, identity: int) -> None:
        """Forget a posting. One not known is no error."""
        known = self._fingerprints.pop(identity, None)
        for key in known.keys if known else ():
            self._bearers[key].remove(identity)
            if not self._bearers[key]:
                del self._bearers[key]
