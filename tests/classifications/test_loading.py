"""ISCO-08, ESCO and O*NET load from the official layouts, all or nothing, and the same again changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.classifications import packages
from volens.packs.classifications import isco
from volens.services.classifications import actions, queries
from volens.services.classifications.models import Concept, Label, Relation, Scheme

pytestmark = pytest.mark.django_db


def _everything() -> list[list[tuple[object, ...]]]:
    return [
        sorted(Scheme.objects.values_list("pk", "code", "version", "digest", "loaded_at")),
        sorted(Concept.objects.values_list("pk", "key", "kind", "unit_group")),
        sorted(Label.objects.values_list("pk", "text", "kind", "language")),
        sorted(Relation.objects.values_list("pk", "kind")),
    ]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("form", ["folder", "packed", "zip", "zip with a folder"])
def test_esco_loads_from_every_layout(tmp_path: Path, version: str, form: str) -> None:
    files = packages.esco_files(version)
    path = {
        "folder": lambda: packages.folder(tmp_path / f"ESCO v{version}.0", files),
        "packed": lambda: packages.folder(tmp_path / f"ESCO v{version}.0", files, packed=True),
        "zip": lambda: packages.zipped(tmp_path / f"ESCO v{version}.0.zip", files),
        "zip with a folder": lambda: packages.zipped(tmp_path / f"ESCO v{version}.0.zip", files, "ESCO dataset"),
    }[form]()
    loaded = actions.load_esco(path)
    assert (loaded.version, loaded.changed) == (f"{version}.0", True)
    assert (loaded.concepts, loaded.relations) == (7, 4)

    herder = queries.concept("esco", packages.HERDER)
    goats = queries.concept("esco", packages.GOAT_HERDER)
    assert herder is not None
    assert goats is not None
    assert (herder.code, herder.unit_group, herder.kind) == ("6121.9", "6121", Concept.Kind.OCCUPATION)
    assert goats.parent_id == herder.pk
    assert set(herder.labels.values_list("kind", "text")) == {
        ("preferred", "yak herder"),
        ("alternative", "herder of yaks"),
        ("alternative", "yak shepherd"),
    }
    assert [(relation.kind, relation.skill.key) for relation in queries.skills_of(herder)] == [
        ("essential", packages.MILK),
        ("optional", packages.GOATS),
    ]
    knowledge = queries.concept("esco", packages.GOATS)
    assert knowledge is not None
    assert knowledge.kind == Concept.Kind.KNOWLEDGE
    assert knowledge.parent is not None
    assert knowledge.parent.key == packages.ANIMALS


def test_withdrawn_concepts_are_left_out(tmp_path: Path) -> None:
    actions.load_esco(packages.folder(tmp_path / "esco", packages.esco_files()))
    assert not Label.objects.filter(text="vanished welder").exists()


def test_a_second_language_adds_labels(tmp_path: Path) -> None:
    files = packages.esco_files()
    german = packages.occupation(packages.WELDER, "7212", "Plasmaschweißer/Plasmaschweißerin")
    files["occupations_de.csv"] = packages.table(packages.OCCUPATIONS, [german])
    actions.load_esco(packages.folder(tmp_path / "esco", files))
    assert Scheme.objects.get(code="esco").languages == ["de", "en"]
    welder = queries.concept("esco", packages.WELDER)
    assert welder is not None
    assert queries.preferred_labels([welder], "de")[welder.pk] == "Plasmaschweißer/Plasmaschweißerin"
    assert queries.preferred_labels([welder], "zh-hans")[welder.pk] == "plasma torch welder"


def test_loading_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = packages.folder(tmp_path / "esco", packages.esco_files())
    onet = packages.folder(tmp_path / "onet", packages.onet_files())
    actions.load_isco()
    actions.load_esco(path)
    actions.load_onet(onet)
    before = _everything()
    again = [actions.load_isco(), actions.load_esco(path), actions.load_onet(onet)]
    assert not any(loaded.changed for loaded in again)
    assert _everything() == before


def test_a_new_version_keeps_rows_of_concepts_that_stay(tmp_path: Path) -> None:
    files = packages.esco_files()
    actions.load_esco(packages.folder(tmp_path / "one", files))
    before = dict(Concept.objects.values_list("key", "pk"))
    new = f"{packages.ESCO}/occupation/eeee-new"
    rows = [
        packages.occupation(packages.HERDER, "6129", "yak keeper", "", "6129.9"),
        packages.occupation(packages.WELDER, "7212", "plasma torch welder"),
        packages.occupation(new, "2512", "yak software developer"),
    ]
    files["occupations_en.csv"] = packages.table(packages.OCCUPATIONS, rows)
    assert actions.load_esco(packages.folder(tmp_path / "two", files)).changed
    after = dict(Concept.objects.values_list("key", "pk"))
    assert after[packages.HERDER] == before[packages.HERDER]
    assert packages.GOAT_HERDER not in after
    herder = Concept.objects.get(key=packages.HERDER)
    assert (herder.unit_group, herder.code) == ("6129", "6129.9")
    assert list(herder.labels.values_list("text", flat=True)) == ["yak keeper"]
    assert Relation.objects.filter(occupation__key=packages.GOAT_HERDER).count() == 0


def test_isco_loads_with_both_languages_and_the_shipped_titles() -> None:
    loaded = actions.load_isco()
    assert loaded.concepts == 619
    unit = queries.concept("isco08", "8344")
    assert unit is not None
    assert unit.parent is not None
    assert unit.parent.key == "834"
    assert queries.preferred_labels([unit], "zh")[unit.pk] == isco().title("8344", "zh")
    assert unit.labels.filter(kind=Label.Kind.ALTERNATIVE, language="zh", text="叉车司机").exists()


def test_onet_occupations_get_the_unit_group_their_titles_vote_for(tmp_path: Path) -> None:
    loaded = actions.load_onet(packages.folder(tmp_path / "onet", packages.onet_files()))
    assert loaded.version == "99.1"
    welder = queries.concept("onet", "51-4121.00")
    unknown = queries.concept("onet", "99-9999.00")
    assert welder is not None
    assert unknown is not None
    assert (welder.unit_group, welder.unit_group_derived) == ("7212", True)
    assert (unknown.unit_group, unknown.unit_group_derived) == ("", False)
    assert set(welder.labels.values_list("text", flat=True)) == {
        "Welders, Cutters, Solderers, and Brazers",
        "Pipe Welder",
        "Metal Inert Gas Welder",
        "MIG Welder",
        'Brazing "Expert" Welder',
    }
    assert [relation.skill.kind for relation in queries.skills_of(welder)] == [Concept.Kind.TOOL]
    assert Concept.objects.filter(kind=Concept.Kind.TOOL).count() == 1


def test_what_licences_ask_to_show_is_there_to_be_shown(tmp_path: Path) -> None:
    actions.load_isco()
    actions.load_esco(packages.folder(tmp_path / "esco", packages.esco_files()))
    actions.load_onet(packages.folder(tmp_path / "onet", packages.onet_files()))
    texts = queries.attributions()
    assert "This service uses the ESCO classification of the European Commission." in texts
    assert any("O*NET 99.1 Database" in text and "CC BY 4.0" in text for text in texts)
    assert [scheme.code for scheme in queries.schemes()] == ["esco", "isco08", "onet"]


def test_loaded_labels_help_to_link(tmp_path: Path) -> None:
    title = "Yak herder"
    before = queries.linker().link(title)
    assert not before or before[0].label != "yak herder"
    actions.load_esco(packages.folder(tmp_path / "esco", packages.esco_files()))
    best = queries.linker().link(title)[0]
    assert (best.code, best.label) == ("6121", "yak herder")
    assert queries.linker(without=("esco",)).link(title) == before


def test_occupations_of_a_unit_group(tmp_path: Path) -> None:
    actions.load_esco(packages.folder(tmp_path / "esco", packages.esco_files()))
    assert [c.key for c in queries.occupations_of("6121")] == [packages.HERDER, packages.GOAT_HERDER]


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    actions.load_esco(
        packages.folder(tmp_path / "esco", packages.esco_files()),
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )
    assert any(total and done == total for _, done, total in seen)


def test_control_characters_and_giant_labels_are_tamed(tmp_path: Path) -> None:
    files = packages.esco_files()
    rows = [packages.occupation(packages.WELDER, "7212", "we\x00l\u202eder\x07", "a" * 5000 + "\n<script>x</script>")]
    files["occupations_en.csv"] = packages.table(packages.OCCUPATIONS, rows)
    actions.load_esco(packages.folder(tmp_path / "esco", files))
    texts = list(Label.objects.filter(concept__key=packages.WELDER).values_list("text", flat=True))
    assert "we l der" in texts
    assert max(map(len, texts)) <= 500
