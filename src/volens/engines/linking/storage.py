"""A built model on disk: one file, read without running anything in it, rebuilt when it is damaged."""

from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.letters import Letters
from volens.engines.linking.words import Words

#: Part of every model's name: raise it when the way a model is built changes.
FORMAT = 2


def _path(directory: Path, digest: str) -> Path:
    return directory / f"linker-{digest[:32]}.npz"


def save(directory: Path, digest: str, letters: Letters, words: Words, trust: NDArray[np.float64]) -> None:
    """Write the model so that a reader sees all of it or nothing, and drop models of other entries unused for long."""
    directory.mkdir(parents=True, exist_ok=True)
    path = _path(directory, digest)
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    arrays: dict[str, NDArray[np.generic]] = {
        "letters": np.array("\n".join(letters.vocabulary)),
        "words": np.array("\n".join(words.vocabulary)),
        "trust": trust,
        **{f"letters.{name}": array for name, array in letters.arrays.items()},
        **{f"words.{name}": array for name, array in words.arrays.items()},
    }
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    unfinished.replace(path)


def load(directory: Path, digest: str) -> tuple[Letters, Words, NDArray[np.float64]] | None:
    """The model kept under this digest; None when there is none or it cannot be read."""
    path = _path(directory, digest)
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        parts = [
            {name.split(".", 1)[1]: array for name, array in arrays.items() if name.startswith(f"{part}.")}
            for part in ("letters", "words")
        ]
        vocabularies = [str(arrays[part]).split("\n") for part in ("letters", "words")]
        return Letters(vocabularies[0], parts[0]), Words(vocabularies[1], parts[1]), arrays["trust"]
    return None
