"""What someone who acts for organisations wrote and sent in here, told to themselves."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from volens.services.trust.rooms import Part
from volens.services.vacancies import presentation
from volens.services.vacancies.models import Posting, PostingRevision, PostingToken


def parts(account: UUID) -> list[Part]:
    """Postings begun, what was sent in, and keys made by this account. Three queries."""
    language, colon = presentation.language(), presentation.colon()
    postings = list(Posting.objects.filter(made_by=account).select_related("organisation"))
    sent = list(PostingRevision.objects.filter(made_by=account).select_related("posting__organisation"))
    tokens = list(PostingToken.objects.filter(made_by=account).select_related("organisation"))
    made = [
        Part(
            _("Vacancies I wrote"),
            [
                (
                    presentation.moment(each.made_at, language),
                    presentation.listed(f"{each.organisation.name}{colon}{each}", each.get_state_display()),
                )
                for each in postings
            ],
            [
                {
                    "posting": str(each.pk),
                    "organisation": each.organisation.name,
                    "title": str(each),
                    "state": each.state,
                    "made": each.made_at.isoformat(),
                    "name_shown": each.made_by_name,
                }
                for each in postings
            ],
        ),
        Part(
            _("Vacancies I sent in"),
            [
                (
                    presentation.moment(each.made_at, language),
                    presentation.listed(
                        f"{each.posting.organisation.name}{colon}{each.posting}", each.get_state_display()
                    ),
                )
                for each in sent
            ],
            [
                {
                    "posting": str(each.posting_id),
                    "revision": each.number,
                    "state": each.state,
                    "sent": each.made_at.isoformat(),
                    "name_shown": each.made_by_name,
                    "answers": each.content,
                }
                for each in sent
            ],
        ),
        Part(
            _("Keys for programs I made"),
            [
                (
                    each.name,
                    _("%(organisation)s, %(scope)s, works until %(moment)s")
                    % {
                        "organisation": each.organisation.name,
                        "scope": each.get_scope_display(),
                        "moment": presentation.moment(each.until, language),
                    },
                )
                for each in tokens
            ],
            [
                {
                    "name": each.name,
                    "organisation": each.organisation.name,
                    "scope": each.scope,
                    "since": each.since.isoformat(),
                    "until": each.until.isoformat(),
                    "revoked": each.revoked_at.isoformat() if each.revoked_at else None,
                }
                for each in tokens
            ],
        ),
    ]
    return [part for part in made if part.rows]
