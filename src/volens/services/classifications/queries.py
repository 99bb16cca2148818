"""Reading classifications: schemes, names, relations, and the linker with everything that is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet

from volens.engines.linking import Entry, Linker
from volens.packs import classifications as pack
from volens.services.classifications.models import Concept, Label, Relation, Scheme

#: How much a label counts when titles are linked: unit groups that linking itself found count less.
DERIVED_WEIGHT = 0.8


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
        .values_list("concept__unit_group", "text", "language", "concept__unit_group_derived")
    )
    return [
        Entry(unit_group, text, language, DERIVED_WEIGHT if derived else 1.0)
        for unit_group, text, language, derived in rows.iterator()
    ]


def linker(without: Sequence[str] = ()) -> Linker:
    """The linker to ISCO-08 unit groups with the shipped titles and all loaded schemes but those named.

    Built once per process and state of the tables; the model is kept in the data directory for the next process. Costs
    one small query when nothing changed since.
    """
    state = tuple(Scheme.objects.exclude(code__in=without).order_by("code").values_list("code", "digest"))
    return _linker(state, tuple(sorted(without)), Path(settings.DATA_DIR) / "models")


@lru_cache(maxsize=2)
def _linker(_state: tuple[tuple[str, str], ...], without: tuple[str, ...], directory: Path) -> Linker:
    return pack.linker(directory, labels_for_linking(without))
