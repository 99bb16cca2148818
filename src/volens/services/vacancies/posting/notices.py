"""Mails to the members who write vacancies: what was decided, what they are asked. They hold no link that decides."""

from __future__ import annotations

import logging

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from volens.services.organisations import policies
from volens.services.organisations import queries as organisations
from volens.services.people import notifications, post
from volens.services.people.actions import account as accounts
from volens.services.people.notifications import Notification
from volens.services.trust.vault import KeyGoneError
from volens.services.vacancies.models import Posting, ReviewCase

log = logging.getLogger("volens.vacancies")


def tell(posting: Posting, subject: str, text: str) -> int:
    """Write to every owner and recruiter of the organisation, each in their own language. Returns how many.

    `subject` and `text` are messages to be translated, with gaps for `title` and `address`.
    """
    told = 0
    for membership in organisations.members(posting.organisation_id):
        if not policies.may_post(membership):
            continue
        if not notifications.wants(membership.account, Notification.POSTING_NEWS):
            continue
        try:
            first = next((reached for is_first, reached in accounts.contacts(membership.account) if is_first), None)
        except KeyGoneError:
            continue
        if first is None:
            continue
        with override(membership.account.language):
            page = reverse("posting:show", args=[posting.organisation_id, posting.pk])  # shows, and decides nothing
            gaps = {"title": str(posting.content.get("title", "")), "address": f"{settings.BASE_URL}{page}"}
            post.send(first, gettext(subject) % gaps, gettext(text) % gaps)
        told += 1
    return told


def decided(posting: Posting, case: ReviewCase) -> None:
    """What a reviewer decided."""
    outcome = case.outcome
    if outcome == ReviewCase.Outcome.PUBLISH:
        tell(posting, _PUBLISHED[0], _PUBLISHED[1])
    elif outcome == ReviewCase.Outcome.SEND_BACK:
        tell(posting, _SENT_BACK[0], _SENT_BACK[1])
    elif outcome == ReviewCase.Outcome.REFUSE:
        tell(posting, _REFUSED[0], _REFUSED[1])


def checked_again(posting: Posting) -> None:
    """It was published and is out of sight until a person has looked at it again."""
    tell(posting, _CHECKED[0], _CHECKED[1])


def asked_to_confirm(posting: Posting) -> None:
    """Is the job still open?"""
    tell(posting, _CONFIRM[0], _CONFIRM[1])


def lapsed(posting: Posting) -> None:
    """Nobody confirmed it."""
    tell(posting, _LAPSED[0], _LAPSED[1])


_PUBLISHED = (
    gettext_noop("Your vacancy “%(title)s” is published"),
    gettext_noop(
        "A reviewer looked at your vacancy “%(title)s”. It is published now.\n\nSign in to see it: %(address)s"
    ),
)
_SENT_BACK = (
    gettext_noop("Your vacancy “%(title)s” needs a change"),
    gettext_noop(
        "A reviewer sent your vacancy “%(title)s” back. After signing in you see the reasons, the rule behind each, "
        "and how to put it right. You can also ask another reviewer to decide.\n\n%(address)s"
    ),
)
_REFUSED = (
    gettext_noop("Your vacancy “%(title)s” was refused"),
    gettext_noop(
        "Your vacancy “%(title)s” was refused. After signing in you see all reasons, the articles, what would make it "
        "publishable, and how to ask another reviewer to decide.\n\n%(address)s"
    ),
)
_CHECKED = (
    gettext_noop("Your vacancy “%(title)s” is being checked again"),
    gettext_noop(
        "A person at this service checks your vacancy “%(title)s” again and decides within 48 hours. Until then nobody "
        "sees it. Vacancies are checked again from time to time, also drawn at random. You need not do anything: you "
        "get a message when it is decided. Sign in to see it: %(address)s"
    ),
)
_CONFIRM = (
    gettext_noop("Is the job “%(title)s” still open?"),
    gettext_noop(
        "Please sign in and confirm with one click that “%(title)s” is still open, or say that it is filled. Without "
        "an answer it is no longer shown in a few days.\n\n%(address)s"
    ),
)
_LAPSED = (
    gettext_noop("Your vacancy “%(title)s” is no longer shown"),
    gettext_noop(
        "Nobody confirmed for 30 days that “%(title)s” is still open, so it is no longer shown. If it is, sign in and "
        "send it in again.\n\n%(address)s"
    ),
)
