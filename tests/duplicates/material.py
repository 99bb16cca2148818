# ruff: noqa: E501 - phrases read better on one line
"""Made-up postings, rewrites of them, and look-alikes that are other jobs. Shares no code or word list with the engine.

`half` 0 is for setting weights, 1 for reporting: trades, duties, boilerplate, employers and ways of rewriting are
disjoint between the halves wherever the language allows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tests.duplicates.words import (
    BOILERPLATE_EN,
    BOILERPLATE_ZH,
    CITIES_EN,
    CITIES_ZH,
    DAY_PAY,
    DUTIES_EN,
    DUTIES_ZH,
    EMPLOYERS_EN,
    EMPLOYERS_ZH,
    LEGAL_EN,
    PROFILES_EN,
    PROFILES_ZH,
    TRADE_WORDS_ZH,
    TRADES_EN,
    TRADES_ZH,
)


@dataclass(frozen=True)
class Job:
    """A posting as a feed would give it after import; field names are the engine's, values are this module's own."""

    title: str
    employer: str
    text: str
    place: str
    place_id: int | None
    region: str
    latitude: float | None
    longitude: float | None
    pay_min: int | None
    pay_max: int | None
    pay_period: str
    pay_month_min: int | None
    pay_month_max: int | None
    currency: str
    hours: str
    posted: int
    language: str = "en"


class Maker:
    """Makes jobs, rewrites and look-alikes from one half of the material."""

    def __init__(self, seed: int, half: int) -> None:
        self.random, self.half = random.Random(seed), half

    def job(self, language: str = "", **fixed: object) -> Job:
        """A new job."""
        rnd = self.random
        language = language or rnd.choice(["en", "en", "zh"])
        english = language == "en"
        trade, things = rnd.choice((TRADES_EN if english else TRADES_ZH)[self.half])
        short, place, number, region, latitude, longitude = rnd.choice(CITIES_EN if english else CITIES_ZH)
        employer = self.employer(language, short)
        month, (low, high), period = self.pay(english)
        job = Job(
            title=trade, employer=employer, text="", place=place, place_id=number, region=region, latitude=latitude,
            longitude=longitude, pay_min=low, pay_max=high, pay_period=period, pay_month_min=month[0],
            pay_month_max=month[1], currency=DAY_PAY[language][0], hours=rnd.choice(["full_time", "full_time", ""]),
            posted=rnd.randrange(20_000, 20_030), language=language,
        )  # fmt: skip
        job = replace(job, **fixed)  # type: ignore[arg-type]
        return replace(job, text=self.text(job, things))

    def employer(self, language: str, city: str) -> str:
        rnd = self.random
        if language == "en":
            return f"{rnd.choice(EMPLOYERS_EN[self.half])} {rnd.choice(LEGAL_EN[self.half])}".strip()
        return f"{city}{rnd.choice(EMPLOYERS_ZH[self.half])}{rnd.choice(TRADE_WORDS_ZH[self.half])}有限公司"

    def pay(self, english: bool) -> tuple[tuple[int, int], tuple[int, int], str]:
        rnd = self.random
        if english:
            low = rnd.randrange(1500, 4000, 50)
            high = low + rnd.randrange(100, 900, 50)
            return (low * 173, high * 173), (low, high), "hour"
        low = rnd.randrange(4000, 12000, 500) * 100
        high = low + rnd.randrange(1000, 4000, 500) * 100
        return (low, high), (low, high), "month"

    def text(self, job: Job, things: str, duties: int = 0) -> str:
        rnd, english = self.random, job.language == "en"
        names = things.split("|")
        lines = list((DUTIES_EN if english else DUTIES_ZH)[self.half])
        rnd.shuffle(lines)
        body = []
        for line in lines[: duties or rnd.randrange(4, 7)]:
            one, two = rnd.sample(names, 2)
            body.append(line.format(a=one, b=two, n=rnd.randrange(2, 30)))
        profile = (PROFILES_EN if english else PROFILES_ZH)[self.half]
        # The profile is the employer's: the same in all its posts.
        own = random.Random(job.employer)
        profile = profile.format(
            e=job.employer, c=job.place.split(",")[0], y=own.randrange(1950, 2020), n=own.randrange(9, 900)
        )
        opening = (
            f"We are looking for a {job.title} in {job.place}."
            if english
            else f"现招聘{job.title}，工作地点{job.place}。"
        )
        if job.pay_min and rnd.random() < 0.6:
            body.append(self.pay_text(job))
        return " ".join([profile, opening, *body] if rnd.random() < 0.5 else [opening, *body, profile])

    def pay_text(self, job: Job) -> str:
        assert job.pay_min
        assert job.pay_max
        low, high = job.pay_min / 100, job.pay_max / 100
        if job.language == "en":
            return self.random.choice(
                [f"Pay: ${low:.2f} to ${high:.2f} an hour.", f"${low:g}-{high:g}/hr", f"USD {low} – {high} hourly"]
            )
        return self.random.choice(
            [
                f"薪资：{low:.0f}-{high:.0f}元/月",
                f"月薪{low / 1000:g}k-{high / 1000:g}k",
                f"每月{low:.0f}至{high:.0f}元",
            ]
        )

    # Rewrites: the same job as another feed gives it.

    def rewrite(self, job: Job) -> Job:
        """The same job, changed in two to five ways."""
        ways = [
            self.retitled,
            self.respelled,
            self.boilerplate,
            self.cut,
            self.markup,
            self.reordered,
            self.paid,
            self.placed,
            self.dated,
        ]
        for way in self.random.sample(ways, self.random.randrange(2, 6)):
            job = way(job)
        return job

    def retitled(self, job: Job) -> Job:
        rnd, title = self.random, job.title
        if job.language == "en":
            words = title.split()
            noise = [["Urgently hiring: {}", "{} (m/f/d)", "{} - ${:g}/hr", "{} needed", "NEW! {}", "{} - {c}", "{} wanted - immediate start"],
                     ["{} – apply today", "Now hiring {}s", "{}, {c}", "{} | up to ${:g} per hour", "{} (all genders)", "Job: {}", "{} vacancy"]][self.half]  # fmt: skip
            shape = rnd.choice(noise)
            if rnd.random() < 0.3 and len(words) > 1:
                title = f"{words[-1]}, {' '.join(words[:-1])}"
            if rnd.random() < 0.2:
                title = title.upper()
            return replace(job, title=shape.format(title, (job.pay_max or 2000) / 100, c=job.place.split(",")[0]))
        noise = [
            ["急招{}", "{}（包吃住）", "高薪诚聘{}", "{}{p}", "{c}{}"],
            ["{}-双休五险一金", "直招{}", "【{c}】{}", "{} {p}", "招聘{}数名"],
        ][self.half]
        pay = f"{(job.pay_min or 500_000) // 100}-{(job.pay_max or 700_000) // 100}元"
        return replace(
            job,
            title=rnd.choice(noise).format(title, p=pay, c=job.place[-2:] if "市" not in job.place else job.place[3:5]),
        )

    def respelled(self, job: Job) -> Job:
        rnd, name = self.random, job.employer
        if job.language == "en":
            bare = name.rsplit(" ", 1)[0] if name.split()[-1] in {part for half in LEGAL_EN for part in half} else name
            other = [[" Limited", " LTD", ", Inc", " Group"], [" L.L.C.", " Corp", " (UK) plc", ""]][self.half]
            bare = bare.replace("&", "and") if rnd.random() < 0.5 else bare
            return replace(job, employer=(bare.upper() if rnd.random() < 0.3 else bare) + rnd.choice(other))
        other = name.removesuffix("有限公司")
        brand = other[2:]
        return replace(
            job,
            employer=rnd.choice(
                [other, brand + "有限责任公司", other + "股份有限公司", f"{brand}（{other[:2]}）有限公司", brand]
            ),
        )

    def boilerplate(self, job: Job) -> Job:
        pool = (BOILERPLATE_EN if job.language == "en" else BOILERPLATE_ZH)[self.half]
        added = self.random.sample(pool, self.random.randrange(1, 4))
        return replace(job, text=" ".join([job.text, *added] if self.random.random() < 0.7 else [*added, job.text]))

    def cut(self, job: Job) -> Job:
        share = self.random.uniform(0.4, 0.8)
        return replace(job, text=job.text[: int(len(job.text) * share)].rstrip() + "...")

    def markup(self, job: Job) -> Job:
        sentences = self.sentences(job)
        shape = [["<p>{}</p>", "<ul><li>{}</li></ul>"], ["<div class='d'>{}</div>", "{}<br/>&nbsp;"]][self.half]
        escape = {"&": "&amp;", "'": "&#39;"}
        cells = ["".join(escape.get(ch, ch) for ch in sentence) for sentence in sentences]
        return replace(job, text="\n".join(self.random.choice(shape).format(cell) for cell in cells))

    def reordered(self, job: Job) -> Job:
        sentences = self.sentences(job)
        self.random.shuffle(sentences)
        return replace(job, text=" ".join(sentences))

    def sentences(self, job: Job) -> list[str]:
        stop = "。" if job.language == "zh" else ". "
        parts = [part.strip() for part in job.text.split(stop)]
        return [part + stop.strip() for part in parts if part]

    def paid(self, job: Job) -> Job:
        rnd = self.random
        if rnd.random() < 0.35 or job.pay_min is None:
            return replace(
                job, pay_min=None, pay_max=None, pay_period="", pay_month_min=None, pay_month_max=None, currency=""
            )
        assert job.pay_month_min
        assert job.pay_month_max
        if job.language == "en":
            hours = rnd.choice([2080, 2000, 1950])
            low, high = job.pay_min * hours, (job.pay_max or 0) * hours
        else:
            low, high = job.pay_min * 12, (job.pay_max or 0) * 12
        if rnd.random() < 0.3:
            low = high
        return replace(
            job, pay_min=low, pay_max=high, pay_period="year", pay_month_min=low // 12, pay_month_max=high // 12
        )

    def placed(self, job: Job) -> Job:
        rnd = self.random
        made_up = (city[0] for city in (*CITIES_EN, *CITIES_ZH) if job.place in city[:2])
        short = next(made_up, job.place.split(",")[-1].strip() or job.place)
        moved = None if job.latitude is None else job.latitude + 0.01
        return rnd.choice([
            replace(job, place=short), replace(job, latitude=None, longitude=None),
            replace(job, place_id=None, latitude=moved),
        ])  # fmt: skip

    def dated(self, job: Job) -> Job:
        return replace(job, posted=job.posted + self.random.randrange(-10, 25))

    # Look-alikes: other jobs that share much.

    def lookalikes(self, job: Job) -> list[tuple[str, Job]]:
        """Other jobs beside a job: (what differs, the job)."""
        rnd, english = self.random, job.language == "en"
        others = [trade for trade in (TRADES_EN if english else TRADES_ZH)[self.half] if trade[0] != job.title]
        own = next(trade for trade in (TRADES_EN if english else TRADES_ZH)[self.half] if trade[0] == job.title)
        trade, things = rnd.choice(others)
        found = [("another job", self.job(job.language, title=trade, employer=job.employer, place=job.place, place_id=job.place_id,
                                           region=job.region, latitude=job.latitude, longitude=job.longitude))]  # fmt: skip
        found[0] = ("another job", replace(found[0][1], text=self.text(found[0][1], things)))
        swapped = replace(job, title=trade, text=job.text.replace(job.title, trade))
        found.append(("another job in the same words", swapped))
        level = rnd.choice([["Senior {}", "Assistant {}", "{} Supervisor"], ["Lead {}", "Trainee {}", "Junior {}"]][self.half] if english
                           else [["高级{}", "{}助理"], ["资深{}", "实习{}"]][self.half])  # fmt: skip
        raised = level.format(job.title)
        found.append(("another level", replace(job, title=raised, text=job.text.replace(job.title, raised))))
        cities = [city for city in (CITIES_EN if english else CITIES_ZH) if city[1] != job.place]
        short, place, number, region, latitude, longitude = rnd.choice(cities)
        moved = replace(job, place=place, place_id=number, region=region, latitude=latitude, longitude=longitude)
        found.append(("another place", replace(moved, text=job.text.replace(job.place, place))))
        shifts = (
            [("Night Shift", "Day Shift"), ("Weekend", "Weekday mornings")][self.half]
            if english
            else [("夜班", "白班"), ("早班", "晚班")][self.half]
        )
        found.append(
            ("shift", replace(job, title=f"{job.title} - {shifts[1]}" if english else f"{job.title}（{shifts[1]}）"))
        )
        found.append(
            (
                "the job itself, of another shift",
                replace(job, title=f"{job.title} - {shifts[0]}" if english else f"{job.title}（{shifts[0]}）"),
            )
        )
        stranger = job.employer
        while stranger.split()[0] == job.employer.split()[0] or stranger[2:5] == job.employer[2:5]:
            stranger = self.employer(job.language, short if not english else "")
        found.append(
            ("another employer", replace(job, employer=stranger, text=job.text.replace(job.employer, stranger)))
        )
        found.append(("number 1", replace(job, title=f"{job.title} 1" if english else f"{job.title}1号岗")))
        found.append(("number 2", replace(job, title=f"{job.title} 2" if english else f"{job.title}2号岗")))
        found.append(
            ("reference 1", replace(job, text=job.text + (" Job ID: HB-4411" if english else " 职位编号：NC20231")))
        )
        found.append(
            ("reference 2", replace(job, text=job.text + (" Job ID: HB-4412" if english else " 职位编号：NC20232")))
        )
        same = replace(job, text=self.text(job, own[1]), pay_min=(job.pay_min or 1) * 3 // 2, pay_max=(job.pay_max or 1) * 3 // 2,
                       pay_month_min=(job.pay_month_min or 1) * 3 // 2, pay_month_max=(job.pay_month_max or 1) * 3 // 2)  # fmt: skip
        found.append(("other duties and pay", same))
        return found


#: Pairs among the look-alikes of one job that are different jobs of each other (besides each against the job itself).
APART = [("shift", "the job itself, of another shift"), ("number 1", "number 2"), ("reference 1", "reference 2")]
#: Look-alikes that could be the job itself, described more precisely: not judged against it.
MAY_BE_SAME = {"shift", "the job itself, of another shift", "number 1", "number 2", "reference 1", "reference 2"}
