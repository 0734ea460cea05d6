"""Pieces: a text cut where one name cannot go on, and each piece cut into the words that a name may be made of.

Commas between locants, hyphens and the brackets inside a systematic name do not cut: 3,4-MDMA and N-(1-phenethyl...)
stay whole. Words grown together are parted where a small letter meets a capital: IntoxicationCombined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from tocsin.vocabulary.reading.spelling import LONG, is_locant, plain

# Where no name goes on, whatever stands there: signs, a comma that is not between locants, a bracket after a space.
PARTED = re.compile(r"([;|/&+:=\n\r\t!?\"<>{}\\@#~%•…]|(?<![0-9']), (?![0-9])| [(\[])")
GROWN = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
RUNS = re.compile(r"((?:\b(?:[0-9]+|alpha|beta|gamma|n|o)'+(?=[-,a-z]))|[a-z0-9]+)([^a-z0-9]*)")  # 5'Br, not 'speed'
SOFT = frozenset(("", " ", "-", "- ", " -", " - ", "_", "  ", "*", "* "))
ELIDED = re.compile(r"(?<![a-z0-9])([dl])'(?=[aeiouyh])")  # d'heroine
SIGNED = re.compile(r"(?<=[a-z0-9]) ?\(([-+])\)(?=$|[ ,;.])")  # fentanyl (-)
RULE_OUT = re.compile(r"(?<![a-z0-9])r/o(?![a-z0-9])")
NUMBERED = re.compile(r"(?<![a-z0-9])no\. ?(?=[0-9])")  # Tylenol No. 3
MAN_MADE = re.compile(r"\b([a-z]+?)(s?) de (synthese|sintesis)\b")
LOCANT_DIGITS = 2
SHORTENED = ("excl", "incl")  # their full stop ends no sentence
CUT = re.compile(r"[;|/&+:=\n\r\t!?\"<>{}\\@#~%•…]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that may belong together: `words`, the sign `before` each, and all squeezed in a `row` with their places.

    `link` is what parted the piece from the one before it: `(`, `/`, another sign, or nothing for the first.
    """

    words: tuple[str, ...]
    before: tuple[str, ...]
    row: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    link: str

    def said(self, first: int, last: int) -> str:
        """The words from `first` to before `last`, with what stood between them."""
        if last == first + 1:
            return self.words[first]
        parted = zip(self.before[first:last], self.words[first:last], strict=True)
        return "".join(sign + word for sign, word in parted).removeprefix(self.before[first])


def chunks(text: str) -> list[tuple[str, str]]:
    """The text in plain letters, parted where it can be without a look at the words: (what parts it, the part)."""
    parted = PARTED.split(_whole_words(plain(GROWN.sub(" ", text))))
    signs = [sign.strip().replace("[", "(") for sign in parted[1::2]]
    return [("", parted[0]), *zip(signs, parted[2::2], strict=True)]


def _whole_words(text: str) -> str:
    """Plain text without the short forms of French, and with one word where two say of a class that it is man-made."""
    if "(-)" in text or "(+)" in text:
        text = SIGNED.sub(lambda found: " negative" if found[1] == "-" else " positive", text)
        text = text.replace("(-)", "minus").replace("(+)", "plus")
    if "'" in text:
        text = ELIDED.sub(_full, text)
    if "/o" in text:
        text = RULE_OUT.sub("rule out", text)
    if "no." in text:
        text = NUMBERED.sub("number ", text)
    return MAN_MADE.sub(_man_made, text) if " de s" in text else text


def _man_made(found: re.Match[str]) -> str:
    """The adjective in the number and gender of the noun: opioïdes synthétiques, catinonas sintéticas."""
    noun, many, tongue = found.groups()
    if tongue == "synthese":
        return f"{noun}{many} synthetique{many}"
    return f"{noun}{many} sintetic{'a' if noun.endswith('a') else 'o'}{many}"


def _full(found: re.Match[str]) -> str:
    return "de " if found[1] == "d" else "la "


def pieces(chunk: str) -> list[Piece]:
    """The pieces of a chunk of plain text in order; one without letters or digits has none."""
    found: list[Piece] = []
    words: list[str] = []
    before: list[str] = []
    open_brackets: list[bool] = []
    link, sign = "", ""
    for run in RUNS.finditer(chunk):
        words.append(run[1])
        before.append(sign)
        sign = run[2]
        if sign in SOFT:
            continue
        link_after = _link(sign, run[1], chunk[run.end() : run.end() + 1], open_brackets)
        if link_after:
            found.append(_piece(words, before, link))
            words, before, link, sign = [], [], link_after, ""
    if words:
        found.append(_piece(words, before, link))
    return found


def _piece(words: list[str], before: list[str], link: str) -> Piece:
    keys = words
    if not LONG.keys().isdisjoint(words):
        following = zip(words, [*before[1:], ""], [*words[1:], ""], strict=True)
        keys = [LONG[word] if is_locant(word, sign, after) else word for word, sign, after in following]
    ends = tuple(accumulate(map(len, keys)))
    return Piece(tuple(words), tuple(before), "".join(keys), (0, *ends[:-1]), ends, link)


def _link(sign: str, last: str, after: str, open_brackets: list[bool]) -> str:
    """What parts two words, or nothing where the name goes on. Brackets are soft where they stand inside a name."""
    cut = CUT.search(sign)
    if cut:
        open_brackets.clear()
        return "(" if "(" in sign or "[" in sign else cut[0]
    if ")" in sign or "]" in sign:
        soft = open_brackets.pop() if open_brackets else False
        return "" if soft and "," not in sign and "(" not in sign.rstrip("(") else ")"
    if "(" in sign or "[" in sign:
        soft = " " not in sign and (sign[0] == "-" or last[-1].isdigit() or after.isdigit() or len(last) == 1)
        open_brackets.append(soft)
        return "" if soft else "("
    if "," in sign:
        locants = sign == "," and (last[-1] in "0123456789'" or len(last) == 1) and after.isalnum()
        spaced = (
            sign == ", " and last.isdigit() and len(last) <= LOCANT_DIGITS and after.isdigit()
        )  # 1, 1-difluoroethane
        return "" if locants or spaced else ","
    if "." in sign:
        if last in SHORTENED:
            return ""
        return "" if sign == "." and last[-1].isdigit() and after.isdigit() else "."
    return ""
