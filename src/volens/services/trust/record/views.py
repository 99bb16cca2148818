"""The pages of the log: what it is, one entry with its receipt, checking a receipt; and the log's own files."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from volens.engines.log import LogError, open_checkpoint, parse_note
from volens.services.trust.reading import Purpose
from volens.services.trust.record import beginning, entering, receipts, shown
from volens.services.trust.record.models import Record
from volens.services.trust.record.place import here, quorum, witnesses
from volens.services.vacancies.presentation import day

#: The files of the log that anyone may fetch: tiles, bundles, checkpoints.
SERVED = re.compile(
    r"(?:checkpoint|cosigned-checkpoint|tile/(?:entries|\d{1,2})/(?:x\d{3}/)*\d{3}(?:\.p/\d{1,3})?)", re.ASCII
)
#: What kinds of entries there are, in words.
KINDS = {
    "genesis": _("The beginning: everything from before, in one entry"),
    "decision": _("Decision of the office"),
    "publication": _("Vacancies shown"),
    "withdrawal": _("Vacancies not shown"),
    "rule_change": _("Rules in force"),
    "policy_change": _("Policy in force"),
    "grant": _("Right of staff given or ended"),
    "read": _("Personal data read by someone else, or a filler"),
    "erasure": _("Erasure, or a filler"),
}
#: Who acted, as far as a leaf tells it.
OFFICES = {
    entering.OFFICE: _("Staff of this service"),
    entering.ORGANISATION: _("An organisation that got an application"),
    entering.HOUSE: _("The service by itself"),
}
#: What for, by the code of the leaf. Those of readings are in `reading.Purpose`; others are told by their code alone.
PURPOSES = {
    "vacancies.publish": _("A vacancy was approved"),
    "vacancies.send_back": _("A vacancy was sent back to its employer"),
    "vacancies.refuse": _("A vacancy was refused"),
    "vacancies.published": _("Vacancies that are shown from now on"),
    "vacancies.not-shown": _("Vacancies that are not shown any more"),
    "organisations.verified": _("An organisation was verified"),
    "organisations.refused": _("The verification of an organisation was refused"),
    "organisations.more": _("An organisation was asked for more"),
    "organisations.ended": _("The office ended a verification"),
    "market.published": _("A figure was published"),
    "market.refused": _("A figure was not published, to protect people"),
    "people.right-given": _("A right was given to a member of staff"),
    "people.right-ended": _("A right of a member of staff ended"),
    **{f"read.{each.value}": each.label for each in Purpose},
}
#: What a witness may send at most.
LARGEST_NOTE = 65_536
FOLDER = Path(__file__).resolve().parent.parent


@require_safe
def file(_request: HttpRequest, name: str) -> HttpResponse:
    """A file of the log as it is (C2SP tlog-tiles). Full tiles never change."""
    if name == "key":
        return HttpResponse(here().signer.key.vkey() + "\n", content_type="text/plain; charset=utf-8")
    data = here().public.read(name) if SERVED.fullmatch(name) else None
    if data is None:
        raise Http404
    kind = "text/plain; charset=utf-8" if "/" not in name else "application/octet-stream"
    response = HttpResponse(data, content_type=kind)
    lasting = "/" in name and ".p/" not in name
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"  # public files: anyone's page may check them
    return response


@csrf_exempt
@require_POST
def cosignatures(request: HttpRequest) -> HttpResponse:
    """Take cosignatures of one of our checkpoints, as a signed note. Only those of known witnesses are kept; the answer
    says whose, by their public keys.
    """
    data = request.read(LARGEST_NOTE + 1)
    if len(data) > LARGEST_NOTE:
        return HttpResponse("A checkpoint is not that long.\n", status=413, content_type="text/plain")
    place = here()
    try:
        note = parse_note(data)
        signed = open_checkpoint(note, place.origin, [place.signer.key])
        kept = quorum().cosigned(note)
        if not kept:
            return HttpResponse("No cosignature by a witness known here.\n", status=403, content_type="text/plain")
        place.integrator().add_cosignatures(signed, note.signatures, witnesses())
    except LogError as error:
        return HttpResponse(f"{error}\n", status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse("".join(f"{name}\n" for name in kept), content_type="text/plain; charset=utf-8")


@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """What the log is, in plain words: what it proves, what it cannot, how to check it."""
    begun = beginning.begun_on(here())
    size, count = shown.cosigned()
    values = {
        "checkpoint": shown.checkpoint(),
        "begun": day(dt.date.fromisoformat(begun[:10]), get_language() or "en") if begun else "",
        "origin": here().origin,
        "key": here().signer.key.vkey(),
        "witnesses": witnesses(),
        "quorum": quorum().threshold,
        "cosigned_size": size,
        "cosigned_by": count,
    }
    return render(request, "trust/log.html", values)


@require_safe
def entry(request: HttpRequest, leaf: str) -> HttpResponse:
    """One entry: what it says, its receipt as a file and as a picture; or that it is not in the tree yet."""
    found = receipts.proven(leaf)
    values = {
        "leaf": leaf,
        "found": found,
        "picture": receipts.picture(found.file) if found else None,
        "kinds": KINDS,
        "offices": OFFICES,
        "purpose": PURPOSES.get(found.leaf.purpose, "") if found else "",
    }
    return render(request, "trust/log_entry.html", values)


@require_safe
def receipt(_request: HttpRequest, leaf: str) -> HttpResponse:
    """The receipt as a file (C2SP tlog-proof)."""
    found = receipts.proven(leaf)
    if found is None:
        raise Http404
    response = HttpResponse(found.file, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="volens-{leaf[:12]}.tlog-proof"'
    return response


@require_safe
def record(_request: HttpRequest, number: UUID) -> HttpResponse:
    """The entry of a decision, by the number of its receipt or of the case."""
    found = Record.objects.filter(Q(id=number) | Q(about=str(number))).order_by("-number").first()
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("trust:log_entry", args=[found.leaf]))


def _to_check() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "offices": OFFICES,
        "purposes": PURPOSES,
        "key": here().signer.key.vkey(),
        "witness_keys": "\n".join(each.vkey() for each in witnesses()),
        "quorum": str(quorum().threshold),
    }


@require_safe
def verify_page(request: HttpRequest) -> HttpResponse:
    """Check a receipt in the browser: nothing is sent anywhere."""
    return render(request, "trust/log_verify.html", _to_check())


@require_safe
def verify_file(_request: HttpRequest) -> HttpResponse:
    """The same page as one file to keep: works without this service, and after it."""
    values = {
        **_to_check(),
        "script": Markup(_asset("static/trust/verify.js")),  # noqa: S704 - files of the source
        "style": Markup(_asset("static/trust/verify.css")),  # noqa: S704
        "base": settings.BASE_URL,
        "day": day(timezone.localdate(), get_language() or "en"),
        "lang": get_language() or "en",
    }
    made = get_template("trust/log_verify_file.html").render(values)
    response = HttpResponse(made, content_type="text/html; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="volens-verify.html"'
    return response


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
