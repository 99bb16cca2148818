"""In which language is this advertisement? One door: `detect`."""

from volens.engines.language.detect import UNDETERMINED, detect

__all__ = ["UNDETERMINED", "detect"]
