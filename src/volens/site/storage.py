"""How static files are kept for serving: compressed, named by their content, and without what only developers read."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed. Source maps are neither collected nor looked for: they are most of the bytes."""

    keep_only_hashed_files = True
    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )


#: What `collectstatic` leaves out: source maps, and the API documentation viewer that is not used.
IGNORED = ["*.map", "redoc*"]
