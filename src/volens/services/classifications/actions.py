"""Loading classifications: each in one transaction, all or nothing; loading the same again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.engines.linking import load_embedding, save_embedding, train
from volens.packs import classifications as pack
from volens.services.classifications import queries
from volens.services.classifications.loading import csco, esco, onet
from volens.services.classifications.loading.content import Content, Notion
from volens.services.classifications.loading.package import Package
from volens.services.classifications.models import Concept, Label, Relation, Scheme

#: Part of every digest: raising it makes the next load write again although the package is the same.
LOADER = "2026-11b"
BATCH = 2_000
_FIELDS = ("parent_id", "code", "kind", "description", "unit_group", "unit_group_derived")

#: Told what is done now, how far it is, and how much there is (0 when unknown).
Progress = Callable[[str, int, int], None]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `changed` is false when the same content was there already."""

    scheme: str
    version: str
    changed: bool
    concepts: int
    labels: int
    relations: int


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


def load_isco(*, progress: Progress = _silent) -> Loaded:
    """Load the shipped ISCO-08 with the shipped job titles as alternative labels."""
    content = Content(version="2008")
    for group in pack.isco():
        parent = pack.isco().parent(group.code)
        notion = Notion(group.code, Concept.Kind.GROUP, code=group.code, parent=parent.code if parent else "")
        notion.unit_group = group.code if group.level is pack.Level.UNIT else ""
        for language in ("en", "zh"):
            notion.add(language, Label.Kind.PREFERRED, [group.title(language)])
        content.notions[group.code] = notion
    for entry in pack.titles():
        content.notions[entry.code].add(entry.language, Label.Kind.ALTERNATIVE, [entry.label])
    said = repr([(n.key, n.names) for n in content.notions.values()])
    return _store(
        code="isco08",
        title="International Standard Classification of Occupations (ISCO-08)",
        source="volens",
        attribution=pack.ATTRIBUTION,
        digest=hashlib.sha256((LOADER + said).encode()).hexdigest(),
        content=content,
        progress=progress,
    )


def load_esco(path: Path, *, progress: Progress = _silent) -> Loaded:
    """Load the official ESCO CSV package from a folder or zip. Raises PackageError and changes nothing if it is bad."""
    with Package(path) as package:
        content = esco.read(package, lambda stage: progress(stage, 0, 0))
        digest = hashlib.sha256(f"{LOADER} {package.digest}".encode()).hexdigest()
    return _store(
        code="esco",
        title=esco.TITLE,
        source=path.name,
        attribution=esco.ATTRIBUTION,
        digest=digest,
        content=content,
        progress=progress,
    )


def load_onet(path: Path, *, progress: Progress = _silent) -> Loaded:
    """Load the official O*NET text database from a folder or zip. Raises PackageError and changes nothing if it is bad.

    The unit groups of its occupations come from linking their titles, and so get better when ESCO is loaded first.
    """
    with Package(path) as package:
        linker = partial(queries.linker, without=("onet",))
        content = onet.read(package, linker, lambda stage: progress(stage, 0, 0))
        digest = hashlib.sha256(f"{LOADER} {package.digest} {linker().digest}".encode()).hexdigest()
    return _store(
        code="onet",
        title=onet.TITLE,
        source=path.name,
        attribution=onet.ATTRIBUTION.format(version=content.version).replace("  ", " "),
        digest=digest,
        content=content,
        progress=progress,
    )


def load_csco(path: Path, *, progress: Progress = _silent) -> Loaded:
    """Load the Chinese occupational classification from a table. Raises PackageError and changes nothing if it is bad.

    `path` is the CSV file, or a folder or zip with it.
    """
    with csco.opened(path) as (package, table):
        content = csco.read(package, table, lambda stage: progress(stage, 0, 0))
        digest = hashlib.sha256(f"{LOADER} {package.digest}".encode()).hexdigest()
    return _store(
        code="csco",
        title=csco.TITLE,
        source=path.name,
        attribution=csco.ATTRIBUTION,
        digest=digest,
        content=content,
        progress=progress,
    )


