"""A bad package is refused with file, line, field and remedy, and leaves the tables as they were."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.classifications import packages
from volens.services.classifications import actions
from volens.services.classifications.loading.errors import PackageError
from volens.services.classifications.models import Concept, Label, Relation, Scheme

pytestmark = pytest.mark.django_db


def _replaced(name: str, old: str, new: str) -> dict[str, str]:
    files = packages.esco_files()
    assert old in files[name]
    return files | {name: files[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ["occupations_en.csv", "esco"]),
        ({"occupations_en.csv": ""}, ["occupations_en.csv", "line 1", "conceptUri"]),
        (_replaced("occupations_en.csv", "iscoGroup", "iscoGrp"), ["occupations_en.csv", "line 1", "iscoGroup"]),
        (_replaced("occupations_en.csv", ",6121,", ",9999,"), ["occupations_en.csv", "line 2", "iscoGroup", "9999"]),
        (
            _replaced("occupations_en.csv", "yak herder", ""),
            ["occupations_en.csv", "line 2", "preferredLabel", "empty"],
        ),
        (_replaced("occupations_en.csv", packages.WELDER, "welder"), ["line 5", "conceptUri", "welder"]),
        (_replaced("occupations_en.csv", ",6121.9.1", ""), ["occupations_en.csv", "line 4", "13", "14"]),
        (_replaced("occupations_en.csv", '"herder of yaks', '"herder" of yaks'), ["occupations_en.csv", "line 2"]),
        (_replaced("occupationSkillRelations.csv", "optional", "maybe"), ["line 3", "relationType", "maybe"]),
        (_replaced("skills_en.csv", packages.MILK, " "), ["skills_en.csv", "line 2", "conceptUri"]),
    ],
    ids=["nothing", "empty", "column", "group", "label", "uri", "short", "quotes", "relation", "skill"],
)
def test_esco_problems_are_named_and_nothing_is_written(tmp_path: Path, files: dict[str, str], said: list[str]) -> None:
    with pytest.raises(PackageError) as caught:
        actions.load_esco(packages.folder(tmp_path / "esco", files))
    message = str(caught.value)
    assert all(part in message for part in said), message
    assert caught.value.remedy in message
    assert caught.value.remedy
    assert not Scheme.objects.exists()
    assert not Concept.objects.exists()


def test_a_bad_update_leaves_what_was_loaded(tmp_path: Path) -> None:
    actions.load_esco(packages.folder(tmp_path / "good", packages.esco_files()))
    counts = [model.objects.count() for model in (Scheme, Concept, Label, Relation)]
    bad = _replaced("occupationSkillRelations.csv", "optional", "maybe")
    with pytest.raises(PackageError):
        actions.load_esco(packages.folder(tmp_path / "bad", bad))
    assert [model.objects.count() for model in (Scheme, Concept, Label, Relation)] == counts


def test_a_failure_while_writing_leaves_nothing_half_written(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if total:
            raise StopError

    with pytest.raises(StopError):
        actions.load_esco(packages.folder(tmp_path / "esco", packages.esco_files()), progress=stop)
    assert not Scheme.objects.exists()
    assert not Concept.objects.exists()
    assert not Label.objects.exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("Occupation Data.txt", "Title\t", "Titel\t", ["Occupation Data.txt", "line 1", "Title"]),
        ("Occupation Data.txt", "51-4121.00", "51-4121", ["Occupation Data.txt", "line 2", "O*NET-SOC Code"]),
        ("Alternate Titles.txt", "Pipe Welder", " ", ["Alternate Titles.txt", "line 2", "Alternate Title"]),
        ("Alternate Titles.txt", "\tn/a\t08\n", "\tn/a\n", ["Alternate Titles.txt", "line 2", "3", "4"]),
    ],
)
def test_onet_problems_are_named(tmp_path: Path, name: str, old: str, new: str, said: list[str]) -> None:
    files = packages.onet_files()
    files[name] = files[name].replace(old, new, 1)
    with pytest.raises(PackageError) as caught:
        actions.load_onet(packages.folder(tmp_path / "onet", files))
    assert all(part in str(caught.value) for part in said), str(caught.value)
    assert not Scheme.objects.exists()


def _missing(path: Path) -> Path:
    return path / "nowhere"


def _text_file(path: Path) -> Path:
    (path / "file.zip").write_text("not a zip")
    return path / "file.zip"


def _zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("occupations_en.csv", ",".join(packages.OCCUPATIONS) + "\n" + "0" * 40_000_000)
    return path / "bomb.zip"


def _gzip_bomb(path: Path) -> Path:
    (path / "bomb").mkdir()
    raw = (",".join(packages.OCCUPATIONS) + "\n" + "\n" * 40_000_000).encode()
    (path / "bomb" / "occupations_en.csv.gz").write_bytes(gzip.compress(raw))
    return path / "bomb"


def _many_files(path: Path) -> Path:
    with zipfile.ZipFile(path / "many.zip", "w") as file:
        for number in range(2_001):
            file.writestr(f"{number}.csv", "")
    return path / "many.zip"


def _cut_off(path: Path) -> Path:
    (path / "cut").mkdir()
    packed = gzip.compress(packages.esco_files()["occupations_en.csv"].encode() * 50)
    (path / "cut" / "occupations_en.csv.gz").write_bytes(packed[: len(packed) // 2])
    return path / "cut"


def _damaged_zip(path: Path) -> Path:
    whole = packages.zipped(path / "damaged.zip", packages.esco_files()).read_bytes()
    (path / "damaged.zip").write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    return path / "damaged.zip"


def _not_utf8(path: Path) -> Path:
    (path / "latin").mkdir()
    text = packages.esco_files()["occupations_en.csv"].replace("yak herder", "yäk herder")
    (path / "latin" / "occupations_en.csv").write_bytes(text.encode("latin-1"))
    return path / "latin"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_missing, "nothing at"),
        (_text_file, "neither a folder nor a zip"),
        (_zip_bomb, "unpacks to more than"),
        (_gzip_bomb, "unpacks to more than"),
        (_many_files, "2001 files"),
        (_cut_off, "cannot be unpacked"),
        (_damaged_zip, "occupations_en.csv"),
        (_not_utf8, "not UTF-8"),
    ],
)
def test_hostile_and_damaged_files_are_refused(tmp_path: Path, made: Callable[[Path], Path], said: str) -> None:
    with pytest.raises(PackageError, match=said):
        actions.load_esco(made(tmp_path))
    assert not Scheme.objects.exists()
