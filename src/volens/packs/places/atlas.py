"""The gazetteer behind the port of `engines.places`, read from the file that `scripts/build_places.py` writes."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

from volens.engines.places import Kind, Match, Place
from volens.packs.places.layout import BUILT, Table, most_likely

#: A name borne by more cities than this is cut to its most populous bearers.
_MOST_BEARERS = 600


class _Keys(Sequence[bytes]):
    """Sorted byte strings in one section, with their offsets in another: what `bisect` needs."""

    def __init__(self, table: Table, name: str) -> None:
        self._map, self._start = table.raw(f"{name}_text")
        self._offsets = table.column(f"{name}_offsets")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]
        offsets, start = self._offsets, self._start
        return self._map[start + offsets[index] : start + offsets[index + 1]]


class Atlas:
    """A read-only `Gazetteer` over the built file. Safe to share between threads and across forks."""

    def __init__(self, path: Path = BUILT) -> None:
        table = Table(path)
        meta = table.meta
        self.source: str = meta["source"]
        self._names = _Keys(table, "names")
        self._names_zh = _Keys(table, "names_zh")
        self._ids = table.column("ids")
        self._latitudes = table.column("latitudes")
        self._longitudes = table.column("longitudes")
        self._populations = table.column("populations")
        self._admins = table.column("admins")
        self._keys = _Keys(table, "keys")
        self._bearers = table.column("bearers")
        self._bearer_offsets = table.column("bearer_offsets")
        self._prefixes = _Keys(table, "prefixes")
        self._tops = table.column("tops")
        self._top_offsets = table.column("top_offsets")
        self._cells = table.column("cells")
        self._cell_offsets = table.column("cell_offsets")
        self._by_id = table.column("by_id")
        self._admin_table: list[tuple[str, str, str]] = [tuple(row) for row in meta["admins"]]
        self._country_names: dict[str, list[str]] = meta["country_names"]
        self._region_names: dict[str, list[str]] = meta["region_names"]
        self._countries: dict[str, list[str | int]] = meta["countries"]
        self._regions: dict[str, list[str | int]] = meta["regions"]

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, key: str) -> Sequence[Match]:
        """Cities with exactly this folded name, most populous first."""
        raw = key.encode()
        index = bisect_left(self._keys, raw)
        if index == len(self._keys) or self._keys[index] != raw:
            return ()
        start, end = self._bearer_offsets[index], self._bearer_offsets[index + 1]
        return [Match(entry >> 1, bool(entry & 1)) for entry in self._bearers[start : min(end, start + _MOST_BEARERS)]]

    def starting(self, prefix: str, limit: int) -> Sequence[int]:
        """Ranks of the most populous cities with a name that starts with the folded prefix, at most `limit`."""
        raw = prefix.encode()
        index = bisect_left(self._prefixes, raw)
        if index < len(self._prefixes) and self._prefixes[index] == raw:
            return list(self._tops[self._top_offsets[index] : self._top_offsets[index + 1]])[:limit]
        first = bisect_left(self._keys, raw)
        last = bisect_left(self._keys, raw + b"\xff", first)
        entries = self._bearers[self._bearer_offsets[first] : self._bearer_offsets[last]]
        return most_likely(entries, self._populations.__getitem__)[:limit]

    def city(self, rank: int) -> Place:
        """The city of a rank."""
        country, region, admin = self._admin_table[self._admins[rank]]
        return Place(
            id=self._ids[rank],
            name=self._names[rank].decode(),
            name_zh=self._names_zh[rank].decode(),
            country=country,
            region=region,
            latitude=self._latitudes[rank] / 1e5,
            longitude=self._longitudes[rank] / 1e5,
            population=self._populations[rank],
            kind=Kind.CITY,
            admin=admin,
        )

    def by_id(self, geonames_id: int) -> Place | None:
        """The city with this GeoNames id."""
        order = self._by_id
        at = bisect_left(order, geonames_id, key=self._ids.__getitem__)
        if at == len(order) or self._ids[order[at]] != geonames_id:
            return None
        return self.city(order[at])

    def location(self, rank: int) -> tuple[str, str]:
        """Country and region (ISO 3166-2 or "") of a city."""
        country, region, _ = self._admin_table[self._admins[rank]]
        return country, region

    def coordinates(self, rank: int) -> tuple[float, float]:
        """Latitude and longitude of a city in degrees."""
        return self._latitudes[rank] / 1e5, self._longitudes[rank] / 1e5

    def population(self, rank: int) -> int:
        """Inhabitants of a city, 0 where unknown."""
        return self._populations[rank]

    def around(self, latitude: float, longitude: float, radius_km: float) -> Sequence[int]:
        """Ranks of cities in the one-degree cells that the circle touches."""
        reach = radius_km / 111.0
        wide = min(180.0, reach / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + reach)))))
        south, north = max(0, math.floor(latitude - reach) + 90), min(179, math.floor(latitude + reach) + 90)
        west, east = math.floor(longitude - wide), math.floor(longitude + wide)
        columns = {(column + 180) % 360 for column in range(west, east + 1)}
        found: list[int] = []
        for row in range(south, north + 1):
            for column in sorted(columns):
                cell = row * 360 + column
                found.extend(self._cells[self._cell_offsets[cell] : self._cell_offsets[cell + 1]])
        return found

    def countries(self, key: str) -> Sequence[str]:
        """ISO 3166-1 codes of the countries with this folded name or code."""
        return self._country_names.get(key, ())

    def regions(self, key: str) -> Sequence[str]:
        """ISO 3166-2 codes of the regions with this folded name or abbreviation."""
        return self._region_names.get(key, ())

    def country(self, code: str) -> Place | None:
        """The country of an ISO 3166-1 code."""
        row = self._countries.get(code)
        if row is None:
            return None
        english, chinese, number, population = row
        return Place(int(number), str(english), str(chinese), code, "", None, None, int(population), Kind.COUNTRY)

    def region(self, code: str) -> Place | None:
        """The region of an ISO 3166-2 code."""
        row = self._regions.get(code)
        if row is None:
            return None
        english, chinese, number, country, admin = (str(value) for value in row)
        return Place(int(number), english, chinese, country, code, None, None, 0, Kind.REGION, admin)

    def region_codes(self, country: str) -> Sequence[str]:
        """All ISO 3166-2 codes known of a country, in the order of the table."""
        return [code for code in self._regions if code.startswith(country + "-")]
