"""The reasons of a recommendation in words of the active language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from volens.engines.ranking import Reason
from volens.engines.search import words
from volens.packs import places
from volens.services.guidance.queries import Way
from volens.services.vacancies import labels, presentation
from volens.services.vacancies.parameters import SearchParameters


@dataclass(frozen=True, slots=True)
class Told:
    """One term of a score in words."""

    text: str
    points: int
    fits: str


def told(reason: Reason, asked: SearchParameters, code: str) -> Told:
    """A term in words of the active language."""
    return Told(_WORDS[reason.term](reason, asked, code), reason.points, reason.fits)


def _work(reason: Reason, _asked: SearchParameters, code: str) -> str:
    name = labels.occupation(str(reason.figures["isco"]), code)
    if reason.fits == "unsaid" or not name:
        return gettext("The occupation is not known")
    if reason.fits == "full":
        return gettext("Your work: %(occupation)s") % {"occupation": name}
    if reason.fits == "part":
        return gettext("Close to your work: %(occupation)s") % {"occupation": name}
    return gettext("Other work: %(occupation)s") % {"occupation": name}


def _skills(reason: Reason, _asked: SearchParameters, _code: str) -> str:
    named, of = reason.figures["named"], int(reason.figures["of"])  # type: ignore[arg-type]
    assert isinstance(named, tuple)  # noqa: S101 - the engine's own
    if not named:
        return gettext("Does not name your skills")
    said = pgettext("between names in a row", ", ").join(map(_named, named, reason.figures["by"]))  # type: ignore[arg-type]
    count = {"count": len(named), "of": of, "skills": said}
    if of == 1:
        return gettext("Names your skill: %(skills)s") % count
    return gettext("Names %(count)d of your %(of)d skills: %(skills)s") % count


def _named(skill: str, by: str) -> str:
    """A skill, and the words that name it where they are others."""
    if words.fold(skill) == by:
        return skill
    return gettext("%(skill)s (“%(words)s”)") % {"skill": skill, "words": by}


def _distance(reason: Reason, asked: SearchParameters, code: str) -> str:
    place = places.name(asked.place, code) if asked.place is not None else ""
    took = ""
    if "minutes" in reason.figures:
        way = Way(int(reason.figures["minutes"]), str(reason.figures["travel"]))  # type: ignore[arg-type]
        took = gettext("%(minutes)d minutes %(mode)s") % {"minutes": way.minutes, "mode": way.shown()}
    if "km" not in reason.figures:
        return took or gettext("Where it is, is not known")
    away = presentation.length(float(reason.figures["km"]))  # type: ignore[arg-type]
    if took:
        told = {"took": took, "place": place, "distance": away}
        return gettext("%(took)s from %(place)s; %(distance)s in a straight line") % told
    return gettext("%(distance)s from %(place)s, in a straight line") % {"distance": away, "place": place}


def _pay(reason: Reason, asked: SearchParameters, code: str) -> str:
    if reason.fits == "unsaid":
        currency = str(reason.figures.get("currency", ""))
        if not currency:
            return gettext("Pay is not said")
        if currency != asked.currency:
            named = {"currency": currency, "wanted": asked.currency}
            return gettext("Pays in %(currency)s, and you asked in %(wanted)s: not compared") % named
        return gettext("Pay is said, but not for a month: not compared")
    amount = presentation.money(int(reason.figures["pay"]), str(reason.figures["currency"]), code)  # type: ignore[arg-type]
    if reason.fits == "full":
        return gettext("Pays up to %(amount)s a month: your floor is reached") % {"amount": amount}
    return gettext("Pays up to %(amount)s a month: below your floor") % {"amount": amount}


def _comma(code: str) -> str:
    return "，" if code.startswith("zh") else ", "


def _hours(reason: Reason, _asked: SearchParameters, code: str) -> str:
    said = labels.hours(code).get(str(reason.figures["hours"]), "")
    weekly, more = float(reason.figures["weekly"]), float(reason.figures["more"])  # type: ignore[arg-type]
    if more > 0:
        told = ngettext(
            "%(hours)s hour a week more than you want", "%(hours)s hours a week more than you want", int(more + 0.999)
        )
        told %= {"hours": f"{more:g}"}
        return f"{said}{_comma(code)}{told}" if said else told
    if weekly:
        said = f"{said}{_comma(code)}{presentation.weekly(weekly)}" if said else presentation.weekly(weekly)
    if reason.fits == "part":
        said = said or gettext("Hours are not said")
        return gettext("%(what)s; not all you asked about hours fits or is said") % {"what": said}
    return _chosen(reason, said, gettext("Hours are not said"))


def _contract(reason: Reason, _asked: SearchParameters, code: str) -> str:
    said = labels.contracts(code).get(str(reason.figures["contract"]), "")
    return _chosen(reason, said, gettext("The contract is not said"))


def _chosen(reason: Reason, said: str, unsaid: str) -> str:
    if reason.fits == "unsaid" or not said:
        return unsaid
    if reason.fits == "full":
        return gettext("%(what)s, as you want") % {"what": said}
    return gettext("%(what)s, not what you want") % {"what": said}


def _needs(reason: Reason, _asked: SearchParameters, _code: str) -> str:
    if reason.fits == "full":
        return gettext("Has what you need at the workplace")
    return gettext("Does not say that it has all you need")


_WORDS = {
    "work": _work,
    "skills": _skills,
    "distance": _distance,
    "pay": _pay,
    "hours": _hours,
    "contract": _contract,
    "needs": _needs,
}
