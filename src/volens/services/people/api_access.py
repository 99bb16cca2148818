"""Who may use the JSON API about what is theirs: whoever is signed in on this browser, and nobody with a lasting key.

A key that opens one's applications could be handed over, or asked for by somebody stronger; a sign-in ends by itself,
stands in the list of devices, and can be ended there. Whatever changes something also wants the token against forged
requests that every form carries (`X-CSRFToken`, the value of the cookie `csrftoken`).
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyCookie

from volens.services.people import sessions
from volens.services.people.models import Account, Device


class SignedIn(APIKeyCookie):
    """The sign-in of one kind of account, as on the pages. Anyone else gets 401."""

    param_name = "volens_session"  # behind HTTPS it is __Host-volens; see `sessions.cookie_name`

    def __init__(self, kind: Account.Kind) -> None:
        super().__init__(csrf=True)
        self.kind = kind

    def authenticate(self, request: HttpRequest, key: str | None) -> Device | None:  # noqa: ARG002 - read by sessions
        """The device of this request when it is of this kind of account."""
        found = sessions.device(request)
        return found if found is not None and found.account.kind == self.kind else None


def device_of(request: HttpRequest) -> Device:
    """The device of a request behind `SignedIn`."""
    found: Device = request.auth  # type: ignore[attr-defined]
    return found
