"""The `volens` command: every room's commands under one name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `volens COMMAND`. The word `import` cannot name a Python module, so it stands for `import_vacancies`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volens.site.settings")
    from django.core.management import execute_from_command_line

    arguments = list(sys.argv)
    if len(arguments) > 1 and arguments[1] == "import":
        arguments[1] = "import_vacancies"
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
