"""Mentions: the substances that a text names, in order, without those that it denies or only describes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.grammar import TERSE, Item
from tocsin.vocabulary.reading.hearing import Heard, heard, with_shared_end
from tocsin.vocabulary.reading.pieces import RUNS, chunks

LINKED = ("(", "/")
SAID_OF = (":", "(", "=")  # fentanyl: negative
OR = ("or", "ou", "o", "u")
GLOSS = 10  # letters of an unknown word in brackets that may be the abbreviation of the name before
LONGEST_TERSE = 80  # letters


@dataclass(frozen=True, slots=True)
class Mention:
    """One substance, class or term named: which, in which piece, from which word to which, and what linked the piece."""

    id: str
    piece: int
    first: int
    last: int
    link: str
    after_or: bool


@dataclass
class Said:
    """What a text says: the mentions that hold, the unknown names, the words that no name covers, and if it has any."""

    mentions: list[Mention] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    words: bool = False


def said(text: str, source: str) -> Said:
    """Read a text by the grammar."""
    told = Said()
    for number, (link, one) in enumerate(_pieces(text, source)):
        gloss = link == "(" and one.whole and len(one.unknown[0]) <= GLOSS
        if not (gloss and told.mentions and told.mentions[-1].piece == number - 1):
            told.unknown += one.unknown
        told.mentions += [
            Mention(name.id, number, name.first, name.last, link, _after_or(one, name)) for name in one.names
        ]
        if one.denies and link in SAID_OF and told.mentions and told.mentions[-1].piece == number - 1:
            told.mentions = [mention for mention in told.mentions if mention.piece != number - 1]
        told.left += one.left
        told.words |= one.words
    if len(told.mentions) > 1:
        told.mentions = _without_descriptions(_in_pairs(told.mentions))
    return told


def _after_or(one: Heard, name: Item) -> bool:
    return name.first > 1 and one.piece.words[name.first - 1] in OR


def _pieces(text: str, source: str) -> list[tuple[str, Heard]]:
    """The pieces of a text, each with what links it to the one before, and with the ends that some share over a stroke."""
    terse = len(text) <= LONGEST_TERSE and len(RUNS.findall(text.casefold())) <= TERSE
    found: list[tuple[str, Heard]] = []
    for link, chunk in chunks(text):
        some = heard(chunk, source, terse)
        found += [(one.piece.link or link, one) for one in some]
    for at in range(1, len(found)):
        (first, left), (link, right) = found[at - 1], found[at]
        if link == "/":
            found[at - 1] = (first, with_shared_end(left, right, source, terse))
        elif link in (")", "]") and left.ends_unknown():
            found[at] = (link, right.doubted())
    return found


def _in_pairs(mentions: list[Mention]) -> list[Mention]:
    """Mentions, where two parted by a stroke or an "or" that a group stands for are that group."""
    kept: list[Mention] = []
    for one in mentions:
        last = kept[-1] if kept else None
        group = lexicon.either_or((last.id, one.id)) if last and _either(last, one) else None
        if last and group:
            kept[-1] = replace(last, id=group, piece=one.piece, first=one.first, last=one.last)
        else:
            kept.append(one)
    return kept


def _either(one: Mention, other: Mention) -> bool:
    """Whether a text leaves open which of two it names: one/other, one or other."""
    stroke = other.link == "/" and other.piece == one.piece + 1 and other.first == 0
    return stroke or (other.piece == one.piece and other.after_or)


def _without_descriptions(mentions: list[Mention]) -> list[Mention]:
    """Mentions without a class that only says what kind of substance stands beside it: U-47700 (an opioid)."""
    return [
        one
        for at, one in enumerate(mentions)
        if not any(_describes(one, other) for other in mentions[max(at - 1, 0) : at + 2] if other is not one)
    ]


def _describes(one: Mention, other: Mention) -> bool:
    """Whether `one` is a class that stands beside `other` to say what kind of substance it is."""
    before, after = (one, other) if one.piece < other.piece else (other, one)
    beside = one.piece == other.piece and (one.last == other.first or other.last == one.first)
    linked = after.piece == before.piece + 1 and after.link in LINKED
    if linked and after is one and after.link == "(" and lexicon.is_class(one.id):
        return not lexicon.is_class(other.id)
    return (beside or linked) and lexicon.belongs(other.id, one.id)
