"""`volens search`: the same search as the pages, from the command line."""

from __future__ import annotations

import argparse
import json
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import translation
from rich.console import Console
from rich.table import Table

from volens.services.vacancies import bridging, labels, presentation, queries
from volens.services.vacancies.parameters import CONTRACTS, HOURS, SORTS, SearchParameters, is_group, read
from volens.services.vacancies.queries import Row

MOST = 1000
#: Characters of a line that is not for a terminal: enough for any, so that nothing is cut.
ENDLESS = 10_000
#: Options named otherwise than their place in an address.
OPTIONS = {"where": "place", "radius": "radius-km", "pay": "min-pay", "posted": "posted-days"}
#: Which values the options with fixed choices take.
KNOWN = {"isco": is_group, "contract": CONTRACTS.__contains__, "hours": HOURS.__contains__}


class Command(BaseCommand):
    """Search open vacancies: a table for people, `--json` for programs."""

    help = "Search open vacancies: words, place, radius, occupation, pay. --json prints one JSON object."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options; the names of the contract are kept stable."""
        parser.add_argument("query", nargs="?", default="", help='words; "quotes" keep words together')
        parser.add_argument("--place", default="", help="a city, region or country, in any language it is known by")
        parser.add_argument("--radius-km", type=int, help="around the place (30)")
        parser.add_argument(
            "--isco", action="append", default=[], help="ISCO-08 code of one to four digits; repeatable"
        )
        parser.add_argument("--min-pay", help="at least this much a month, in major units of the currency")
        parser.add_argument("--currency", default="", help="ISO 4217; default: the place's, else the deployment's")
        parser.add_argument("--contract", action="append", default=[], help="permanent, fixed_term, temporary, ...")
        parser.add_argument("--hours", action="append", default=[], help="full_time, part_time, flexible")
        parser.add_argument("--posted-days", type=int, help="posted within so many days")
        parser.add_argument("--sort", choices=SORTS, help="default: relevance with words, newest without")
        parser.add_argument("--limit", type=int, default=20, help=f"results to show, up to {MOST} (20)")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search and print. A place, pay or distance that makes no sense is an error that says what to write."""
        with translation.override(options["language"]):
            asked = self.asked(options)
            page = queries.search(asked)
            beside = bridging.beside(page, options["language"])
            if options["as_json"]:
                told = beside and beside.told(options["language"], lambda row: self.listed(row, options["language"]))
                answer = self.answer(page, options["language"]) | {"beside": told}
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            else:
                self.show(page, beside, options["language"])

    @staticmethod
    def asked(options: dict[str, Any]) -> SearchParameters:
        """The options as a search, read by the same code as an address."""
        if not 1 <= options["limit"] <= MOST:
            raise CommandError(f"--limit must be a number from 1 to {MOST}.")
        given = QueryDict(mutable=True)
        names = {"query": "q", "place": "where", "radius_km": "radius", "min_pay": "pay", "posted_days": "posted"}
        for option in ("query", "place", "radius_km", "min_pay", "posted_days", "currency", "sort", "page"):
            if options[option] not in {None, ""}:
                given[names.get(option, option)] = str(options[option])
        for option in ("isco", "contract", "hours"):
            given.setlist(option, options[option])
        for option, known in KNOWN.items():
            wrong = [value for value in options[option] if not known(value)]
            if wrong:
                raise CommandError(f"--{option}: there is no {wrong[0]!r}. See volens search --help.")
        asked = read(given, language=options["language"], limit=options["limit"])
        for name, problem in asked.problems.items():
            hint = f" {'; '.join(problem.suggestions)}?" if problem.suggestions else ""
            raise CommandError(f"--{OPTIONS.get(name, name)}: {problem.refusal}{hint}")
        return asked

    @staticmethod
    def address(number: int, language: str) -> str:
        """The page of a vacancy."""
        return f"{settings.BASE_URL}/{language}/vacancies/{number}/"

    @staticmethod
    def answer(page: queries.SearchPage, language: str) -> dict[str, Any]:
        """The answer as its contract says, with what else a program may need of each result."""
        return {
            "total": page.total,
            "took_ms": round(page.took_ms, 3),
            "corrected": page.corrected,
            "results": [
                Command.listed(row, language)
                | {
                    "score": round(hit.score, 4),
                    "distance_km": None if hit.distance_km is None else round(hit.distance_km, 2),
                }
                for row, hit in zip(page.rows, page.hits, strict=True)
            ],
            "facets": {name: dict(counts) for name, counts in page.facets.items()},
        }

    @staticmethod
    def listed(row: Row, language: str) -> dict[str, Any]:
        """What is told of each vacancy."""
        return {
            "id": row.id,
            "title": row.title,
            "employer": row.employer,
            "place": row.place,
            "isco": row.isco,
            "url": Command.address(row.id, language),
            "sample": row.is_sample,
        }

    def show(self, page: queries.SearchPage, beside: bridging.Beside | None, language: str) -> None:
        """A table that fits the terminal; where nobody looks (a pipe, a file), all columns in full."""
        terminal = self.stdout.isatty()
        console = Console(file=cast("IO[str]", self.stdout), highlight=False, width=None if terminal else ENDLESS)
        if page.corrected:
            console.print(f"Nothing was found as typed; searched for: {page.corrected}", markup=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        names = ["Id", "Title", "Employer", "Place", "Pay", "Occupation", "Posted"]
        for name in names if terminal else [*names, "Address"]:
            # The identifier leads to the vacancy, so it is never cut.
            table.add_column(name, overflow="ellipsis", no_wrap=True, min_width=len("100000") if name == "Id" else None)
        for row, hit in zip(page.rows, page.hits, strict=True):
            amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, language)
            away = f" ({presentation.distance(hit.distance_km)})" if hit.distance_km is not None else ""
            occupation = labels.occupation(row.isco, language)
            cells = [
                str(row.id),
                f"{row.title}{' [sample]' if row.is_sample else ''}",
                row.employer,
                f"{row.place}{away}",
            ]
            cells += [f"{amount} {period}".strip(), occupation, f"{row.posted_at:%Y-%m-%d}"]
            if not terminal:
                cells.append(self.address(row.id, language))
            table.add_row(*(cell.replace("[", "\\[") for cell in cells))
        if page.rows:
            console.print(table)
        if beside:
            console.print(beside.sentence, markup=False)
            for row in beside.rows:
                console.print(f"{row.id}  {row.title}  {row.employer}  {row.place}", markup=False)
        console.print(f"{page.total:,} vacancies in {page.took_ms:.1f} ms")
