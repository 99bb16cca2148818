"""Packs of law: for each jurisdiction its facts, clauses, dated parameters and cases. `load(name)` finds one."""

from __future__ import annotations

import importlib

from volens.engines.rules import Pack

#: Name of a pack: the module and the attribute that hold it. Overlays stand beside the pack they are laid over.
PACKS = {
    "cn": ("volens.packs.law.cn", "CN"),
    "cn-gd": ("volens.packs.law.cn", "GD"),
    "de": ("volens.packs.law.de", "DE"),
    "us-nj": ("volens.packs.law.us_nj", "NJ"),
}


def load(name: str) -> Pack:
    """The pack of that name. Raises KeyError, naming the packs there are."""
    try:
        module, attribute = PACKS[name]
    except KeyError:
        raise KeyError(f"There is no pack {name!r}. There are: {', '.join(PACKS)}.") from None
    pack: Pack = getattr(importlib.import_module(module), attribute)
    return pack
