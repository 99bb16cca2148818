"""The `volens` command: every room's commands under one name."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from textwrap import shorten

#: Public names of commands whose name cannot be that of a Python module.
PUBLIC = {"import_vacancies": "import", "travel_times": "travel-times"}


def main() -> None:
    """Run `volens COMMAND`. The word `import` cannot name a Python module, so it stands for `import_vacancies`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volens.site.settings")
    # Work is shared out over processes: threads of the matrix library on top of them only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What a command loads stays: looking through it for garbage every 700 objects is a seventh of its start.
    gc.set_threshold(50_000, 20, 20)
    from django.core.management import execute_from_command_line

    arguments = list(sys.argv)
    if arguments[1:] in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write(f"{overview()}\n")
        return
    modules = {public: module for module, public in PUBLIC.items()}
    at = 2 if arguments[1] == "help" else 1
    if len(arguments) > at:
        arguments[at] = modules.get(arguments[at], arguments[at])
    try:
        execute_from_command_line(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has read enough: `volens vet ads.jsonl | head`
        if not _unread():
            raise  # another pipe broke
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more is tried at the end
        raise SystemExit(128 + signal.SIGPIPE) from None


def _unread() -> bool:
    """Whether nobody reads standard output any more."""
    end = select.poll()
    end.register(sys.stdout.fileno(), select.POLLOUT)
    return any(told & (select.POLLERR | select.POLLHUP) for _number, told in end.poll(0))


def overview() -> str:
    """All commands: Volens' own first, each with a line about it, then those that come with Django."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    own: dict[str, str] = {}
    others = []
    for name, application in sorted(get_commands().items()):
        if str(application).startswith("volens."):
            about = load_command_class(str(application), name).help.partition(". ")[0]
            own[PUBLIC.get(name, name)] = shorten(about.rstrip("."), 90, placeholder=" ...")
        else:
            others.append(name)
    width = max(map(len, own)) + 2
    lines = ["usage: volens COMMAND [OPTIONS]      volens COMMAND --help tells more", "", "Commands of Volens:"]
    lines += [f"  {name:<{width}}{about}" for name, about in sorted(own.items())]
    return "\n".join([*lines, "", "Commands that come with Django:", f"  {', '.join(others)}"])


if __name__ == "__main__":
    main()
