"""How a vacancy stands beside others, for the engine of vetting: shared contacts and texts, and what was approved.

Only like with like: samples and records of the past are judged by themselves alone and counted against nobody.
Everything is asked by batch, never by vacancy. Contacts and texts leave this module as keyed hashes only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Q
from django.utils import timezone

from volens.engines.vetting import Circumstances, sharing
from volens.engines.vetting import Posting as Judged
from volens.services.trust import keys
from volens.services.vacancies.models import Approved, SharedMark, Source, SourceApproval, Vacancy

if TYPE_CHECKING:
    from volens.services.organisations.models import Organisation

#: So many employers of one contact or text are kept and counted; more say nothing more.
MOST_COUNTED: Final = 50
#: A contact or text that no new vacancy showed for so long is forgotten.
REMEMBERED: Final = dt.timedelta(days=365)
#: What a later delivery of an imported vacancy is held to once a person approved it. The wording is left to the rules.
MATERIAL: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "employer": ("employer",),
    "place": ("place", "region", "remote"),
    "pay": ("pay_min", "pay_max", "pay_currency", "pay_period"),
    "hours": ("hours", "weekly_hours"),
    "accommodation": ("accommodation",),
    "contact": ("apply_contact", "apply_url"),
    "declarations": ("declarations",),
}


class Marks(NamedTuple):
    """What a vacancy may share, as keyed hashes: who posts it, its contacts, its text (empty: too short to tell)."""

    employer: int
    contacts: tuple[int, ...]
    text: tuple[int, ...]


def secret() -> bytes:
    """The key of the hashes. Workers are handed it, so that they need no key service."""
    return hashlib.blake2b(b"what vacancies share", key=keys.service().index_key()[:64]).digest()


def marks(judged: Judged, key: bytes, *, poster: str = "") -> Marks | None:
    """The marks of a vacancy; None where nobody is named as its employer. No query.

    `poster` is the organisation that posted it here: whoever posts for others counts once for each of them in its own
    vacancies, and once in those of everyone else (`Sharing.count`), whatever names it types.
    """
    declared = sharing.name_of(judged.declarations.legal_employer or "") or sharing.name_of(judged.legal_employer)
    employer = declared or sharing.name_of(judged.employer)
    posted = sharing.name_of(poster)
    number = _hashed(key, "employer", employer or posted)
    if posted and posted != employer:
        behalf = _hashed(key, "employer", f"{posted}\0{employer}")
        number = _poster(_hashed(key, "employer", posted)) << 32 | behalf & 0xFFFF_FFFF
    elif not employer:
        return None
    text = sharing.wording(judged)
    return Marks(
        number,
        tuple(_hashed(key, "contact", each) for each in sharing.contacts(judged)),
        (_hashed(key, "text", text),) if text else (),
    )


def _hashed(key: bytes, kind: str, value: str) -> int:
    digest = hashlib.blake2b(f"{kind}\0{value}".encode(), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _poster(employer: int) -> int:
    """Who posted for an employer: the upper half of its number, the same for all that one organisation posts for."""
    return employer >> 32


@dataclass(slots=True)
class Sharing:
    """Who else uses the contacts and texts of a batch. One query to know, one statement to remember."""

    known: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    new: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, batch: Iterable[Marks | None]) -> Sharing:
        """What is known about the marks of a batch."""
        asked = {mark for each in batch if each is not None for mark in (*each.contacts, *each.text)}
        made = cls()
        among = list(asked)
        for start in range(0, len(among), 5000):
            rows = SharedMark.objects.filter(mark__in=among[start : start + 5000]).order_by()
            for mark, employer in rows.values_list("mark", "employer"):
                made.known[mark].add(employer)
        return made

    def count(self, own: Marks | None) -> tuple[int, int]:
        """How many employers use a vacancy's contact and its text, its own included. Changes nothing."""
        if own is None:
            return 0, 0
        contact = max((self._employers(mark, own.employer) for mark in own.contacts), default=0)
        text = max((self._employers(mark, own.employer) for mark in own.text), default=0)
        return contact, text

    def _employers(self, mark: int, own: int) -> int:
        """Each the vacancy's own poster posts for, and everyone else once."""
        employers = {own, *self.known.get(mark, ())}
        me = _poster(own)
        mine = sum(1 for each in employers if _poster(each) == me)
        return mine + len({_poster(each) for each in employers} - {me})

    def add(self, own: Marks | None) -> None:
        """From here on count an employer among those who use its contacts and its text."""
        if own is None:
            return
        for mark in (*own.contacts, *own.text):
            employers = self.known[mark]
            if own.employer not in employers:
                employers.add(own.employer)
                if len(employers) <= MOST_COUNTED:
                    self.new.add((mark, own.employer))

    def remember(self, batch: Iterable[Marks | None]) -> None:
        """Keep what was added, in the caller's transaction; what was known is marked as seen today."""
        seen = {
            (mark, each.employer)
            for each in batch
            if each is not None
            for mark in (*each.contacts, *each.text)
            if (mark, each.employer) in self.new or len(self.known[mark]) <= MOST_COUNTED
        }
        today = timezone.localdate()
        SharedMark.objects.bulk_create(
            [SharedMark(mark=mark, employer=employer, seen_on=today) for mark, employer in sorted(seen)],
            update_conflicts=True,
            unique_fields=["mark", "employer"],
            update_fields=["seen_on"],
            batch_size=2000,
        )


