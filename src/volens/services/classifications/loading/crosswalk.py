"""From an occupation of a scheme that does not know ISCO to its unit group: the vote of its own titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from volens.engines.linking import Linker

#: The winner's confidence, on average over the titles, must reach this, else the occupation stays without a unit group.
CLEAR = 0.25
#: The preferred title speaks for itself and for what the others have in common.
PREFERRED_WEIGHT = 4.0


def unit_group(linker: Linker, titles: Sequence[str]) -> str:
    """The unit group most titles are linked to, weighted by confidence; "" when they do not agree.

    The first title is the preferred one.
    """
    votes: dict[str, float] = defaultdict(float)
    voters = 0.0
    for position, links in enumerate(linker.link_many(titles, limit=3)):
        weight = PREFERRED_WEIGHT if position == 0 else 1.0
        voters += weight
        for link in links:
            votes[link.code] += weight * link.confidence
    if not votes:
        return ""
    winner = max(sorted(votes), key=votes.__getitem__)
    return winner if votes[winner] >= CLEAR * voters else ""
