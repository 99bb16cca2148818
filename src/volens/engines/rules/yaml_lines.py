"""YAML that remembers its lines, so that a message about a parameter can name where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from volens.engines.rules.errors import Problem, RuleError


class Mapped(dict[Any, Any]):
    """A YAML mapping with the line of each key and of itself."""

    line: int = 0
    lines: dict[Any, int]

    def at(self, key: Any) -> int:
        """Return the line of a key, or of the mapping where there is none."""
        return self.lines.get(key, self.line)


class _Lines(yaml.SafeLoader):
    """Safe loading only: plain values, no objects."""


def _mapping(loader: _Lines, node: yaml.MappingNode) -> Mapped:
    result = Mapped()
    result.line, result.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = line
    return result


def _number(loader: _Lines, node: yaml.ScalarNode) -> Any:
    """Keep decimals as text: a float could not be read without loss."""
    return loader.construct_scalar(node)


_Lines.add_constructor("tag:yaml.org,2002:map", _mapping)
_Lines.add_constructor("tag:yaml.org,2002:float", _number)


def load_yaml(path: Path) -> Any:
    """Read one YAML file. Raises RuleError with file and line where it is not YAML or a key stands twice."""
    return load_yaml_text(path.read_text(encoding="utf-8"), str(path))


def load_yaml_text(text: str, name: str) -> Any:
    """Read YAML text; `name` stands for the file in messages."""
    loader = _Lines(text)
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        problem = Problem(name, line, "not-yaml", f"This is not YAML: {error.problem}", "Correct the file")
        raise RuleError(problem) from None
    finally:
        loader.dispose()
