"""Why something was not done, in words for whoever asked."""

from __future__ import annotations


class NotAllowedError(PermissionError):
    """The actor has no such right, or no longer; or the thing is not there. Both look alike."""


class NotPossibleError(ValueError):
    """The actor may, but it cannot be done now. The message says why and what to do instead."""


class AlreadyDecidedError(NotPossibleError):
    """A colleague was faster."""
