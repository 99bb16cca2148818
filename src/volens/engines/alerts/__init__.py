"""Which saved searches a vacancy rings, the moment it is published: saved searches are indexed, vacancies are asked.

A saved search is an `engines.search.port.Query`. It rings for exactly those vacancies that the search itself, run as
typed on that vacancy alone, would find: not those that only a correction or fewer words would bring.
"""

from volens.engines.alerts.index import Matches, QueryIndex

__all__ = ["Matches", "QueryIndex"]
