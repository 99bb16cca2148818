"""Names one slip away from a name: what a misspelled city may have meant."""

from __future__ import annotations

from collections.abc import Iterator

_LETTERS = "etaoinsrhldcumfpgwybvkxjqz"


def mendable(key: str) -> bool:
    """Whether a folded name is long and plain enough for one slip not to turn it into any other name."""
    return 6 <= len(key) <= 24 and key.isascii() and key.replace(" ", "").isalpha()


def variants(key: str) -> Iterator[str]:
    """The folded name with two letters swapped, a space put in or out, a letter dropped, changed or added."""
    for at in range(1, len(key)):
        yield f"{key[:at]} {key[at:]}"
        yield key[: at - 1] + key[at] + key[at - 1] + key[at + 1 :]
        yield key[:at] + key[at + 1 :]
    for at in range(1, len(key)):  # the first letter is seldom wrong
        for letter in _LETTERS:
            yield key[:at] + letter + key[at + 1 :]
            yield key[:at] + letter + key[at:]
    for letter in _LETTERS:
        yield key + letter
