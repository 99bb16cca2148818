"""What a deployment must have before it serves people: `volens check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from volens.services.trust import help as danger

#: What must be set, why, and the identifier of the error.
NEEDED = (
    ("GRIEVANCE_URL", "site.E001", "people cannot reach an independent body that takes grievances"),
    ("GRIEVANCE_NAME", "site.E002", "people cannot know who takes their grievances"),
    ("EMERGENCY_NUMBER", "site.E003", "people in danger find no number to call"),
)


@register("volens", deploy=True)
def grievances_have_somewhere_to_go(**_: Any) -> list[CheckMessage]:
    """S14: grievances go to an independent operator, never into this database; so one must be named, in each region."""
    if settings.HELP_FILE or settings.REGIONS:
        hint = "VOLENS_HELP names a file with help in danger for each region served (docs/help.example.yaml)."
        return [Error(problem, hint=hint, id="site.E004") for problem in danger.problems()]
    return [
        Error(
            f"VOLENS_{name} is not set: {why}.",
            hint="Name an independent operator first (docs/configuration.md). Without one, do not serve people.",
            id=identifier,
        )
        for name, identifier, why in NEEDED
        if not getattr(settings, name)
    ]
