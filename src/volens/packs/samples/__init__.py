"""Sample vacancies: believable, invented, in English and Chinese, for a first look and for tests."""

from volens.packs.samples.generator import describe, generate

__all__ = ["describe", "generate"]
