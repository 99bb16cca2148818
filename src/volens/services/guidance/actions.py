"""Loading the operator's table of travel times: all or nothing, recorded with a name."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from volens.packs import places
from volens.services.guidance.models import TravelTime
from volens.services.trust import actions as trust

COLUMNS = ("from", "to", "mode", "minutes")
#: A day: whoever travels longer does not do so for work.
MOST_MINUTES = 24 * 60
#: Confidence below which a place is not taken at its word, as in the search.
SURE_ENOUGH = 0.4
BATCH = 5_000


class TravelTimesError(ValueError):
    """The table cannot be read: the message names line, field and remedy."""


def load_travel_times(actor: str, lines: Iterable[str]) -> int:
    """Replace the travel times by a CSV with the columns `from`, `to`, `mode`, `minutes`.

    Places are GeoNames numbers or names ("Newark, NJ", "江西省南昌市"); the mode is one of `TravelTime.Mode`. All or
    nothing: the first bad line raises TravelTimesError and the table stays as it was. Returns how many ways.
    """
    if not actor.strip():
        raise TravelTimesError(_("Say who loads the table: it is recorded with a name."))
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise TravelTimesError(
            _("Line 1: the column “%(column)s” is missing. The table needs from, to, mode and minutes.")
            % {"column": missing[0]}
        )
    found: dict[tuple[int, int, str], int] = {}
    for row in reader:
        line = reader.line_num
        way = (_place(line, "from", row["from"]), _place(line, "to", row["to"]), _mode(line, row["mode"]))
        if way[0] == way[1]:
            raise TravelTimesError(_("Line %(line)d, to: this is the place the way begins at.") % {"line": line})
        if way in found:
            raise TravelTimesError(_("Line %(line)d: this way is there twice. Keep one of them.") % {"line": line})
        found[way] = _minutes(line, row["minutes"])
    digest = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
    with transaction.atomic():
        TravelTime.objects.all().delete()
        TravelTime.objects.bulk_create(
            (TravelTime(origin=a, destination=b, mode=mode, minutes=many) for (a, b, mode), many in found.items()),
            batch_size=BATCH,
        )
        trust.record_decision(
            "guidance", "travel-times", "loaded", {"by": actor.strip(), "ways": len(found), "digest": digest}
        )
    return len(found)


def _place(line: int, field: str, written: str | None) -> int:
    text = (written or "").strip()
    if text.isascii() and text.isdigit():
        if places.by_id(int(text)) is None:
            raise TravelTimesError(
                _("Line %(line)d, %(field)s: “%(value)s” is no number of a place that GeoNames knows here.")
                % {"line": line, "field": field, "value": text}
            )
        return int(text)
    place = places.resolve(text) if text else None
    if place is None or place.latitude is None or place.confidence < SURE_ENOUGH:
        raise TravelTimesError(
            _("Line %(line)d, %(field)s: “%(value)s” is no town we know. Add its region, or write its GeoNames number.")
            % {"line": line, "field": field, "value": text}
        )
    return place.id


def _mode(line: int, written: str | None) -> str:
    mode = (written or "").strip().lower()
    if mode not in TravelTime.Mode.values:
        raise TravelTimesError(
            _("Line %(line)d, mode: “%(value)s” is none of %(modes)s.")
            % {"line": line, "value": mode, "modes": ", ".join(TravelTime.Mode.values)}
        )
    return mode


def _minutes(line: int, written: str | None) -> int:
    text = (written or "").strip()
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MOST_MINUTES:
        raise TravelTimesError(
            _("Line %(line)d, minutes: “%(value)s” is no whole number from 1 to %(most)d.")
            % {"line": line, "value": text, "most": MOST_MINUTES}
        )
    return int(text)
