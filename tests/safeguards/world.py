"""A small world: persons with things of their own, staff of every role, and every address filled with their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

from tests.people.journey import Browser, account_of, person, staff
from tests.people.test_own_pages import PDF, upload
from volens.services.people.models import Account, Document, StaffMember
from volens.services.trust.models import Choice, Complaint

#: Addresses whose parameters are not about people, with what to fill in.
PLAIN = {"number": "1", "group": "5223", "form": "json", "section": "pages", "pack": "cn", "topic": "unemployment"}


@dataclass
class Someone:
    browser: Browser
    contact: str
    account: Account
    marks: set[str]
    values: dict[str, list[str]] = field(default_factory=dict)


def someone(name: str) -> Someone:
    """A person with a profile, a document, a complaint and choices, all marked with words nobody else has."""
    browser, contact = person()
    browser.post(
        "my/profile/", {"chosen_name": f"{name}-name", "skills": f"{name}-skills", "experience": f"{name}-past"}
    )
    upload(browser, PDF, f"{name}-cv.pdf")
    browser.post("my/readers/complain/", {"text": f"{name}-complaint"})
    account = account_of(contact)
    return Someone(
        browser,
        contact,
        account,
        {f"{name}-name", f"{name}-skills", f"{name}-past", f"{name}-cv", f"{name}-complaint", contact},
        {
            "identifier": [
                str(pk) for pk in Document.objects.filter(person_id=account.pk).values_list("pk", flat=True)
            ],
            "choice": [str(pk) for pk in Choice.objects.filter(person_id=account.pk).values_list("pk", flat=True)],
            "number": [str(pk) for pk in Complaint.objects.filter(person_id=account.pk).values_list("pk", flat=True)],
            "reading": [],
        },
    )


def every_role() -> dict[str, Browser]:
    return {"visitor": Browser()} | {role.value: staff(role, f"{role.label} name")[0] for role in StaffMember.Role}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    """Every address pattern of the house, without the language."""
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        said = str(each.pattern)
        if isinstance(each, URLResolver):
            language = type(each.pattern).__name__ == "LocalePrefixPattern"
            found += patterns(each, prefix if language else prefix + said)
        elif isinstance(each, URLPattern):
            found.append(prefix + said)
    return found


def addresses(values: dict[str, list[str]]) -> list[str]:
    """Every address, each parameter filled with each of the values given for its name."""
    made = []
    for pattern in patterns():
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "").replace("\\.", ".")
        filled = [plain]
        for name in re.findall(r"<(?:\w+:)?(\w+)>", plain):
            options = values.get(name) or [PLAIN.get(name, "x")]
            filled = [re.sub(rf"<(?:\w+:)?{name}>", option, each, count=1) for each in filled for option in options]
        made += filled
    return made


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")
