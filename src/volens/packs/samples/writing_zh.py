"""Writes Chinese advertisements in six forms, from a slip on a shop door to a school's announcement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from volens.packs.samples.catalogue import sections, settings
from volens.packs.samples.conditions import pay_text
from volens.packs.samples.markup import STYLES, Section, count_letters, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from volens.packs.samples.applying import Ways
    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw
    from volens.packs.samples.phrase import Phrase

SHORTEST, LONGEST = 110, 430  # characters
_BRACKETS: Final = (("【", "】"), ("", "："), ("", ""), ("■ ", ""))
_ORDINALS: Final = ("一、", "二、", "三、", "四、", "五、")
_CONTRACT_WORDS: Final = {"permanent": "长期", "fixed": "固定期限", "seasonal": "季节性用工", "part": "兼职"}


class ChineseWriter:
    """Writes one vacancy. ``size`` steers how much is said: 0 little, 3 much."""

    def __init__(self, draw: Draw, facts: Facts, ways: Ways) -> None:
        self._draw = draw
        self._facts = facts
        self._ways = ways
        self._shared = sections("zh", "CN")
        self._values = {
            "employer": facts.employer.name,
            "city": facts.place.city,
            "district": facts.district,
            "street": facts.employer.street,
            "noun": facts.wording.noun,
            "count": str(facts.openings),
            "email": ways.email,
            "url": ways.url,
            "contact": facts.employer.contact,
            "reference": ways.reference,
            "rent": f"{facts.rent}元",
            "term": facts.term,
            "pay": pay_text(draw, facts.pay, "zh"),
            "cycle": facts.cycle_text,
            "hours": facts.hours_text,
            "until": f"{facts.until.month}月{facts.until.day}日",
            "title": facts.title,
        }
        self.duties: list[str] = []
        self.needs: list[str] = []

    def write(self) -> str:
        """The description, within the agreed length."""
        form = self._draw.pick(_FORMS_BY_VOICE[self._facts.employer.voice])
        style = "text" if form == "slip" and self._draw.chance(0.5) else self._draw.pick(STYLES)
        size = 1 + self._draw.below(3)
        text = ""
        for _ in range(6):
            text = render(_FORMS[form](self, size), style)
            letters = count_letters(text)
            if letters > LONGEST:
                size -= 1
            elif letters < SHORTEST:
                size += 1
            else:
                break
        return text

    # -- sentences -----------------------------------------------------------------------------------------------

    def _say(self, phrase: Phrase, **more: str) -> str:
        return phrase.say(self._draw, {**self._values, **more} if more else self._values)

    def _one(self, path: str, **more: str) -> str:
        return self._say(self._draw.pick(self._shared[path]), **more)

    def _some(self, phrases: Sequence[Phrase], count: int) -> list[str]:
        return [self._say(phrase) for phrase in self._draw.some(phrases, count)]

    def _opening(self) -> str:
        facts, draw = self._facts, self._draw
        if facts.contract in ("fixed", "seasonal") and draw.chance(0.6):
            return self._one(f"opening.{facts.contract}")
        if facts.employer.voice in ("formal", "small") and draw.chance(0.6):
            return self._one(f"opening.{facts.employer.voice}")
        if facts.contract == "permanent" and facts.openings == 1 and draw.chance(0.2):
            return self._one("opening.permanent")
        return self._one("opening.one")

    def _scene(self, count: int) -> str:
        """Sentences on the place: of the occupation first, then of workplaces of this kind."""
        facts, draw = self._facts, self._draw
        own = self._some(facts.wording.scene, 1 + draw.below(2))
        shared = settings(facts.occupation.kind, "zh", facts.place.country)
        if count == 1 and draw.chance(0.25):
            lines = [self._say(draw.pick(shared))]
        else:
            lines = (
                [*own, *self._some(shared, 1)][:count] if draw.chance(0.5) else own[:1] + self._some(shared, count - 1)
            )
        return "".join(lines)

    def _choose(self, size: int) -> None:
        words = self._facts.wording
        self.duties = self._some(words.do, 3 + max(size, 0) - self._draw.below(2) * (size > 0))
        self.needs = self._some(words.need, 2 + (max(size, 0) + 1) // 2)

    def _prose_do(self) -> str:
        chosen = self._draw.some(self.duties, 3)
        return self._one("prose_do", **{str(place + 1): duty for place, duty in enumerate(chosen)})

    def _prose_need(self) -> str:
        chosen = self._draw.some(self.needs, 2)
        text = self._one("prose_need", **{str(place + 1): need for place, need in enumerate(chosen)})
        if self._draw.chance(0.5):
            text += self._plus()
        return text

    def _plus(self) -> str:
        return f"{self._say(self._draw.pick(self._facts.wording.plus))}。"

    def _pay(self) -> str:
        if not self._facts.pay_shown:
            return ""
        path = {"HOUR": "pay_hourly", "DAY": "pay_daily", "YEAR": "pay_yearly"}.get(self._facts.pay.period, "pay")
        return self._one(path)

    def _benefit_phrases(self) -> tuple[Phrase, ...]:
        facts = self._facts
        casual = facts.contract in ("part", "seasonal") or facts.pay.period in ("HOUR", "DAY")
        return self._shared[f"{'part_' if casual else ''}benefits.CN"]

    def further_benefits(self) -> list[str]:
        """One or two benefits, for a field of their own."""
        return self._some(self._benefit_phrases(), 1 + self._draw.below(2))

    def _choose_benefits(self, count: int) -> list[str]:
        own = self._shared.get(f"kind_benefits.{self._facts.occupation.kind}")
        return self._some(self._benefit_phrases(), count) + self._some(own, 1)

    def _offer_prose(self, count: int) -> str:
        return self._one("offer_prose", list="、".join(self._choose_benefits(count)))

    def _extras(self) -> list[str]:
        """Sentences that follow from the facts: lodging, transport, access, work from home."""
        facts, out = self._facts, []
        if facts.wording.perk and self._draw.chance(0.5):
            out.append(f"{self._say(self._draw.pick(facts.wording.perk))}。")
        if facts.remote:
            out.append(self._one("remote"))
        if facts.lodging:
            out.append(self._one(f"lodging.{facts.lodging}"))
        if facts.transport:
            out.append(self._one("transport"))
        if facts.accessible and self._draw.chance(0.7):
            out.append(self._one("accessible"))
        return out

    def _terms(self, size: int) -> list[str]:
        lines = [self._pay(), self._one("hours"), self._one(f"contract.{self._facts.contract}")]
        if size > 1 or self._draw.chance(0.4):
            lines.append(self._one("start.now" if self._facts.immediate else "start.later"))
        if self._draw.chance(0.5):
            lines = [*lines[1:], lines[0]]
        return [line for line in lines if line]

    def _apply(self) -> str:
        return self._one(f"apply.{self._ways.means}")

    def _closing(self) -> str:
        newcomers = self._facts.occupation.code.startswith(("9", "52")) and self._draw.chance(0.3)
        return self._one("closing_newcomers" if newcomers else "closing")

    def _heads(self) -> Callable[[str], str]:
        before, after = self._draw.pick(_BRACKETS)
        return lambda name: f"{before}{self._one(f'headings.{name}')}{after}"

    def _items(self, texts: Sequence[str]) -> tuple[str, ...]:
        """List items, ended alike."""
        stop = self._stop
        last = "。" if stop else ""
        return tuple(f"{text}{last if place == len(texts) else stop}" for place, text in enumerate(texts, 1))

    @property
    def _stop(self) -> str:
        return "；" if self._facts.number % 3 == 0 else "。" if self._facts.number % 3 == 1 else ""

    # -- forms ---------------------------------------------------------------------------------------------------

    def _standard(self, size: int) -> list[Section]:
        self._choose(size)
        head, numbered = self._heads(), self._draw.chance(0.7)
        out = []
        if self._draw.chance(0.6):
            out.append(Section("", self._opening() + (self._scene(1 + (size > 2)) if size > 0 else "")))
        out.append(Section(head("do"), items=self._items(self.duties), numbered=numbered))
        wanted = list(self.needs)
        if size > 0:
            wanted.append(self._say(self._draw.pick(self._facts.wording.plus)))
        needs = self._items(wanted)
        out.append(Section(head("need"), items=needs, numbered=numbered))
        terms = [*self._terms(size), *self._extras()]
        if self._draw.chance(0.5):
            listed = [*terms, f"{'、'.join(self._choose_benefits(2 + (size > 1)))}。"]
            out.append(Section(head("offer"), items=tuple(listed), numbered=numbered))
        else:
            out.append(Section(head("offer"), "".join([*terms, self._offer_prose(1 + size)])))
        out.append(
            Section(head("apply") if self._draw.chance(0.6) else "", self._apply() + (self._closing() if size else ""))
        )
        return out

    def _formal(self, size: int) -> list[Section]:
        self._choose(size)
        names = sections("zh", "CN")
        heads = [self._say(names[f"formal_headings.{name}"][0]) for name in ("do", "need", "offer", "apply")]
        heads = [f"{_ORDINALS[place]}{head}" for place, head in enumerate(heads)]
        out = [Section("", f"{self._opening()}{self._scene(1)}")]
        out.append(Section(heads[0], items=self._items(self.duties), numbered=True))
        out.append(Section(heads[1], items=self._items(self.needs), numbered=True))
        out.append(Section(heads[2], "".join([*self._terms(size), self._offer_prose(1 + size), *self._extras()])))
        out.append(Section(heads[3], f"{self._apply()}{self._one('formal_closing')}"))
        return out

    def _slip(self, size: int) -> list[Section]:
        """What hangs on a shop door: two or three short paragraphs."""
        self._choose(0)
        first = f"{self._opening()}{self._scene(1)}"
        second = f"{self._prose_do()}{self._prose_need()}"
        third = "".join([*self._terms(size - 1), *self._extras()])
        if size > 1:
            third += self._offer_prose(1)
        last = self._apply() + (self._closing() if size > 0 else "")
        if self._draw.chance(0.4):
            return [Section("", first), Section("", f"{second}{third}"), Section("", last)]
        return [Section("", first), Section("", second), Section("", third), Section("", last)]

    def _lines(self, size: int) -> list[Section]:
        """Facts line by line, as factories post them."""
        self._choose(size)
        facts = self._facts
        lines = [
            f"工种：{facts.wording.noun}",
            f"人数：{facts.openings}人",
            f"地点：{facts.place.city}{facts.district}{facts.employer.street}",
        ]
        if facts.pay_shown:
            lines.append(f"工资：{self._values['pay']}，{facts.cycle_text}发放")
        lines.append(f"时间：{facts.hours_text}")
        lines.append(f"用工：{_CONTRACT_WORDS[facts.contract]}{f'（{facts.term}）' if facts.term else ''}")
        if self._draw.chance(0.5):
            lines.append(f"福利：{'、'.join(self._choose_benefits(1 + size))}")
        out = [Section(f"{facts.employer.name}招聘" if self._draw.chance(0.6) else facts.title, items=tuple(lines))]
        head = self._heads()
        if self._draw.chance(0.5):
            out.append(Section(head("do"), items=self._items(self.duties), numbered=True))
            out.append(Section(head("need"), items=self._items(self.needs), numbered=True))
        else:
            out.append(Section("", f"{self._scene(1)}{self._prose_do()}"))
            out.append(Section("", self._prose_need()))
        out.append(Section("", "".join([*self._extras(), self._apply(), self._closing() if size else ""])))
        return out

    def _questions(self, size: int) -> list[Section]:
        self._choose(size)

        def ask(name: str) -> str:
            return self._one(f"questions.{name}")

        out = [Section("", f"{self._opening()}{self._scene(1)}")]
        out.append(
            Section(ask("do"), items=self._items(self.duties)) if size > 1 else Section(ask("do"), self._prose_do())
        )
        out.append(Section(ask("need"), self._prose_need()))
        out.append(Section(ask("offer"), "".join([*self._terms(size), self._offer_prose(1), *self._extras()])))
        out.append(Section(ask("apply"), f"{self._apply()}{self._closing()}"))
        return out

    def _story(self, size: int) -> list[Section]:
        """Starts with the place and the team."""
        self._choose(size)
        head = self._heads()
        out = [Section(head("about"), self._scene(2)), Section("", self._opening())]
        out.append(Section(head("do"), items=self._items(self.duties), numbered=self._draw.chance(0.5)))
        out.append(
            Section(head("need"), items=self._items(self.needs)) if size > 1 else Section("", self._prose_need())
        )
        out.append(
            Section(head("offer"), "".join([*self._terms(size), self._offer_prose(1 + (size > 1)), *self._extras()]))
        )
        out.append(Section("", f"{self._apply()}{self._closing()}"))
        return out


_FORMS: Final[Mapping[str, Callable[[ChineseWriter, int], list[Section]]]] = {
    "standard": ChineseWriter._standard,
    "formal": ChineseWriter._formal,
    "slip": ChineseWriter._slip,
    "lines": ChineseWriter._lines,
    "questions": ChineseWriter._questions,
    "story": ChineseWriter._story,
}
_FORMS_BY_VOICE: Final[Mapping[str, tuple[str, ...]]] = {
    "formal": ("formal",) * 4 + ("standard",) * 4 + ("story",),
    "office": ("standard",) * 5 + ("story", "story", "questions"),
    "care": ("standard",) * 4 + ("slip", "story", "story", "lines", "questions"),
    "small": ("slip",) * 4 + ("lines", "lines", "story", "questions", "standard"),
    "guest": ("slip",) * 3 + ("standard",) * 3 + ("lines", "story", "questions"),
    "plain": ("standard",) * 4 + ("lines",) * 3 + ("slip", "story"),
    "factory": ("standard",) * 3 + ("lines",) * 4 + ("story", "slip"),
}
