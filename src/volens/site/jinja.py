"""The Jinja2 environment of every public page."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """An environment with gettext, strict about undefined variables: a typo is an error, never an empty spot."""
    options.setdefault("undefined", StrictUndefined)
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - Django sets autoescape
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(static=static, url=reverse)
    made.policies["ext.i18n.trimmed"] = True
    return made