@transaction.atomic
def _store(
    *, code: str, title: str, source: str, attribution: str, digest: str, content: Content, progress: Progress
) -> Loaded:
    """Make the tables say what the content says. Concepts that stay keep their row."""
    labels = sum(len(notion.names) for notion in content.notions.values())
    standing = Scheme.objects.select_for_update().filter(code=code).first()
    if standing is not None and standing.digest == digest:
        return Loaded(code, standing.version, False, len(content.notions), labels, len(content.ties))
    scheme, _created = Scheme.objects.update_or_create(
        code=code,
        defaults={
            "title": title,
            "version": content.version,
            "languages": content.languages(),
            "source": source[:500],
            "attribution": attribution,
            "digest": digest,
            "loaded_at": timezone.now(),
        },
    )
    ids = _store_concepts(scheme, content)
    # By lists of numbers, not by joins: what this very transaction wrote has no statistics yet, and PostgreSQL then
    # compares every label with every concept (minutes instead of milliseconds).
    for chunk in _chunks(iter(ids.values())):
        Label.objects.filter(concept__in=chunk).delete()
        Relation.objects.filter(occupation__in=chunk).delete()
    _write(
        Label,
        (
            Label(concept_id=ids[notion.key], language=name.language, kind=name.kind, text=name.text)
            for notion in content.notions.values()
            for name in notion.names
        ),
        labels,
        _("Labels"),
        progress,
    )
    _write(
        Relation,
        (Relation(occupation_id=ids[tie.occupation], skill_id=ids[tie.skill], kind=tie.kind) for tie in content.ties),
        len(content.ties),
        _("Relations"),
        progress,
    )
    return Loaded(code, content.version, True, len(content.notions), labels, len(content.ties))


def _store_concepts(scheme: Scheme, content: Content) -> dict[str, int]:
    """Create, update and delete concepts; their ids by key."""
    standing = {concept.key: concept for concept in Concept.objects.filter(scheme=scheme).order_by("pk")}
    gone = [concept.pk for key, concept in standing.items() if key not in content.notions]
    for chunk in _chunks(iter(gone)):
        Concept.objects.filter(pk__in=chunk).delete()
    fresh = [
        _filled(Concept(scheme=scheme, key=key), notion)
        for key, notion in content.notions.items()
        if key not in standing
    ]
    Concept.objects.bulk_create(fresh, batch_size=BATCH)
    ids = dict(Concept.objects.filter(scheme=scheme).order_by("pk").values_list("key", "pk"))
    changed: list[Concept] = []
    for concept in (*fresh, *(standing[key] for key in content.notions if key in standing)):
        notion = content.notions[concept.key]
        parent = ids.get(notion.parent) if notion.parent else None
        before = [getattr(concept, field) for field in _FIELDS]
        concept.pk, concept.parent_id = ids[concept.key], parent
        _filled(concept, notion)
        if before != [getattr(concept, field) for field in _FIELDS]:
            changed.append(concept)
    fields = [field.removesuffix("_id") for field in _FIELDS]
    Concept.objects.bulk_update(changed, fields, batch_size=BATCH // 10)
    return ids


def _filled(concept: Concept, notion: Notion) -> Concept:
    concept.code, concept.kind = notion.code, notion.kind
    concept.unit_group, concept.unit_group_derived = notion.unit_group, notion.derived
    concept.description = notion.description
    return concept


def _chunks(items: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(items, BATCH)):
        yield chunk


def _write(
    model: type[Label | Relation], rows: Iterable[Label | Relation], total: int, stage: str, progress: Progress
) -> None:
    done = 0
    for chunk in _chunks(iter(rows)):
        model._default_manager.bulk_create(chunk)  # type: ignore[arg-type]
        done += len(chunk)
        progress(stage, done, total)


def build_embedding(*, again: bool = False, progress: Progress = _silent) -> Path:
    """Train the embedding for what is loaded and keep it; older ones go. Nothing to do when it is there already.

    Some minutes with ESCO and O*NET, on one core.
    """
    path = queries.embedding_path()
    if again or load_embedding(path) is None:
        stage = _("Learning what job titles mean")
        groups = list(queries.training_groups())
        save_embedding(path, train(groups, progress=lambda done, total: progress(stage, done, total)))
    for old in queries.models().glob("embedding-*.npz"):
        if old != path:
            old.unlink(missing_ok=True)
    return path
