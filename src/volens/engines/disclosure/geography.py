"""Which regions may be told apart: those where enough people live, by a table of populations the operator loads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

#: Regions where fewer people live are shown together (safeguard S8).
POPULATION_FLOOR: Final = 50_000


class NoGeographyError(ValueError):
    """No population table is loaded, so no table may tell regions apart."""


def shown_together(
    regions: Iterable[str], populations: Mapping[str, int], *, rest: str, floor: int = POPULATION_FLOOR
) -> dict[str, str]:
    """For each region the name it is shown under: its own, or `rest` for all that are too small or not in the table.

    If those in `rest` together are too small as well, the smallest of the others join them, one by one, until they are
    not: else the rest could be had by subtraction. A region that is missing from the table counts as empty.

    Raises NoGeographyError without a population table, and if all regions together are too small.
    """
    wanted = sorted(set(regions))
    if not populations:
        raise NoGeographyError(
            "No population table is loaded, so no figures by region are published. Load one with a row for each region."
        )
    small = [region for region in wanted if populations.get(region, 0) < floor]
    if not small:
        return {region: region for region in wanted}
    together = sum(populations.get(region, 0) for region in small)
    large = sorted((region for region in wanted if region not in small), key=lambda one: (populations[one], one))
    while together < floor:
        if not large:
            raise NoGeographyError(
                f"All regions of the table together have {together:,} inhabitants, fewer than {floor:,}."
            )
        joining = large.pop(0)
        small.append(joining)
        together += populations[joining]
    return {region: rest if region in small else region for region in wanted}
