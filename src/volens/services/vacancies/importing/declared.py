"""What the employer declared in the record itself: read strictly, because pages show it as the employer's word."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from volens.engines.vetting.declarations import DeclarationError, Declarations, Lodging
from volens.services.vacancies.importing import vocabulary
from volens.services.vacancies.importing.draft import Draft
from volens.services.vacancies.importing.rejects import RecordError


class Declared(NamedTuple):
    """The declarations as JSON, and the two of them that can be searched for."""

    json: str = "{}"
    accessible: bool | None = None
    accommodation: str = ""


def read(draft: Draft) -> Declared:
    """The declarations of a draft, also those given as fields of their own. Raises RecordError."""
    if draft.declarations is None and draft.accessible is None and draft.accommodation is None:
        return Declared()
    answers = draft.declarations if draft.declarations is not None else {}
    try:
        declarations = Declarations.from_json(answers)
    except DeclarationError as error:
        problem = error.problems[0]
        raise RecordError(
            f"declarations.{problem.field}", "declaration", value=f"{problem.reason} {problem.remedy}"
        ) from None
    accessible = declarations.workplace_accessible
    if accessible is None:
        accessible = vocabulary.yes(draft.accessible, "accessible")
    lodging: str = declarations.lodging.value if declarations.lodging else ""
    if not lodging and draft.accommodation not in {None, ""}:
        lodging = str(draft.accommodation).strip().lower()
        if lodging not in {kind.value for kind in Lodging}:
            raise RecordError("accommodation", "bad_value", value=draft.accommodation, allowed=", ".join(Lodging))
    return Declared(orjson.dumps(declarations.to_json()).decode(), accessible, lodging)
