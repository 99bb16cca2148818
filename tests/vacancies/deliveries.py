"""Made-up deliveries, and the door they go through: the command an operator types."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction

from volens.services.vacancies import outbox
from volens.services.vacancies.models import Source, Vacancy

DECLARED = {
    "worker_pays": False,
    "documents_kept_by": "worker",
    "may_leave_site": True,
    "may_resign": True,
    "resignation_cost_minor": 0,
    "pay_min_minor": 260_000,
    "pay_max_minor": 310_000,
    "currency": "GBP",
    "pay_period": "month",
    "pay_method": "bank_transfer",
    "first_pay_days": 30,
    "paid_to": "worker",
    "weekly_hours": 37.5,
    "rest_days": 2,
    "overtime_paid": True,
    "minimum_age": 18,
    "night_work": False,
    "written_contract": True,
    "contract_language": "en",
    "lodging": "none",
    "group_transport": False,
    "recruiter_paid_per_head": False,
    "legal_employer": "Harbour Kitchens Ltd",
    "licence_required": False,
    "workplace": "12 Quay Street, Bristol",
    "workplace_accessible": True,
}
TEXT = (
    "<p>You cook lunch for two hundred people a day, together with three colleagues.</p>"
    "<ul><li>Prepare vegetables and sauces</li><li>Keep the kitchen clean</li></ul>"
    "<p>We train you. Shifts are planned four weeks ahead.</p>"
)


def posting(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A sound JobPosting whose employer declared everything. A change to None takes a field away."""
    made = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": "Harbour", "value": f"job-{number}"},
        "title": f"Canteen cook {number}",
        "description": TEXT,
        "inLanguage": "en",
        "datePosted": "2026-05-01",
        "validThrough": "2099-12-31",
        "hiringOrganization": {"@type": "Organization", "name": "Harbour Kitchens Ltd"},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Bristol", "addressCountry": "GB"},
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {"@type": "QuantitativeValue", "minValue": 2600, "maxValue": 3100, "unitText": "MONTH"},
        },
        "employmentType": "FULL_TIME",
        "url": f"https://harbour.example.org/jobs/{number}",
        "volens:declarations": DECLARED,
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def written(path: Path, records: list[Any]) -> Path:
    """A file of JSON Lines. Text is written as it is: that is how a line gets broken."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogatepass")
    return path


def imported(*paths: Path, source: str = "harbour", **options: Any) -> dict[str, Any]:
    """Run `volens import ... --json` and read what it prints."""
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_vacancies",
        *map(str, paths),
        source=source,
        json=True,
        stdout=out,
        stderr=err,
        **{"workers": 0, **options},
    )
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def counts(answer: dict[str, Any]) -> dict[str, int]:
    """The figures of an answer that are not nought."""
    return {name: value for name, value in answer.items() if isinstance(value, int) and value}


def rejects(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rejects file of an answer."""
    if not answer["rejects_file"]:
        return []
    return [json.loads(line) for line in Path(answer["rejects_file"]).read_text(encoding="utf-8").splitlines()]


def approved(name: str = "harbour") -> Source:
    """A source that a named person approved."""
    from volens.services.vacancies import actions

    source, _ = Source.objects.get_or_create(name=name)
    actions.approve_source("R. Viewer", source, "seen by me")
    return source


def only_vacancy() -> Vacancy:
    """The one vacancy there is."""
    return Vacancy.objects.get()


def found() -> set[int]:
    """Ids in the index, as a search sees them."""
    import time

    from volens.engines.search.port import Query
    from volens.services.vacancies.index import index

    return {hit.id for hit in index().query(Query(now=int(time.time()), limit=1000)).hits}


def emptied() -> None:
    """Forget every vacancy and source, in database and index."""
    with transaction.atomic():
        outbox.changed(Vacancy.objects.values_list("pk", flat=True))
        Vacancy.objects.all().delete()
        Source.objects.all().delete()
