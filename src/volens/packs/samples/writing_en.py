"""Writes English advertisements in seven forms, from a note in a shop window to a council's announcement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from volens.packs.samples.catalogue import sections, settings
from volens.packs.samples.conditions import amount_text, pay_text
from volens.packs.samples.markup import STYLES, Section, bullet, count_words, render
from volens.packs.samples.phrase import a_or_an, capital, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from volens.packs.samples.applying import Ways
    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw
    from volens.packs.samples.phrase import Phrase

SHORTEST, LONGEST = 60, 220  # words
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class EnglishWriter:
    """Writes one vacancy. ``size`` steers how much is said: 0 little, 3 much."""

    def __init__(self, draw: Draw, facts: Facts, ways: Ways) -> None:
        self._draw = draw
        self._facts = facts
        self._shared = sections("en", facts.place.country)
        noun = facts.wording.noun
        count = _NUMBERS[facts.openings]
        self._values = {
            "employer": facts.employer.name,
            "city": facts.place.city,
            "street": facts.employer.street,
            "noun": noun,
            "nouns": plural(noun),
            "a_noun": a_or_an(noun),
            "count": count,
            "Count": capital(count),
            "email": ways.email,
            "phone": ways.phone,
            "url": ways.url,
            "contact": facts.employer.contact,
            "reference": ways.reference,
            "rent": amount_text(facts.rent, facts.pay.currency),
            "term": facts.term,
            "pay": pay_text(draw, facts.pay, "en"),
            "cycle": facts.cycle_text,
            "hours": facts.hours_text,
            "until": f"{facts.until.day} {_MONTHS[facts.until.month - 1]}",
            "title": facts.title,
        }
        self._ways = ways
        self.duties: list[str] = []
        self.needs: list[str] = []

    def write(self) -> str:
        """The description, within the agreed length."""
        forms = _FORMS_BY_VOICE[self._facts.employer.voice]
        form = self._draw.pick(forms)
        style = "text" if form == "brief" and self._draw.chance(0.5) else self._draw.pick(STYLES)
        size = 1 + self._draw.below(3)
        text = ""
        for _ in range(6):
            text = render(_FORMS[form](self, size), style)
            words = count_words(text)
            if words > LONGEST:
                size -= 1
            elif words < SHORTEST:
                size += 1
            else:
                break
        return text

    @property
    def _crew(self) -> bool:
        """Whether several people do this work for the employer, as is not said of managers."""
        return self._facts.occupation.major_group != "1"

    # -- sentences -----------------------------------------------------------------------------------------------

    def _say(self, phrase: Phrase, **more: str) -> str:
        text = phrase.say(self._draw, {**self._values, **more} if more else self._values)
        return text.replace(".m..", ".m.")  # a sentence may end in "4 p.m."

    def _one(self, path: str, **more: str) -> str:
        return self._say(self._draw.pick(self._shared[path]), **more)

    def _some(self, phrases: Sequence[Phrase], count: int) -> list[str]:
        return [self._say(phrase) for phrase in self._draw.some(phrases, count)]

    def _opening(self) -> str:
        facts, draw = self._facts, self._draw
        if facts.openings > 1 and draw.chance(0.7):
            return self._one("opening.many")
        if facts.contract in ("fixed", "seasonal") and draw.chance(0.6):
            return self._one(f"opening.{facts.contract}")
        voice = facts.employer.voice
        if voice in ("formal", "small") and draw.chance(0.6):
            return self._one(f"opening.{voice}")
        if facts.contract == "permanent" and facts.openings == 1 and self._crew and draw.chance(0.2):
            return self._one("opening.permanent")
        casual = voice not in ("formal", "office") and facts.openings == 1 and draw.chance(0.4)
        return self._one("opening.casual" if casual else "opening.one")

    def _scene(self, count: int) -> str:
        """Sentences on the place: of the occupation first, then of workplaces of this kind."""
        facts, draw = self._facts, self._draw
        own = self._some(facts.wording.scene, 1 + draw.below(2))
        shared = settings(facts.occupation.kind, "en", facts.place.country)
        if count == 1 and draw.chance(0.25):
            lines = [self._say(draw.pick(shared))]
        else:
            lines = (
                [*own, *self._some(shared, 1)][:count] if draw.chance(0.5) else own[:1] + self._some(shared, count - 1)
            )
        return " ".join(lines)

    def _choose(self, size: int) -> None:
        words = self._facts.wording
        self.duties = self._some(words.do, 3 + max(size, 0) - self._draw.below(2) * (size > 0))
        self.needs = self._some(words.need, 2 + (max(size, 0) + 1) // 2)

    def _prose_do(self) -> str:
        duties = self.duties
        path = "prose_do_four" if len(duties) >= 4 and self._draw.chance(0.4) else "prose_do"
        wanted = 4 if path == "prose_do_four" else 3
        chosen = self._draw.some(duties, wanted)
        return self._one(path, **{str(place + 1): duty for place, duty in enumerate(chosen)})

    def _prose_need(self) -> str:
        if len(self.needs) >= 3 and self._draw.chance(0.5):
            chosen = self._draw.some(self.needs, 3)
            return capital(self._one("prose_need_three", **{str(i + 1): need for i, need in enumerate(chosen)}))
        chosen = self._draw.some(self.needs, 2)
        return capital(self._one("prose_need", **{str(i + 1): need for i, need in enumerate(chosen)}))

    def _plus(self) -> str:
        return self._one("plus", **{"1": self._say(self._draw.pick(self._facts.wording.plus))})

    def _pay(self) -> str:
        path = "pay_yearly" if self._facts.pay.period == "YEAR" else "pay"
        return capital(self._one(path)) if self._facts.pay_shown else ""

    def _benefit_phrases(self) -> tuple[Phrase, ...]:
        facts = self._facts
        casual = facts.contract in ("part", "seasonal")
        return self._shared[f"{'part_' if casual else ''}benefits.{facts.place.country}"]

    def further_benefits(self) -> list[str]:
        """One or two benefits, for a field of their own."""
        return self._some(self._benefit_phrases(), 1 + self._draw.below(2))

    def _choose_benefits(self, count: int) -> list[str]:
        own = self._shared.get(f"kind_benefits.{self._facts.occupation.kind}")
        return self._some(own, 1) + self._some(self._benefit_phrases(), count)

    def _offer_prose(self, count: int) -> str:
        chosen = self._choose_benefits(count)
        listed = chosen[0] if len(chosen) == 1 else f"{', '.join(chosen[:-1])} and {chosen[-1]}"
        return self._one("offer_prose", list=listed)

    def _extras(self, *, always: bool = False) -> list[str]:
        """Sentences that follow from the facts: lodging, transport, access, work from home."""
        facts, out = self._facts, []
        if facts.remote:
            out.append(self._one("remote"))
        if facts.lodging:
            out.append(self._one(f"lodging.{facts.lodging}"))
        if facts.transport:
            out.append(self._one("transport"))
        if facts.accessible and (always or self._draw.chance(0.6)):
            out.append(self._one("accessible"))
        return out

    def _contract(self) -> str:
        return self._one(f"contract.{self._facts.contract}")

    def _start(self) -> str:
        return self._one("start.now" if self._facts.immediate else "start.later")

    def _apply(self) -> str:
        first = self._one(f"apply.{self._ways.means}")
        if self._ways.phone and self._ways.means in ("url", "email") and self._draw.chance(0.2):
            return f"{first} {self._one('phone_extra')}"
        return first

    def _closing(self) -> str:
        newcomers = self._facts.occupation.code.startswith(("9", "52")) and self._draw.chance(0.3)
        return self._one("closing_newcomers" if newcomers else "closing")

    def _head(self, name: str, *, question: bool = False) -> str:
        return self._one(f"questions.{name}" if question else f"headings.{name}")

    def _terms(self, size: int) -> list[str]:
        """Pay, hours, contract and start as separate sentences, in one of several orders."""
        lines = [self._pay(), self._one("hours"), self._contract()]
        if size > 1 or self._draw.chance(0.4):
            lines.append(self._start())
        if self._draw.chance(0.5):
            lines = [*lines[1:], lines[0]]
        return [line for line in lines if line]

    # -- forms ---------------------------------------------------------------------------------------------------

    def _classic(self, size: int) -> list[Section]:
        self._choose(size)
        intro = f"{self._opening()} {self._scene(1 + (size > 1))}"
        out = [Section("", intro), Section(self._head("do"), items=tuple(map(bullet, self.duties)))]
        needs = [bullet(need) for need in self.needs]
        if size > 1:
            wish = self._say(self._draw.pick(self._facts.wording.plus))
            needs.append(bullet(self._one("plus_item", **{"1": wish})))
        out.append(Section(self._head("need"), items=tuple(needs)))
        if size > 0 and self._draw.chance(0.5):
            items = [*self._terms(size), *map(bullet, self._choose_benefits(1 + (size > 1))), *self._extras()]
            out.append(Section(self._head("offer"), items=tuple(items)))
        else:
            out.append(Section(self._head("offer"), " ".join([*self._terms(0), *self._extras()])))
        ending = self._apply() + (f" {self._closing()}" if self._draw.chance(0.5) else "")
        out.append(Section(self._head("apply") if self._draw.chance(0.5) else "", ending))
        return out

    def _letter(self, size: int) -> list[Section]:
        self._choose(size)
        out = [Section("", f"{self._opening()} {self._scene(1 + (size > 0))}"), Section("", self._prose_do())]
        need = self._prose_need() + (f" {self._plus()}" if size > 0 else "")
        out.append(Section("", need))
        terms = " ".join(self._terms(size))
        if size > 0:
            terms += f" {self._offer_prose(1 + (size > 2))}"
        out.append(Section("", " ".join([terms, *self._extras()])))
        out.append(Section("", f"{self._apply()} {self._closing()}" if size else self._apply()))
        return out

    def _formal(self, size: int) -> list[Section]:
        self._choose(size)
        out = [
            Section("", f"{self._opening()} {self._contract()}"),
            Section("Purpose of the post", self._scene(1 + (size > 2))),
            Section(
                self._draw.pick(("Main duties", "Key responsibilities", "Duties")),
                items=tuple(map(bullet, self.duties)),
            ),
        ]
        essential = tuple(map(bullet, self.needs))
        if self._draw.chance(0.5):
            out.append(Section("Essential", items=essential))
            if size > 0:
                out.append(Section("Desirable", items=(bullet(self._say(self._draw.pick(self._facts.wording.plus))),)))
        else:
            out.append(Section("Person specification", items=essential))
        terms = [self._pay(), self._one("hours")]
        if size > 1:
            terms.append(self._offer_prose(2))
        out.append(Section("Terms", " ".join([*filter(None, terms), *self._extras(always=True)])))
        out.append(Section("", f"{self._apply()} {self._one('formal_closing')}"))
        return out

    def _facts_first(self, size: int) -> list[Section]:
        self._choose(size)
        facts = self._facts
        lines = [f"Place: {facts.employer.street}, {facts.place.city}", f"Hours: {facts.hours_text}"]
        if facts.pay_shown:
            lines.append(f"Pay: {self._values['pay']}")
        lines.append(f"Contract: {_CONTRACT_WORDS[facts.contract]}{f', {facts.term}' if facts.term else ''}")
        if facts.openings > 1:
            lines.append(f"Openings: {facts.openings}")
        if self._draw.chance(0.5):
            lines.append(f"Start: {'now' if facts.immediate else 'by arrangement'}")
        out = [Section(facts.title, items=tuple(self._draw.shuffled(lines)))]
        out.append(Section("", f"{self._scene(1 + (size > 1))} {self._prose_do()}"))
        if self._draw.chance(0.5):
            out.append(Section(self._head("need"), items=tuple(map(bullet, self.needs))))
        else:
            out.append(Section("", self._prose_need()))
        rest = [self._offer_prose(1)] if size > 0 else []
        rest += self._extras()
        if rest:
            out.append(Section("", " ".join(rest)))
        out.append(Section("", self._apply() + (f" {self._closing()}" if size > 0 else "")))
        return out

    def _brief(self, size: int) -> list[Section]:
        self._choose(0)
        first = f"{self._opening()} {self._scene(1)} {self._prose_do()}"
        second = f"{self._prose_need()} {' '.join(self._terms(size - 1))}"
        last = " ".join([*self._extras(), self._apply()])
        if size > 1:
            last += f" {self._closing()}"
        return [Section("", first), Section("", second), Section("", last)]

    def _questions(self, size: int) -> list[Section]:
        self._choose(size)
        out = [Section("", f"{self._opening()} {self._scene(1)}")]
        if self._draw.chance(0.5):
            out.append(Section(self._head("do", question=True), items=tuple(map(bullet, self.duties))))
        else:
            out.append(Section(self._head("do", question=True), self._prose_do()))
        out.append(Section(self._head("need", question=True), f"{self._prose_need()} {self._plus()}"))
        offer = " ".join([*self._terms(size), *([self._offer_prose(1)] if size > 0 else []), *self._extras()])
        out.append(Section(self._head("offer", question=True), offer))
        out.append(Section(self._head("apply", question=True), f"{self._apply()} {self._closing()}"))
        return out

    def _story(self, size: int) -> list[Section]:
        """Starts with the place, names the employer later."""
        self._choose(size)
        out = [Section("", f"{self._scene(2)} {self._opening()}")]
        out.append(Section(self._head("do"), items=tuple(map(bullet, self.duties))))
        out.append(Section("", f"{self._prose_need()} {self._plus()}"))
        out.append(
            Section("", " ".join([*self._terms(size), *([self._offer_prose(2)] if size > 1 else []), *self._extras()]))
        )
        out.append(Section("", f"{self._apply()} {self._closing()}"))
        return out


_CONTRACT_WORDS: Final = {
    "permanent": "permanent",
    "fixed": "fixed term",
    "seasonal": "seasonal",
    "part": "part-time",
}
_FORMS: Final[Mapping[str, Callable[[EnglishWriter, int], list[Section]]]] = {
    "classic": EnglishWriter._classic,
    "letter": EnglishWriter._letter,
    "formal": EnglishWriter._formal,
    "facts": EnglishWriter._facts_first,
    "brief": EnglishWriter._brief,
    "questions": EnglishWriter._questions,
    "story": EnglishWriter._story,
}
_FORMS_BY_VOICE: Final[Mapping[str, tuple[str, ...]]] = {
    "formal": ("formal",) * 4 + ("classic",) * 3 + ("story", "questions"),
    "office": ("classic",) * 4 + ("letter",) * 2 + ("questions", "story", "story", "facts"),
    "care": ("classic",) * 3 + ("letter",) * 3 + ("story", "story", "questions", "brief"),
    "small": ("letter",) * 3 + ("brief",) * 3 + ("facts", "facts", "story", "classic"),
    "guest": ("letter",) * 2 + ("brief",) * 2 + ("classic",) * 3 + ("story", "facts", "questions"),
    "plain": ("classic",) * 3 + ("facts",) * 3 + ("letter", "story", "brief", "questions"),
    "factory": ("classic",) * 3 + ("facts",) * 3 + ("story", "story", "letter", "brief"),
}
