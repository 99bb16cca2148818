"""Give the wheel the same direct dependencies as the lock file's source, so that they are stated once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesFromRequirements(MetadataHookInterface):
    """Reads `requirements/core.in` into `project.dependencies`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `dependencies` from the lines of `core.in` that are not comments."""
        lines = Path(self.root, "requirements", "core.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
