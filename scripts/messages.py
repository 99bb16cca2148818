"""Messages of the pages in other languages than English.

    python scripts/messages.py extract    bring the .po files up to the sources (new messages come untranslated)
    python scripts/messages.py compile    make the .mo files that a running Volens reads
    python scripts/messages.py check      fail when a message is missing, fuzzy, unused, or has other gaps

With VOLENS_PSEUDO_LOCALE=1 `compile` also makes ar-XB: English with accents, from right to left, a third longer.
Whatever shows as plain English there was forgotten; whatever breaks there breaks in Arabic or German.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "volens"
LOCALES = SOURCE / "locale"
LANGUAGES = ("zh_Hans",)
PSEUDO = "ar_XB"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
GAP = re.compile(r"%\((\w+)\)[sd]|%%")
PLAIN = "abcdeghijklnorstuwyzABCDEGHIJKLNORSTUWYZ"
ACCENTED = "áƀçđéĝĥíĵķļñóŕšţúŵýžÁƁÇĐÉĜĤÍĴĶĻÑÓŔŠŢÚŴÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)


def sources() -> Iterator[tuple[str, Path]]:
    """Every file that may hold messages, with the method to read it."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield "python", path
    # Whatever a page or mail is made of, not only HTML: the text of a mail is a template too.
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.is_file():
            yield "jinja2.ext:babel_extract", path


def extracted() -> Catalog:
    """All messages of the sources."""
    catalog = Catalog(project="Volens", copyright_holder="the Volens contributors", charset="utf-8")
    for method, path in sources():
        options = JINJA if method.startswith("jinja2") else {}
        where = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract_from_file(
            method, path, keywords=KEYWORDS, comment_tags=("Translators:",), options=options
        ):
            catalog.add(message, None, [(where, line)], auto_comments=comments, context=context)
    return catalog


def po(locale: str) -> Path:
    """The file of a language."""
    return LOCALES / locale / "LC_MESSAGES" / "django.po"


def load(locale: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with po(locale).open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def text(catalog: Catalog) -> bytes:
    """A catalogue as it is stored: sorted, no line numbers, no date of the day, so that differences are real ones."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    kept = [
        line
        for line in buffer.getvalue().splitlines()
        if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated-By'))
    ]
    return b"\n".join(kept) + b"\n"


def extract() -> int:
    """Bring every language up to the sources, keeping what is translated; unused messages go."""
    template = extracted()
    for locale in LANGUAGES:
        catalog = load(locale) if po(locale).exists() else Catalog(locale=locale)
        catalog.project, catalog.version, catalog.msgid_bugs_address = "Volens", "1", ""
        catalog.header_comment = "# Messages of Volens. Licence: AGPL-3.0-or-later."
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        po(locale).parent.mkdir(parents=True, exist_ok=True)
        po(locale).write_bytes(text(catalog))
        missing = [message for message in catalog if message.id and not complete(message)]
        print(f"{locale}: {len(catalog)} messages, {len(missing)} to translate")
    return 0


def complete(message: Message) -> bool:
    """Whether every form of a message is translated."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


def compile_all() -> int:
    """Write the .mo of every language that is older than its .po, and the pseudo-locale when asked for."""
    for locale in LANGUAGES:
        target = po(locale).with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < po(locale).stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, load(locale))
            print(f"Compiled the messages of {locale}.")
    if os.environ.get("VOLENS_PSEUDO_LOCALE", "") in {"1", "true", "yes", "on"}:
        write_pseudo(LOCALES)
    return 0


def pseudo(message: str) -> str:
    """A message with accents and a third longer, its gaps and HTML entities as they were."""
    pieces, at = [], 0
    for gap in GAP.finditer(message):
        pieces += [message[at : gap.start()].translate(ACCENTS), gap.group()]
        at = gap.end()
    pieces.append(message[at:].translate(ACCENTS))
    return "".join(pieces) + " " + "ó" * max(1, len(message) // 4)


def write_pseudo(folder: Path) -> None:
    """Make the pseudo-locale in a folder of locales."""
    catalog = Catalog(locale="ar", domain="django")
    for message in extracted():
        if isinstance(message.id, (tuple, list)):
            one, many = (pseudo(each) for each in message.id)
            catalog.add(message.id, (one,) * 2 + (many,) * (catalog.num_plurals - 2), context=message.context)
        elif message.id:
            catalog.add(message.id, pseudo(message.id), context=message.context)
    target = folder / PSEUDO / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)


def faults(locale: str, template: Catalog) -> Iterator[str]:
    """What is wrong with the messages of a language."""
    catalog = load(locale)
    wanted = {
        (message.id if isinstance(message.id, str) else message.id[0], message.context): message
        for message in template
        if message.id
    }
    kept = {
        (message.id if isinstance(message.id, str) else message.id[0], message.context): message
        for message in catalog
        if message.id
    }
    for key in sorted(wanted.keys() - kept.keys(), key=str):
        yield f"{locale}: not in the file: {key[0]!r}. Run: python scripts/messages.py extract"
    for key in sorted(kept.keys() - wanted.keys(), key=str):
        yield f"{locale}: no longer used: {key[0]!r}. Run: python scripts/messages.py extract"
    for (name, _context), message in kept.items():
        if message.fuzzy:
            yield f"{locale}: fuzzy, check the translation: {name!r}"
        if not complete(message):
            yield f"{locale}: not translated: {name!r}"
            continue
        said = list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]
        asked = list(message.id) if isinstance(message.id, (tuple, list)) else [message.id]
        gaps = {gap for each in asked for gap in GAP.findall(each) if gap}
        for each in said:
            filled = {gap for gap in GAP.findall(each) if gap}
            if filled - gaps or (len(asked) == 1 and gaps - filled):
                yield f"{locale}: the gaps of {name!r} differ from those of {each!r}"


def check() -> int:
    """Print every fault; 1 when there is one."""
    template = extracted()
    found = [fault for locale in LANGUAGES for fault in faults(locale, template)]
    print("\n".join(found) if found else f"{len(template)} messages, complete in {', '.join(LANGUAGES)}.")
    return 1 if found else 0


def main() -> int:
    """Run one of the commands."""
    commands = {"extract": extract, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print(__doc__)
        return 2
    return commands[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
