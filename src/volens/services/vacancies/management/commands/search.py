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

from volens.services.vacancies import labels, presentation, queries
from volens.services.vacancies.parameters import SORTS, SearchParameters, read

MOST = 1000


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
            if options["as_json"]:
                self.stdout.write(json.dumps(self.answer(page, options["language"]), ensure_ascii=False))
            else:
                self.show(page, options["language"])

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
        asked = read(given, language=options["language"], limit=options["limit"])
        for name, problem in asked.problems.items():
            hint = f" {'; '.join(problem.suggestions)}?" if problem.suggestions else ""
            said = "We do not know this place." if name == "where" else str(problem.message)
            raise CommandError(
                f"--{ {'where': 'place', 'radius': 'radius-km', 'pay': 'min-pay'}.get(name, name) }: {said}{hint}"
            )
        for option, kept in (("isco", asked.isco), ("contract", asked.contracts), ("hours", asked.hours)):
            wrong = [value for value in options[option] if value not in kept]
            if wrong:
                raise CommandError(f"--{option}: there is no {wrong[0]!r}. See volens search --help.")
        return asked

    @staticmethod
    def answer(page: queries.SearchPage, language: str) -> dict[str, Any]:
        """The answer as its contract says, with what else a program may need of each result."""
        return {
            "total": page.total,
            "took_ms": round(page.took_ms, 3),
            "corrected": page.corrected,
            "results": [
                {
                    "id": row.id,
                    "title": row.title,
                    "employer": row.employer,
                    "place": row.place,
                    "isco": row.isco,
                    "score": round(hit.score, 4),
                    "url": f"{settings.BASE_URL}/{language}/vacancies/{row.id}/",
                    "distance_km": None if hit.distance_km is None else round(hit.distance_km, 2),
                    "sample": row.is_sample,
                }
                for row, hit in zip(page.rows, page.hits, strict=True)
            ],
            "facets": {name: dict(counts) for name, counts in page.facets.items()},
        }

    def show(self, page: queries.SearchPage, language: str) -> None:
        """A table that fits the terminal."""
        console = Console(file=cast("IO[str]", self.stdout), highlight=False)
        if page.corrected:
            console.print(f"Nothing was found as typed; searched for: {page.corrected}", markup=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("Title", "Employer", "Place", "Pay", "Occupation", "Posted"):
            table.add_column(name, overflow="ellipsis", no_wrap=True)
        for row, hit in zip(page.rows, page.hits, strict=True):
            amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, language)
            away = f" ({presentation.distance(hit.distance_km)})" if hit.distance_km is not None else ""
            occupation = labels.occupation(row.isco, language)
            cells = [f"{row.title}{' [sample]' if row.is_sample else ''}", row.employer, f"{row.place}{away}"]
            cells += [f"{amount} {period}".strip(), occupation, f"{row.posted_at:%Y-%m-%d}"]
            table.add_row(*(cell.replace("[", "\\[") for cell in cells))
        if page.rows:
            console.print(table)
        console.print(f"{page.total:,} vacancies in {page.took_ms:.1f} ms")
