"""A built model on disk: one file, read without running anything in it, rebuilt when it is damaged."""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.embedding import Embedding
from volens.engines.linking.letters import Letters
from volens.engines.linking.points import Points
from volens.engines.linking.words import Words

#: Part of every model's name: raise it when the way a model is built changes.
FORMAT = 8


class Model(NamedTuple):
    """Everything about labels that takes time to work out. `names` has one for each entry, in their order."""

    letters: Letters
    words: Words
    points: Points | None
    trust: NDArray[np.float64]
    names: list[str]


def _path(directory: Path, digest: str) -> Path:
    return directory / f"linker-{digest[:32]}.npz"


def save(directory: Path, digest: str, model: Model) -> None:
    """Write the model so that a reader sees all of it or nothing."""
    directory.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        "letters": _packed(model.letters.vocabulary),
        "words": _packed(model.words.vocabulary),
        "names": _packed(model.names),
        "trust": model.trust,
        **{f"letters.{name}": array for name, array in model.letters.arrays.items()},
        **{f"words.{name}": array for name, array in model.words.arrays.items()},
        **({f"points.{name}": array for name, array in model.points.arrays.items()} if model.points else {}),
    }
    _write(_path(directory, digest), arrays)


def save_embedding(path: Path, embedding: Embedding) -> None:
    """Write an embedding so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, {"vocabulary": _packed(embedding.vocabulary), **embedding.arrays})


def load_embedding(path: Path) -> Embedding | None:
    """The embedding of a file; None when there is none or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return Embedding(_unpacked(arrays.pop("vocabulary")), arrays)
    return None


def _write(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    unfinished.replace(path)


def load(directory: Path, digest: str) -> Model | None:
    """The model kept under this digest; None when there is none or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(_path(directory, digest), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        parts = {
            part: {name.split(".", 1)[1]: array for name, array in arrays.items() if name.startswith(f"{part}.")}
            for part in ("letters", "words", "points")
        }
        return Model(
            Letters(_unpacked(arrays["letters"]), parts["letters"]),
            Words(_unpacked(arrays["words"]), parts["words"]),
            Points(parts["points"]) if parts["points"] else None,
            arrays["trust"],
            _unpacked(arrays["names"]),
        )
    return None


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n")
