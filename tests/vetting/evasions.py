"""Writes a sentence so that a person still reads it and a simple filter does not. Shares nothing with the folding."""

import random

CYRILLIC = {
    "a": "\u0430",
    "e": "\u0435",
    "o": "\u043e",
    "p": "\u0440",
    "c": "\u0441",
    "x": "\u0445",
    "y": "\u0443",
    "i": "\u0456",
}
GREEK = {"o": "\u03bf", "v": "\u03bd", "u": "\u03c5", "a": "\u03b1", "p": "\u03c1"}
DIGITS = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7"}
EMOJI = ["\U0001f600", "\u2b50", "\U0001f525", "\u2764\ufe0f", "\u2705"]
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]
MARKS = ["*", "-", "_", "~", "\u00b7", "^", "+"]


def words(text):
    """Runs of letters that are long enough to hide, with their places."""
    found, start = [], None
    for at, character in enumerate([*text, " "]):
        if character.isalpha():
            start = at if start is None else start
        elif start is not None:
            found.append((start, at))
            start = None
    return found


def each_word(change, share):
    def evade(text, draw):
        pieces, last = [], 0
        for start, end in words(text):
            pieces.append(text[last:start])
            chosen = end - start >= 2 and draw.random() < share
            pieces.append(change(text[start:end], draw) if chosen else text[start:end])
            last = end
        return "".join(pieces) + text[last:]

    return evade


def between(signs, chance):
    def change(word, draw):
        sign = draw.choice(signs)
        return word[0] + "".join((sign if draw.random() < chance else "") + character for character in word[1:])

    return change


def swapped(table):
    return lambda word, draw: "".join(table.get(character, character) for character in word)


def shifted(first_capital, first_small):
    def change(word, draw):
        pieces = []
        for character in word:
            if "A" <= character <= "Z":
                pieces.append(chr(first_capital + ord(character) - 65))
            elif "a" <= character <= "z":
                pieces.append(chr(first_small + ord(character) - 97))
            else:
                pieces.append(character)
        return "".join(pieces)

    return change


def mixed_case(word, draw):
    return "".join(draw.choice((character.upper(), character.lower())) for character in word)


def accented(word, draw):
    return "".join(character + ("\u0301" if character in "aeiou" and draw.random() < 0.6 else "") for character in word)


def punctuated(text, draw):
    """More signs where signs may stand: doubled stops, brackets, a flourish at the ends."""
    fuller = text.replace(",", " , ").replace(".", draw.choice(["..", " .", "!"]))
    return f"{draw.choice('!~*')} {fuller} {draw.choice('!~*')}"


EVASIONS = [
    ("letters of Cyrillic", each_word(swapped(CYRILLIC), 1.0)),
    ("letters of Greek", each_word(swapped(GREEK), 1.0)),
    ("some Cyrillic", each_word(swapped(CYRILLIC), 0.5)),
    ("full width", each_word(shifted(0xFF21, 0xFF41), 1.0)),
    ("bold letters", each_word(shifted(0x1D400, 0x1D41A), 1.0)),
    ("script letters", each_word(shifted(0x1D4D0, 0x1D4EA), 0.6)),
    ("mixed case", each_word(mixed_case, 1.0)),
    ("all capitals", lambda text, draw: text.upper()),
    ("accents", each_word(accented, 0.7)),
    ("nothing between", each_word(between(INVISIBLE, 0.6), 1.0)),
    ("nothing everywhere", each_word(between(INVISIBLE, 1.0), 1.0)),
    ("emoji in some", each_word(between(EMOJI, 0.5), 0.5)),
    ("emoji in all", each_word(between(EMOJI, 1.0), 1.0)),
    ("marks in some", each_word(between(MARKS, 0.6), 0.5)),
    ("marks in all", each_word(between(MARKS, 1.0), 1.0)),
    ("points in some", each_word(between(["."], 1.0), 0.4)),
    ("blanks in some", each_word(between([" "], 1.0), 0.3)),
    ("digits for letters", each_word(swapped(DIGITS), 0.5)),
    ("punctuation", punctuated),
    ("capitals and nothing", lambda text, draw: each_word(between(INVISIBLE, 0.5), 1.0)(text.upper(), draw)),
]


def evaded(text, seed):
    """The sentence in each of the evasions, with the name of each."""
    return [(name, evade(text, random.Random(f"{seed} {name}"))) for name, evade in EVASIONS]
