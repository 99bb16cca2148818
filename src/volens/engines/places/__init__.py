"""Places: what a text, an address or a prefix typed by a worker names, against any gazetteer behind the port."""

from volens.engines.places.labels import label, name
from volens.engines.places.names import fold
from volens.engines.places.port import Gazetteer, Kind, Match, Place, Suggestion
from volens.engines.places.resolver import Resolver
from volens.engines.places.suggest import distance_km, nearest, suggest

__all__ = [
    "Gazetteer",
    "Kind",
    "Match",
    "Place",
    "Resolver",
    "Suggestion",
    "distance_km",
    "fold",
    "label",
    "name",
    "nearest",
    "suggest",
]
