"""The Chinese classification is read from its table: groups and occupations, names in use, marks taken off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from volens.engines.linking import clean
from volens.packs import classifications as pack
from volens.services.classifications import actions, queries
from volens.services.classifications.loading.errors import PackageError
from volens.services.classifications.models import Concept, Label

pytestmark = pytest.mark.django_db

TABLE = """level,code,name,definition,tasks,alias
1,2-00-00-00,专业技术人员,,,
2,2-06-00-00,经济和金融专业人员,,,
3,2-06-03-00,会计专业人员L/S,从事会计核算的人员。,1.核算 2.监督,"会计,财务会计，成本会计"
4,6-30-05-01,叉车司机S,驾驶叉车的人员。,,叉车工、铲车司机
4,6-30-05-01,叉车司机,,,叉车员
"""


def _table(path: Path, text: str = TABLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("given", ["file", "folder"])
def test_groups_and_occupations_with_their_names(tmp_path: Path, given: str) -> None:
    path = _table(tmp_path / "csco" / "csco22.csv")
    loaded = actions.load_csco(path if given == "file" else path.parent)
    assert (loaded.scheme, loaded.version, loaded.concepts) == ("csco", "2022", 4)
    accountants = queries.concept("csco", "2-06-03-00")
    assert accountants is not None
    assert accountants.kind == Concept.Kind.GROUP
    assert accountants.parent is not None
    assert accountants.parent.key == "2-06-00-00"
    assert accountants.description.startswith("从事会计核算的人员。")
    drivers = queries.concept("csco", "6-30-05-01")
    assert drivers is not None
    assert drivers.kind == Concept.Kind.OCCUPATION
    names = dict(Label.objects.filter(concept=drivers).values_list("text", "kind"))
    assert names == {
        "叉车司机": "preferred",
        "叉车工": "alternative",
        "铲车司机": "alternative",
        "叉车员": "alternative",
    }
    assert actions.load_csco(path).changed is False


def test_titles_are_linked_to_it(tmp_path: Path) -> None:
    actions.load_csco(_table(tmp_path / "csco22.csv"))
    linker = queries.linker_to("csco")
    assert linker is not None
    assert linker.link("急聘铲车司机 6000元/月")[0].code == "6-30-05-01"
    assert linker.link("成本会计（双休）")[0].code == "2-06-03-00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,title\n1-00-00-00,x\n", "has no column name"),
        ("code,name\n1-0,x\n", "line 2, field code"),
        ("code,name\n1-00-00-00,\n", "line 2, field name"),
        ("code,name\n", "no occupation"),
    ],
)
def test_a_bad_table_is_refused_and_changes_nothing(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PackageError, match=message):
        actions.load_csco(_table(tmp_path / "csco22.csv", text))
    assert not Concept.objects.filter(scheme__code="csco").exists()


def test_a_folder_without_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="csco"):
        actions.load_csco(tmp_path)


def test_everyday_titles_that_are_shipped_join_what_is_loaded_and_nothing_else(tmp_path: Path) -> None:
    assert queries.names_of("csco") == [], "codes without their classification say nothing"
    actions.load_csco(_table(tmp_path / "csco22.csv"))
    shipped = {(entry.code, entry.label) for entry in pack.csco_titles()}
    joined = {(entry.code, entry.label) for entry in queries.names_of("csco")} & shipped
    assert {code for code, _label in joined} == {"2-06-03-00", "6-30-05-01", "2-00-00-00", "2-06-00-00"}
    linker = queries.linker_to("csco")
    assert linker is not None
    assert linker.link("招出纳一名")[0].code == "2-06-03-00", "no name in the table says so"


def test_meaning_is_learned_from_everyday_titles_of_what_is_loaded(tmp_path: Path) -> None:
    everyday = {entry.label for entry in pack.csco_titles() if entry.code == "2-06-03-00"}
    before = [group for group in queries.training_groups() if everyday <= set(group.names)]
    kept = queries.embedding_path()
    assert not before, "without their classification they are names of nothing"
    actions.load_csco(_table(tmp_path / "csco22.csv"))
    (group,) = [group for group in queries.training_groups() if everyday <= set(group.names)]
    assert len(group.names) > len(everyday), "beside the names in the table"
    assert queries.embedding_path() != kept, "what was learned before does not know them"


def test_shipped_titles_are_well_formed() -> None:
    entries = pack.csco_titles()
    assert len(entries) > 4_000
    assert len({(entry.code, entry.label) for entry in entries}) == len(entries), "none stands twice under a code"
    assert not [entry for entry in entries if not re.fullmatch(r"[1-6]-\d\d-\d\d-\d\d", entry.code)]
    assert not [entry for entry in entries if not any(clean(entry.label))], "each names some work"
