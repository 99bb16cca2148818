"""The rules of verification, numbered as on the page, and the grounds of a refusal: rule, what fails, what would help.

A refusal names every failing ground (safeguard S9). The rules are this service's own; a reviewer adds the article of
the law of the place where one applies.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volens.services.vacancies import presentation


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of verification as everyone can read it."""

    number: int
    text: Promise


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a verification fails: under which rule, what was found, and what would have led to a yes."""

    code: str
    rule: int
    found: Promise
    remedy: Promise


RULES = (
    Rule(1, gettext_lazy("The organisation stands in the register it names, under the number and name it gives.")),
    Rule(2, gettext_lazy("It exists and works: it is not struck off, wound up or suspended.")),
    Rule(3, gettext_lazy("Whoever sends the documents may act for it: by the register, or by a letter that says so.")),
    Rule(4, gettext_lazy("The documents are whole, readable, not older than 12 months, and about this organisation.")),
    Rule(5, gettext_lazy("An employment agency holds a licence where the law asks for one, and it is still good.")),
    Rule(6, gettext_lazy("No worker pays it for a job, for papers, for training that is a condition, or for leaving.")),
    Rule(
        7,
        gettext_lazy(
            "No authority found that it kept papers, held people or forced them to work, unless it was put right."
        ),
    ),
    Rule(8, gettext_lazy("One organisation, one entry: colleagues join the entry that is there.")),
)

GROUNDS: dict[str, Ground] = {
    each.code: each
    for each in (
        Ground(
            "not_in_register",
            1,
            gettext_lazy("The number is not in the register, or belongs to another name."),
            gettext_lazy("An extract of the register with this number and this name."),
        ),
        Ground(
            "not_active",
            2,
            gettext_lazy("The register shows the organisation as struck off, wound up or suspended."),
            gettext_lazy("An extract that shows it as active."),
        ),
        Ground(
            "no_authority",
            3,
            gettext_lazy("It is not shown that the sender may act for the organisation."),
            gettext_lazy("A letter of the organisation naming the sender, or an extract that does."),
        ),
        Ground(
            "documents_unreadable",
            4,
            gettext_lazy("A document is unreadable, incomplete, too old or about someone else."),
            gettext_lazy("The same document, whole, readable and of the last 12 months."),
        ),
        Ground(
            "no_licence",
            5,
            gettext_lazy("There is no valid licence for the work of an agency."),
            gettext_lazy("A licence whose last day lies ahead; or an entry as employer, for its own staff only."),
        ),
        Ground(
            "workers_pay",
            6,
            gettext_lazy("Workers pay the organisation, or someone for it."),
            gettext_lazy("Proof that fees ended and what was taken was paid back."),
        ),
        Ground(
            "finding_of_authority",
            7,
            gettext_lazy("An authority found papers kept, people held, or forced work."),
            gettext_lazy("The authority's own statement that it was put right."),
        ),
        Ground(
            "entered_twice",
            8,
            gettext_lazy("The organisation is here already under the same number."),
            gettext_lazy("Ask to join the entry that is there; its owners decide."),
        ),
    )
}


def words(codes: list[str]) -> str:
    """Every ground with what would have led to a yes, one paragraph each, in the language that is active."""
    return "\n\n".join(
        f"{GROUNDS[code].found} {_('What would help: %(remedy)s') % {'remedy': GROUNDS[code].remedy}}"
        for code in codes
        if code in GROUNDS
    )


def articles(codes: list[str]) -> str:
    """The rules the grounds fall under, as the record names them."""
    numbers = sorted({GROUNDS[code].rule for code in codes if code in GROUNDS})
    return presentation.listed(*(_("verification rule %(number)d") % {"number": number} for number in numbers))
