"""Every Jinja template must parse, and hold nothing a page of ours never may: inline handlers, foreign addresses."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    r"\son[a-z]+\s*=": "an inline event handler: the content security policy blocks it; use a script file",
    r"\sstyle\s*=": "an inline style: the content security policy blocks it; use a class",
    r"""(?:src|href)\s*=\s*["'](?:https?:)?//""": "a foreign address: pages make no third-party request",
    r"\|\s*safe\b": "the safe filter: escape, or hand over Markup where it is made",
    r"<img(?![^>]*\salt=)": "an image without alt",
    r"<i>|<em>\s*\{%\s*trans": "italics, which Chinese does not have; use strong or a class",
}


def faults(path: Path) -> list[str]:
    """What is wrong with one template, as `file:line: remedy`."""
    source = path.read_text(encoding="utf-8")
    found = []
    try:
        Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(source)  # noqa: S701 - parsed, never rendered
    except TemplateSyntaxError as error:
        found.append(f"{path.relative_to(ROOT)}:{error.lineno}: {error.message}")
    for pattern, remedy in FORBIDDEN.items():
        for match in re.finditer(pattern, source):
            line = source.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line}: {remedy}")
    return found


def main() -> int:
    """Check all templates; 1 if any has a fault."""
    templates = sorted((ROOT / "src").glob("volens/**/templates/**/*.*"))
    found = [fault for path in templates if path.suffix in {".html", ".xml", ".txt"} for fault in faults(path)]
    print("\n".join(found) if found else f"{len(templates)} templates parse and hold nothing forbidden.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
