"""The newest version of each published table."""

from __future__ import annotations

from volens.services.market.models import Population, Publication


def newest(name: str) -> Publication | None:
    """The table of the latest period. One query."""
    return Publication.objects.filter(name=name).order_by("-period", "-version").first()


def of_period(name: str, period: str) -> Publication | None:
    """The latest version of a table for a period. One query."""
    return Publication.objects.filter(name=name, period=period).order_by("-version").first()


def periods(name: str) -> list[str]:
    """Every period a table was published for, latest first. One query."""
    return list(Publication.objects.filter(name=name).order_by("-period").values_list("period", flat=True).distinct())


def has_populations() -> bool:
    """Whether the operator has loaded a population table."""
    return Population.objects.exists()
