"""What a saved search says, opened with its owner's key."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.utils.translation import gettext

from volens.packs import places
from volens.services.alerts.models import SavedSearch
from volens.services.people import access
from volens.services.trust import vault
from volens.services.trust.vault import Vault
from volens.services.vacancies import facets, presentation
from volens.services.vacancies.parameters import SearchParameters, read

PLACE = "alerts.search"
ADDRESS = "alerts.address"
#: Longer than this in letters of an address no search is.
MOST_CARRIED = 20_000


@dataclass(frozen=True, slots=True)
class Content:
    """A search as its owner meant it, and the language they are written to."""

    asked: SearchParameters
    language: str

    @property
    def address(self) -> str:
        """The search as the query of an address."""
        return self.asked.address()

    def title(self) -> str:
        """A short name, in the active language."""
        words = self.asked.text or gettext("Any work")
        if not self.asked.where:
            return words
        named = {"words": words, "place": self._place(), "km": self.asked.radius_km}
        if self.asked.near:
            return gettext("%(words)s, %(km)d km around %(place)s") % named
        return gettext("%(words)s in %(place)s") % named

    def _place(self) -> str:
        """The place as typed, or by its name in the active language where that is another one."""
        code, place = presentation.language(), self.asked.place
        return self.asked.where if place is None or code == self.language else places.name(place, code)

    def conditions(self) -> list[str]:
        """What else is asked, each in a few words of the active language."""
        rest = replace(self.asked, text="", where="", place=None)
        return [str(each.label) for each in facets.active(rest, presentation.language())]


def understood(given: QueryDict, language: str) -> Content:
    """A search from an address: without order, page and age, which mean nothing for what is yet to come."""
    asked = read(given, language=language)
    return Content(replace(asked, posted_days=None, sort=None, page=1), language)


def word(content: Content) -> str:
    """The search as a word that leads back to saving it after signing in; only the list where it is too long."""
    packed = base64.urlsafe_b64encode(zlib.compress(content.address.encode(), 9)).decode().rstrip("=")
    return access.known(f"save_search:{packed}") or "alerts"


def carried(packed: str) -> str | None:
    """The query of the page that saves a search, from such a word: read as a search, and nothing but a search.

    None for what is none. Anybody can make such a word, as anybody can link to a search: it only shows a page.
    """
    try:
        unpacking = zlib.decompressobj()
        query = unpacking.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), MOST_CARRIED).decode()
        given = QueryDict(query)
    except (ValueError, zlib.error, TooManyFieldsSent):
        return None
    asked = understood(given, presentation.language()).asked
    return None if unpacking.unconsumed_tail or "where" in asked.problems else asked.address()


def sealed(own: Vault, content: Content) -> bytes:
    """The search, sealed."""
    return own.seal_json(PLACE, {"search": content.address, "language": content.language})


def opened(search: SavedSearch) -> Content:
    """The search, opened. Raises KeyGoneError when its owner has left."""
    told = vault.of(owner(search)).unseal_json(PLACE, search.sealed)
    return understood(QueryDict(told["search"]), told["language"])


def fingerprint(mailbox: UUID, content: Content) -> str:
    """Equal for the same search of the same mailbox, in whatever language; tells nobody else what is looked for."""
    return vault.blind("alerts search", f"{mailbox}?{content.address}").hex()[:24]


def owner(search: SavedSearch) -> UUID:
    """Whose key it is sealed with."""
    found = search.person_id or search.mailbox_id
    assert found is not None  # noqa: S101 - a constraint of the table
    return found
