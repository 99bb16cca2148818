"""Reading classifications: schemes, names, relations, and the linker with everything that is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet

from volens.engines.linking import Embedding, Entry, Group, Linker, load_embedding
from volens.packs import classifications as pack
from volens.services.classifications.models import Concept, Label, Relation, Scheme

#: How much a label counts when titles are linked: unit groups that linking itself found count less.
DERIVED_WEIGHT = 0.8
#: Of the skills of an occupation this many are trained on.
MOST_SKILLS = 40
#: Part of every embedding's name: raise it when the way one is trained changes.
TRAINING = 2

#: Targets that are looked for in running text, not in titles.
SENTENCES = frozenset({"esco-skills"})

_WORK: Mapping[str, str] = {Concept.Kind.OCCUPATION: "occupation"}
#: What can be linked to: the scheme, and which kinds of its concepts, each with the realm in which it is told apart.
TARGETS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "esco": ("esco", _WORK),
    "onet": ("onet", _WORK),
    "csco": ("csco", {**_WORK, Concept.Kind.GROUP: "occupation"}),
    "esco-skills": ("esco", {Concept.Kind.SKILL: "skill", Concept.Kind.KNOWLEDGE: "skill"}),
}

#: Everyday titles that are shipped for a scheme, by its code.
SHIPPED_TITLES: Mapping[str, Callable[[], tuple[Entry, ...]]] = {"csco": pack.csco_titles}


def schemes() -> QuerySet[Scheme]:
    """What is loaded, with the number of concepts of each. One query."""
    return Scheme.objects.annotate(concept_count=Count("concepts")).order_by("code")


def attributions() -> list[str]:
    """The texts that the licences of the loaded schemes ask to show. One query; ISCO-08 is always shipped."""
    texts = list(Scheme.objects.exclude(code="isco08").order_by("code").values_list("attribution", flat=True))
    return [pack.ATTRIBUTION, *texts]


def concept(scheme: str, key: str) -> Concept | None:
    """A concept of a scheme by its key (URI of ESCO, code of ISCO and O*NET). One query."""
    return Concept.objects.filter(scheme__code=scheme, key=key).select_related("scheme").first()


def preferred_labels(concepts: Iterable[Concept], language: str) -> dict[int, str]:
    """Preferred label by concept id, in a language where there is one, else in English, else the key. One query."""
    chosen = {concept.pk: concept.key for concept in concepts}
    tag = language.lower().split("-")[0]
    rows = Label.objects.filter(concept__in=list(chosen), kind=Label.Kind.PREFERRED, language__in={"en", tag})
    found: dict[int, dict[str, str]] = {}
    for concept_id, spoken, text in rows.order_by("pk").values_list("concept_id", "language", "text"):
        found.setdefault(concept_id, {})[spoken] = text
    return chosen | {key: texts.get(tag, texts.get("en", chosen[key])) for key, texts in found.items()}


def occupations_of(unit_group: str) -> QuerySet[Concept]:
    """Occupations of all loaded schemes in an ISCO-08 unit group. One query."""
    return (
        Concept.objects.filter(unit_group=unit_group, kind=Concept.Kind.OCCUPATION)
        .select_related("scheme")
        .order_by("scheme__code", "key")
    )


def skills_of(occupation: Concept) -> QuerySet[Relation]:
    """Skills, knowledge and tools of an occupation, essential ones first. One query; labels are extra."""
    return (
        Relation.objects.filter(occupation=occupation)
        .select_related("skill", "skill__scheme")
        .order_by("kind", "skill__key")
    )


def labels_for_linking(without: Sequence[str] = ()) -> list[Entry]:
    """All names of loaded occupations that have a unit group, as entries of the linker. One query, some 85,000 rows."""
    rows = (
        Label.objects.filter(concept__kind=Concept.Kind.OCCUPATION)
        .exclude(concept__unit_group="")
        .exclude(concept__scheme__code__in=without)
        .order_by("pk")
        .values_list(
            "concept__unit_group", "text", "language", "concept__unit_group_derived", "concept__scheme__code",
            "concept__key",
        )
    )  # fmt: skip
    return [
        Entry(unit_group, text, language, DERIVED_WEIGHT if derived else 1.0, f"{scheme} {key}")
        for unit_group, text, language, derived, scheme, key in rows.iterator()
    ]


def names_of(target: str) -> list[Entry]:
    """All names of the concepts of one target as entries whose code is the concept's key. One query.

    Everyday titles that are shipped for a scheme join those of its concepts that are loaded.
    """
    scheme, kinds = TARGETS[target]
    rows = Label.objects.filter(concept__scheme__code=scheme, concept__kind__in=kinds).order_by("pk")
    loaded = [
        Entry(key, text, language, preferred=kind == Label.Kind.PREFERRED)
        for key, text, language, kind in rows.values_list("concept__key", "text", "language", "kind").iterator()
    ]
    known = {entry.code for entry in loaded}
    return loaded + [entry for entry in SHIPPED_TITLES.get(scheme, tuple)() if entry.code in known]


def training_groups() -> Iterator[Group]:
    """What an embedding learns from: the names of each concept, what is said about it, the skills it needs.

    Everyday titles that are shipped for a scheme are names of its concepts too. Three queries and the shipped titles;
    some 20,000 groups with ESCO and O*NET.
    """
    everyday = {scheme: _by_code(titles()) for scheme, titles in SHIPPED_TITLES.items()}
    kinds = {kind: realm for _scheme, found in TARGETS.values() for kind, realm in found.items()}
    names: dict[int, list[str]] = {}
    for concept_id, text in Label.objects.order_by("pk").values_list("concept_id", "text").iterator():
        names.setdefault(concept_id, []).append(text)
    needs: dict[int, list[str]] = {}
    needed = Relation.objects.filter(skill__kind__in=(Concept.Kind.SKILL, Concept.Kind.KNOWLEDGE)).order_by("pk")
    for occupation, skill in needed.values_list("occupation_id", "skill_id").iterator():
        if skill in names and len(needs.setdefault(occupation, [])) < MOST_SKILLS:
            needs[occupation].append(names[skill][0])
    concepts = Concept.objects.filter(kind__in=list(kinds)).exclude(scheme__code="isco08").order_by("pk")
    rows = concepts.values_list("pk", "scheme__code", "key", "kind", "description")
    for pk, scheme, key, kind, description in rows.iterator():
        if pk in names:
            about = (description,) if description else ()
            known = (*names[pk], *everyday.get(scheme, {}).get(key, ()))
            yield Group(known, about, tuple(needs.get(pk, ())), kinds[kind])
    yield from pack.groups()


def _by_code(entries: Iterable[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.code, []).append(entry.label)
    return found


def state(without: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """What is loaded: code and digest of each scheme. One small query."""
    return tuple(Scheme.objects.exclude(code__in=[*without, "isco08"]).order_by("code").values_list("code", "digest"))


def models() -> Path:
    """Where built models are kept."""
    return Path(settings.DATA_DIR) / "models"


def embedding_path() -> Path:
    """Where the embedding for what is loaded now belongs. It is there when it was built (`actions.build_embedding`)."""
    shipped = [tuple(entry) for titles in SHIPPED_TITLES.values() for entry in titles()]
    said = repr((TRAINING, state(), shipped, [tuple(group) for group in pack.groups()]))
    return models() / f"embedding-{hashlib.sha256(said.encode()).hexdigest()[:32]}.npz"


def embedding() -> Embedding | None:
    """The built embedding: the one for what is loaded now, else the newest there is, else None."""
    wanted = embedding_path()
    if not wanted.is_file():
        found = sorted(models().glob("embedding-*.npz"), key=lambda path: (path.stat().st_mtime, path.name))
        if not found:
            return None
        wanted = found[-1]
    return _embedding(wanted, wanted.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _embedding(path: Path, _changed: int) -> Embedding | None:
    return load_embedding(path)


def linker(without: Sequence[str] = ()) -> Linker:
    """The linker to ISCO-08 unit groups with the shipped titles and all loaded schemes but those named.

    Built once per process and state of the tables; the model is kept in the data directory for the next process. Costs
    one small query when nothing changed since. Meaning counts when an embedding was built.
    """
    known = embedding()
    return _linker(state(without), tuple(sorted(without)), models(), known)


@lru_cache(maxsize=2)
def _linker(
    _state: tuple[tuple[str, str], ...], without: tuple[str, ...], directory: Path, known: Embedding | None
) -> Linker:
    return pack.linker(directory, labels_for_linking(without), known)


def linker_to(target: str, *, meaning: bool = True) -> Linker | None:
    """The linker to "isco" or one of `TARGETS`; None when that is not loaded. Without `meaning`: lexical only."""
    known = embedding() if meaning else None
    if target == "isco":
        return _linker(state(), (), models(), known)
    return _linker_to(target, state(), models(), known)


@lru_cache(maxsize=2)
def _linker_to(
    target: str, _state: tuple[tuple[str, str], ...], directory: Path, known: Embedding | None
) -> Linker | None:
    names = names_of(target)
    return Linker(names, directory, embedding=known, sentences=target in SENTENCES) if names else None


def digest_of(scheme: str) -> str:
    """The digest of a loaded scheme, "" where it is not loaded. One small query."""
    return Scheme.objects.filter(code=scheme).values_list("digest", flat=True).first() or ""


#: How much an optional skill of an occupation counts beside an essential one.
OPTIONAL_WEIGHT = 0.5


def skills_by_unit_group() -> dict[str, dict[int, float]]:
    """What ESCO's occupations of each ISCO-08 unit group need: the share that needs it, by the skill's id.

    An optional skill counts half. Two queries, some 124,000 rows: keep what is made of it (`digest_of`).
    """
    kinds = (Concept.Kind.SKILL, Concept.Kind.KNOWLEDGE)
    occupations = Concept.objects.filter(scheme__code="esco", kind=Concept.Kind.OCCUPATION).exclude(unit_group="")
    many = dict(occupations.order_by().values_list("unit_group").annotate(many=Count("pk")))
    rows = Relation.objects.filter(occupation__in=occupations, skill__kind__in=kinds).order_by("pk")
    found: dict[str, dict[int, float]] = {}
    for group, skill, kind in rows.values_list("occupation__unit_group", "skill_id", "kind").iterator():
        needs = found.setdefault(group, {})
        weight = 1.0 if kind == Relation.Kind.ESSENTIAL else OPTIONAL_WEIGHT
        needs[skill] = needs.get(skill, 0.0) + weight / many[group]
    return found


def skill_names(ids: Iterable[int], language: str) -> dict[int, str]:
    """Names of skills: in Chinese from the shipped names where the scheme has none, else as the scheme gives them.

    One query for the concepts and one for their labels.
    """
    concepts = list(Concept.objects.filter(pk__in=set(ids)).order_by("pk"))
    names = preferred_labels(concepts, language)
    if language.lower().startswith("zh"):
        spoken = set(
            Label.objects.filter(concept__in=concepts, language="zh", kind=Label.Kind.PREFERRED).values_list(
                "concept_id", flat=True
            )
        )
        shipped = pack.skill_names()
        names |= {each.pk: shipped[each.key] for each in concepts if each.pk not in spoken and each.key in shipped}
    return names
