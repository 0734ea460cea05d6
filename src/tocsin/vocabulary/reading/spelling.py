"""Spelling: what typists vary in a name, taken away; what tells isomers apart is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GREEK = {
    "ß": "beta",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "∆": "delta",
    "ω": "omega",
    "µ": "u",
    "μ": "u",
}
TYPED = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘′ʹ´`", "'") | GREEK)
GAPS = re.compile(r"[\s\-_]+")
# A locant in one letter before the name it belongs to: p-fluoro, o methyl, a-PVP. An O of oxygen reads the same in all
# names, so nothing is lost while no two substances differ by it alone (a test holds that). In Spanish "o" is "or".
LONG = {"p": "para", "o": "ortho", "m": "meta", "a": "alpha", "b": "beta", "g": "gamma"}
RING = ("p", "o", "m")
STEMS = re.compile(r"fluor|flur|chlor|clor|brom|met[hio]|hydrox|hidrox|ethyl|etil|tol[iuy]")
LOCANT = re.compile(r"(?<![a-z0-9'])([pomabg])([- ])(?=([a-z0-9]{1,6}))")
BRACKETED = (("(iso)", "either-iso-"), ("(-)", "minus-"), ("(+)", "plus-"))  # signs that change the name they stand by
LISTED = re.compile(r", +(?![0-9])")  # acetyl, fentanyl is a list
OUTSIDE = re.compile(r"[^a-z0-9'/+&;|]+")  # meth/amphetamine is not methamphetamine


@lru_cache(maxsize=262_144)
def plain(text: str) -> str:
    """Small letters without accents, Greek letters spelled out, one kind of dash and of prime."""
    spelled = text.lower().translate(TYPED).casefold()
    if spelled.isascii():
        return spelled
    return "".join(sign for sign in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(sign))


def normalised(name: str) -> str:
    """A name without what typists vary: case, accents, Greek letters, dashes, primes, spaces, trailing asterisks."""
    return GAPS.sub(" ", plain(name).rstrip("* ").strip())


def is_locant(letter: str, sign: str, after: str) -> bool:
    """Whether a letter, the sign behind it and what follows are a locant and its name: p-fluoro, o methyl, a-PVP."""
    return letter in LONG and (sign == "-" or (sign == " " and letter in RING and STEMS.match(after) is not None))


def located(text: str) -> str:
    """Plain text whose locants of one letter are written out: p-fluoro is para-fluoro."""
    return LOCANT.sub(_long, text)


def _long(found: re.Match[str]) -> str:
    return LONG[found[1]] + "-" if is_locant(found[1], found[2], found[3]) else found[0]


def squeezed(name: str) -> str:
    """The letters, digits and primes of a name in a row: para-Fluoro fentanyl is parafluorofentanyl.

    What is in brackets as "(iso)" may be or not: it is no isobutyryl. A list stays one: acetyl, fentanyl.
    """
    spelled = plain(name)
    if "(" in spelled:
        for said, meant in BRACKETED:
            spelled = spelled.replace(said, meant)
    if ", " in spelled:
        spelled = LISTED.sub("|", spelled)
    return OUTSIDE.sub("", located(spelled)).strip("'")
