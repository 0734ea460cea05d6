"""Mentions: the substances that a text names, in order, without those that it denies or only describes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.denials import Part, silenced
from tocsin.vocabulary.reading.grammar import TERSE, Item
from tocsin.vocabulary.reading.hearing import Heard, heard, turned_round, with_shared_beginning, with_shared_end
from tocsin.vocabulary.reading.pieces import RUNS, chunks
from tocsin.vocabulary.reading.small_words import LISTED_PLACES, OR
from tocsin.vocabulary.substances import TERM

LINKED = ("(", "/")
NEAR = (",", "(", ")", "/", ":", "=")
Linked = tuple[str, Heard]
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
    found = _pieces(text, source)
    denials = any(one.denial for _, one in found)
    silent = silenced([Part(link, one.piece, one.items) for link, one in found]) if denials else frozenset[int]()
    for number, (link, one) in enumerate(found):
        before = [mention for mention in told.mentions if mention.piece == number - 1]
        if not ((one.is_place() and len(found) > 1) or (before and link == "(" and _is_gloss(one))):
            told.unknown += one.unknown
        if number not in silent:
            told.mentions += [
                Mention(name.id, number, name.first, name.last, link, _after_or(one, name)) for name in one.names
            ]
        told.left += one.left
        told.left += [one.piece.said(name.first, name.last) for name in one.names if name.id.startswith(TERM)]
        told.words |= one.words or number in silent
    if len(told.mentions) > 1:
        told.mentions = _without_descriptions(_in_pairs(told.mentions))
    return told


def _is_gloss(one: Heard) -> bool:
    """Whether an unknown piece in brackets is another way to say the name before: an abbreviation, a systematic name."""
    return one.whole and (len(one.unknown[0]) <= GLOSS or any(sign.isdigit() for sign in one.piece.row))


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
            found[at] = (link, with_shared_beginning(left, right, source, terse))
        following = found[at + 1][0] if at + 1 < len(found) else ""
        found[at - 1], found[at] = _settled(found[at - 1], found[at], following, source, terse)
    return found


def _settled(before: Linked, behind: Linked, following: str, source: str, terse: bool) -> tuple[Linked, Linked]:
    """Two pieces side by side, each without what the other casts doubt on. `following`: what links the piece after."""
    (first, left), (link, right) = before, behind
    alone = link in (",", "(") and following != "/"  # Methadone, Dextro/Levo Methorphan
    if alone and (turned := turned_round(left, right, source, terse)):
        return (first, turned[0]), (link, turned[1])
    if _goes_on(left, link):
        right = right.doubted()
    elif link in NEAR and (right.is_kin() or (right.whole and _adds_to(left, link, right, following))):
        left = left.doubted(-1)
    return (first, left), (link, right)


def _goes_on(left: Heard, link: str) -> bool:
    """Whether what stands before a piece may be the beginning of its name."""
    if link in (")", "]"):
        return left.ends_unknown()
    if link == ",":
        return left.is_place(LISTED_PLACES)
    return link == "/" and (left.is_place() or left.is_beginning())


def _adds_to(left: Heard, link: str, right: Heard, following: str) -> bool:
    """Whether an unknown piece says more of the name before it than its abbreviation in brackets would."""
    if link in (",", "(") and right.is_beginning():
        return True
    if link in (":", "="):
        return len(right.piece.row) == 1  # heroin=N
    if link != "(" or not left.names or left.names[-1].last != len(left.piece.words):
        return False
    if len(right.piece.row) > GLOSS or following not in ("", ")", "]"):
        return False  # a longer bracket is a description
    letters = iter(left.piece.row[left.piece.starts[left.names[-1].first] :])
    return not all(letter in letters for letter in right.piece.row)


def _in_pairs(mentions: list[Mention]) -> list[Mention]:
    """Mentions, where two parted by a stroke or an "or" that a group stands for are that group."""
    kept: list[Mention] = []
    for one in mentions:
        last = kept[-1] if kept else None
        group = lexicon.either_or((last.id, one.id)) if last and _either(last, one) else None
        if last and _either(last, one) and one.id in lexicon.members(last.id):
            group = last.id
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
    if lexicon.categories().isdisjoint(one.id for one in mentions):
        return mentions
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
