"""The Jinja2 environment of every public page."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from volens.engines.vetting.references import reference_words
from volens.services.vacancies import presentation


def environment(**options: Any) -> Environment:
    """An environment with gettext, strict about undefined variables: a typo is an error, never an empty spot.

    Compiled templates are kept in the data directory, so that a start does not compile them again.
    """
    from volens.site.context import part

    options.setdefault("undefined", StrictUndefined)
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - Django sets autoescape
    made.bytecode_cache = _bytecode_cache()
    made.trim_blocks = True
    made.lstrip_blocks = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(static=static_address, url=reverse, part=part, number=number, day=day, moment=moment, law=law)
    made.globals |= {name: getattr(presentation, name) for name in ("listed", "colon", "semicolon")}
    made.globals["_"] = translate
    made.policies["ext.i18n.trimmed"] = True
    return made


@lru_cache(maxsize=64)
def _static(name: str, backend: str) -> str:  # noqa: ARG001 - another backend gives another address
    return static(name)


def static_address(name: str) -> str:
    """The address of a static file, looked up once: its name changes only with its content, at the next start."""
    if settings.DEBUG:
        return static(name)
    return _static(name, settings.STORAGES["staticfiles"]["BACKEND"])


def law(reference: str) -> str:
    """What a finding of the vetting rests on, in the language of the page."""
    return reference_words(reference, translation.get_language() or "en")


def day(date: dt.date) -> str:
    """A day, or the day of a moment where the service is, in words."""
    here = timezone.localdate(date) if isinstance(date, dt.datetime) else date
    return presentation.day(here, presentation.language())


def moment(then: dt.datetime) -> str:
    """A day and time where the service is, in words."""
    return presentation.moment(then, presentation.language())


def translate(message: str, **values: Any) -> str:
    """A message in the page's language, its gaps filled with escaped values.

    Takes the place of Jinja's own `_`, which makes markup of every message and fills gaps that most do not have.
    """
    text = translation.gettext(message)
    return Markup(escape(text)) % values if values else text  # noqa: S704 - escaped


def number(value: int) -> str:
    """A count as the page's language groups its digits."""
    return presentation.number(value, presentation.language())


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """A folder only this deployment writes; without one, templates are compiled at each start."""
    folder = Path(settings.DATA_DIR) / "cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return _Kept(str(folder))


class _Kept(FileSystemBytecodeCache):
    """Compiled templates in a folder that may vanish while the service runs: they are then not kept, pages go on."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