def sharing_of(judged: Judged, *, licensed: bool, poster: str = "") -> Circumstances:
    """What one vacancy shares, licensed agencies told as such. One query."""
    own = marks(judged, secret(), poster=poster)
    contact, text = Sharing.of([own]).count(own)
    return Circumstances(employers_with_contact=contact, employers_with_text=text, licensed=licensed)


def remember(judged: Judged, *, poster: str = "") -> None:
    """From now on the employer of this vacancy counts among those who use its contacts and its text. Two queries."""
    own = marks(judged, secret(), poster=poster)
    found = Sharing.of([own])
    found.add(own)
    found.remember([own])


def withdraw(judged: Judged, standing: Iterable[Judged], *, poster: str) -> None:
    """Forget what a vacancy of an organisation made its employer count for, as far as nothing of `standing`, the other
    vacancies of the organisation, still says it. One query.
    """
    key = secret()
    own = marks(judged, key, poster=poster)
    if own is None:
        return
    gone = {*own.contacts, *own.text}
    for each in standing:
        other = marks(each, key, poster=poster)
        if other is not None and other.employer == own.employer:
            gone -= {*other.contacts, *other.text}
    SharedMark.objects.filter(employer=own.employer, mark__in=gone).delete()


def forget(now: dt.datetime) -> int:
    """Drop what no new vacancy showed for a year."""
    return SharedMark.objects.filter(seen_on__lt=timezone.localdate(now) - REMEMBERED).delete()[0]


def stands_alone(vacancy: Vacancy) -> bool:
    """Whether a vacancy is a sample or a record of the past, which is compared with nothing."""
    return vacancy.is_sample or vacancy.source.as_of is not None


def licensed_sources(sources: Collection[int]) -> frozenset[int]:
    """Sources approved as a licensed agency or public service, which may use one contact for many. One query."""
    rows = SourceApproval.objects.filter(source__in=sources, revoked_at__isnull=True, licensed=True)
    return frozenset(rows.order_by().values_list("source_id", flat=True))


def names_licence(judged: Judged) -> bool:
    """Whether an imported vacancy gives the licence of its agency. Its source vouches for what it delivers."""
    return bool((judged.declarations.licence or "").strip())


def is_licensed(organisation: Organisation | None) -> bool:
    """Whether the organisation behind a posting is an agency whose licence was verified and has not run out."""
    from volens.services.organisations.queries import is_verified

    return (
        organisation is not None
        and organisation.kind == type(organisation).Kind.AGENCY
        and is_verified(organisation)
        and organisation.licence_until is not None
        and timezone.localdate() <= organisation.licence_until
    )


def approve(vacancy: Vacancy) -> None:
    """A person decided to publish an imported vacancy as it is now."""
    Approved.objects.update_or_create(vacancy=vacancy, defaults={"content": _content(vacancy)})


def changed(batch: Sequence[Vacancy]) -> dict[int, tuple[str, ...]]:
    """By number: what differs from what a person approved, of those somebody approved. One query."""
    approved = dict(
        Approved.objects.filter(vacancy__in=[each.pk for each in batch]).values_list("vacancy_id", "content")
    )
    if not approved:
        return {}
    found = {}
    for vacancy in batch:
        if (before := approved.get(vacancy.pk)) is not None:
            now = _content(vacancy)
            found[vacancy.pk] = tuple(name for name in MATERIAL if now[name] != before.get(name, now[name]))
    return found


def _content(vacancy: Vacancy) -> dict[str, list[Any]]:
    return {name: [getattr(vacancy, column) for column in columns] for name, columns in MATERIAL.items()}


def live_sources() -> list[int]:
    """Sources whose vacancies can be applied for: neither samples nor records of the past. One query."""
    alone = Q(kind=Source.Kind.SAMPLE) | Q(as_of__isnull=False)
    return list(Source.objects.exclude(alone).order_by().values_list("pk", flat=True))
