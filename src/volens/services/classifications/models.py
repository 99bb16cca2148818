"""Tables of the room of classifications: schemes, their concepts, labels and relations. Public facts only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scheme(models.Model):
    """One classification as it was loaded. Loading it anew replaces what it says."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    version = models.CharField(_("version"), max_length=40, blank=True)
    languages = models.JSONField(default=list)  # language tags of its labels, sorted
    source = models.CharField(_("source"), max_length=500)
    attribution = models.TextField(_("attribution"))
    digest = models.CharField(max_length=64)  # of everything that was read: equal means nothing to do
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.title} {self.version}".strip()


class Concept(models.Model):
    """A group, an occupation or a skill of a scheme."""

    class Kind(models.TextChoices):
        GROUP = "group", _("Group of occupations")
        OCCUPATION = "occupation", _("Occupation")
        SKILL = "skill", _("Skill or competence")
        KNOWLEDGE = "knowledge", _("Knowledge")
        SKILL_GROUP = "skill_group", _("Group of skills")
        TOOL = "tool", _("Software or tool")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="concepts")
    key = models.CharField(max_length=300)  # what identifies it: the URI of ESCO, the code of ISCO and O*NET
    code = models.CharField(max_length=40, blank=True)  # the short code people know, where there is one
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    description = models.TextField(_("description"), blank=True)  # as the scheme gives it, in its first language
    unit_group = models.CharField(_("ISCO-08 unit group"), max_length=4, blank=True)
    unit_group_derived = models.BooleanField(default=False)  # found by linking, not stated by the scheme

    class Meta:
        ordering: ClassVar = ["scheme_id", "key"]
        indexes: ClassVar = [
            models.Index(fields=["unit_group", "kind"], name="concept_by_unit_group"),
            models.Index(fields=["scheme", "code"], name="concept_by_code"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "key"],
                name="one_concept_per_key",
                violation_error_message=_("This scheme has a concept with this key already."),
            ),
            models.CheckConstraint(
                condition=Q(unit_group="") | Q(unit_group__regex=r"^\d{4}$"),
                name="unit_group_has_four_digits",
                violation_error_message=_("An ISCO-08 unit group has four digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.key


class Label(models.Model):
    """One name of a concept in one language."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("Preferred")
        ALTERNATIVE = "alternative", _("Alternative")
        HIDDEN = "hidden", _("Hidden")

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="labels")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["concept_id", "language", "-kind", "text"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(kind="preferred"),
                name="one_preferred_label_per_language",
                violation_error_message=_("A concept has one preferred label in each language."),
            ),
            models.UniqueConstraint(
                fields=["concept", "language", "text"],
                name="one_label_once",
                violation_error_message=_("This concept has this label already."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Relation(models.Model):
    """A skill, knowledge or tool that an occupation needs."""

    class Kind(models.TextChoices):
        ESSENTIAL = "essential", _("Essential")
        OPTIONAL = "optional", _("Optional")

    occupation = models.ForeignKey(Concept, models.CASCADE, related_name="skill_relations")
    skill = models.ForeignKey(Concept, models.CASCADE, related_name="occupation_relations")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        ordering: ClassVar = ["occupation_id", "kind", "skill_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occupation", "skill"],
                name="one_relation_per_pair",
                violation_error_message=_("This occupation and this skill are related already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation_id} {self.kind} {self.skill_id}"
