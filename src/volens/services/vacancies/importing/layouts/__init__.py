"""Column mappings of layouts that Volens knows by name."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """The mapping file of a layout."""
    return Path(__file__).parent / f"{name}.yaml"
