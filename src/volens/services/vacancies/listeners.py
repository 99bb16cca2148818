"""Who wants to know when a vacancy changes or ends: rooms above this one register here, so that arrows run one way.

Listeners are called inside the transaction of the change: what they write stands or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as a_field

from volens.services.vacancies.models import Vacancy


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed after approval, in words: the field, its name, what it said before and says now.

    `label`, `before` and `after` are in the language that was active when the change was published, `words` holds them
    in every language of the service (whoever reads it later has their own); `field` is stable.
    """

    field: str
    label: str
    before: str
    after: str
    words: dict[str, dict[str, str]] = a_field(default_factory=dict)


OnChanged = Callable[[Vacancy, Sequence[Change]], None]
OnEnded = Callable[[Vacancy], None]
OnPublished = Callable[[Sequence[int]], object]

_changed: dict[str, OnChanged] = {}
_ended: dict[str, OnEnded] = {}
_published: dict[str, OnPublished] = {}


def register(
    name: str,
    *,
    on_changed: OnChanged | None = None,
    on_ended: OnEnded | None = None,
    on_published: OnPublished | None = None,
) -> None:
    """Announce a listener, from AppConfig.ready. A second announcement under the same name replaces the first.

    `on_changed(vacancy, changes)`: a published vacancy now says something else about pay, place, hours or employer.
    `on_ended(vacancy)`: it was filled, withdrawn, lapsed or its last day passed; nobody can apply any more.
    `on_published(ids)`: these have just come into the search index, or changed in it. It may be told twice, and of a
    rebuild only what was waiting for it.
    """
    if on_changed is not None:
        _changed[name] = on_changed
    if on_ended is not None:
        _ended[name] = on_ended
    if on_published is not None:
        _published[name] = on_published


def changed(vacancy: Vacancy, changes: Sequence[Change]) -> None:
    """Tell every listener what changed."""
    for name in sorted(_changed):
        _changed[name](vacancy, changes)


def ended(vacancy: Vacancy) -> None:
    """Tell every listener that a vacancy ended."""
    for name in sorted(_ended):
        _ended[name](vacancy)


def published(ids: Sequence[int]) -> None:
    """Tell every listener what came into the index."""
    for name in sorted(_published):
        _published[name](ids)
