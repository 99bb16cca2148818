"""How an atlas is kept beside the index, commit by commit.

    atlas-TOKEN.npy      all positions of some commit (place, newest, until), in the order of places
    atlas-NUMBER.npz     the state of the commit with this number: which of those it starts from, the rows of it that
                         are gone, and what is new

The file of a commit is written when the commit is safe. A process killed between the two leaves a commit without one:
readers then ask the engine, and the next writer makes one anew from the index. No file is ever changed.
"""

from __future__ import annotations

import os
import secrets
from array import array
from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO, Any

import numpy as np

from volens.engines.search import places
from volens.engines.search.atlas import Atlas, Named, Sheet, base_in, file_name, load, sorted_by
from volens.engines.search.matching import Matcher
from volens.engines.search.port import Prepared
from volens.engines.search.schema import standing
from volens.engines.search.store import Snapshot

_FEW_CHANGES = 4_000  # are never worth a new base
_SHARE = 20  # a base may have a change for each so many of its rows


class Surveyor:
    """Keeps the atlas of a generation, for the one process that may write it."""

    def __init__(self, directory: Path, number: int | None) -> None:
        """`number`: of the last commit, if there is one."""
        self._directory = directory
        self._last = None if number is None else load(directory, number, None)
        self._kept: list[set[str]] = []
        self.forget()

    def forget(self) -> None:
        """Drop what was noted since the last commit."""
        self._spots, self._newest, self._until = array("q"), array("Q"), array("q")
        self._several = False
        self._replaced: dict[int, int] = {}  # id to the number of its first row that still counts

    def note(self, entry: Prepared, known: bool) -> None:
        """A document is put; `known`: perhaps in the place of another."""
        if self._last is None:
            return  # all will be read from the index
        if known:
            self._replaced[entry.id] = len(self._spots)
        newest, until, spots = standing(entry)
        self._several |= len(spots) > 1
        for spot in spots:
            self._spots.append(spot)
            self._newest.append(newest)
            self._until.append(until)

    def note_deleted(self, ids: Collection[int]) -> None:
        """Documents are deleted."""
        self._replaced |= dict.fromkeys(ids, len(self._spots))

    def committed(self, number: int, snapshot: Snapshot | None) -> None:
        """What was noted has become the commit with this number, which `snapshot` shows.

        A full disk costs circles their speed until there is room again, and nothing else.
        """
        last, self._last = self._last, None
        try:
            if last is not None:
                self._last = self._written(number, last[0], self._changed(last[1]))
            elif snapshot is not None:
                self._last = self._written(number, "", extracted(snapshot))
        except OSError:
            return
        finally:
            self.forget()

    def _changed(self, atlas: Atlas) -> Atlas:
        """An atlas with what was noted."""
        spots, newest = np.array(self._spots, dtype=np.int64), np.array(self._newest, dtype=np.uint64)
        new = Sheet(sorted_by(*places.unpacked(spots)), newest, np.array(self._until, dtype=np.int64))
        gone, added = atlas.gone, atlas.added
        if self._replaced:
            ids = np.array(sorted(self._replaced), dtype=np.int64)
            since = np.array([self._replaced[id_] for id_ in ids.tolist()], dtype=np.int64)
            at = np.minimum(ids.searchsorted(new.ids()), len(ids) - 1)
            stale = (ids[at] == new.ids()) & (np.arange(len(spots)) < since[at])
            new = new.only(~stale)
            added = added.only(~np.isin(added.ids(), ids))
            gone = np.union1d(gone, np.flatnonzero(np.isin(atlas.base.ids(), ids)))
        return Atlas(atlas.base, gone, added.joined(new), atlas.several or self._several)

    def _written(self, number: int, base: str, atlas: Atlas) -> Named:
        """Write an atlas down, with a new base where changes have become many, and remove what nobody needs."""
        changes = len(atlas.gone) + len(atlas.added.place)
        if not base or changes > max(_FEW_CHANGES, len(atlas.base.place) // _SHARE):
            base = f"atlas-{secrets.token_hex(6)}.npy"
            all_ = atlas.flat().table()
            _save(self._directory / base, lambda file: np.save(file, all_, allow_pickle=False))
            nothing = np.zeros(0, dtype=np.int64)
            atlas = Atlas(base_in(self._directory / base), nothing, Sheet.of(np.zeros((3, 0), np.int64)), atlas.several)
        state: dict[str, Any] = {
            "base": np.array(base),
            "gone": atlas.gone,
            "added": atlas.added.table(),
            "several": np.array(atlas.several),
        }
        _save(self._directory / file_name(number), lambda file: np.savez(file, **state))
        # A reader may be at the commit before this one for another second.
        self._kept = [*self._kept[-1:], {base, file_name(number)}]
        for file in self._directory.glob("atlas-*"):
            if not any(file.name in names for names in self._kept):
                file.unlink(missing_ok=True)
        return base, atlas


def extracted(snapshot: Snapshot) -> Atlas:
    """An atlas read from the index itself."""
    spots: list[int] = []
    newest: list[int] = []
    until: list[int] = []
    matcher = Matcher(snapshot)
    several = matcher.spots_of_several(matcher.several())
    for ids, values in snapshot.columns(("spot", "newest", "until")):
        for id_, spot, key, last in zip(ids, *values, strict=True):
            if spot is None:
                continue
            for each in several.get(id_, (spot,)):
                spots.append(int(each))
                newest.append(int(key or 0))
                until.append(int(last or 0))
    place = sorted_by(*places.unpacked(np.array(spots, dtype=np.int64)))
    sheet = Sheet(place, np.array(newest, dtype=np.uint64), np.array(until, dtype=np.int64))
    none = Sheet.of(np.zeros((3, 0), np.int64))
    return Atlas(none, np.zeros(0, dtype=np.int64), none.joined(sheet), bool(several))


def _save(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file that is there whole or not at all, whatever happens."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
