"""Content: classifications, places, programme packs and law packs."""
