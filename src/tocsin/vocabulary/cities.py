"""Cities by name: `Tijuana`, or `El Paso, TX` where two places bear the name. Nothing is guessed."""

from __future__ import annotations

import re
from functools import cache

from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.rows import rows

# States that are a city.
CITY_STATES = ("MX-CMX", "US-DC")
# Names that a well-known place elsewhere bears too (a county, a town, an office of the border): those need their state.
NAMESAKES = frozenset(
    (
        *("acuna", "ahome", "blaine", "burlington", "columbus", "douglas", "durango", "el centro", "el paso", "fresno"),
        *("grand forks", "guadalajara", "halifax", "hamilton", "kansas city", "kingston", "la paz", "laval"),
        *("lazaro cardenas", "leon", "london", "manchester", "matamoros", "merida", "nelson", "newark", "oakland"),
        *("portland", "presidio", "richmond", "rochester", "saint john", "san jose", "san juan", "san luis", "surrey"),
        *("toledo", "trail", "vernon", "victoria", "windsor"),
    )
)
BEHIND = re.compile(r"\s*[,|(]\s*")
# What stands behind the name of a city, without dots, and is no code or name of the state by itself.
ABBREVIATED = {
    "MX-AGU": "ags",
    "MX-BCN": "bc",
    "MX-BCS": "bcs",
    "MX-CAM": "camp",
    "MX-CHH": "chih",
    "MX-CHP": "chis",
    "MX-COA": "coah",
    "MX-COL": "col",
    "MX-DUR": "dgo",
    "MX-GRO": "gro",
    "MX-GUA": "gto",
    "MX-HID": "hgo",
    "MX-JAL": "jal",
    "MX-MIC": "mich",
    "MX-MOR": "mor",
    "MX-NAY": "nay",
    "MX-NLE": "nl",
    "MX-OAX": "oax",
    "MX-PUE": "pue",
    "MX-QUE": "qro",
    "MX-ROO": "qroo",
    "MX-SIN": "sin",
    "MX-SLP": "slp",
    "MX-SON": "son",
    "MX-TAB": "tab",
    "MX-TAM": "tamps",
    "MX-TLA": "tlax",
    "MX-VER": "ver",
    "MX-YUC": "yuc",
    "MX-ZAC": "zac",
    "US": "usa",
    "US-AZ": "ariz",
    "US-CA": "calif",
    "US-TX": "tex",
}
Row = dict[str, str]


def tight(text: str) -> str:
    """Letters and digits alone: DeKalb is De Kalb, and N. Stonington N Stonington."""
    return "".join(letter for letter in normalised(text) if letter.isalnum())


def _is_city(row: Row) -> bool:
    return row["level"] == "city" or row["id"] in CITY_STATES


def _names(row: Row) -> tuple[str, ...]:
    return (row["label_en"], row["label_fr"], row["label_es"], *filter(None, row["aliases"].split(";")))


@cache
def _bearers() -> dict[str, dict[str, Row]]:
    """By each name: the cities that bear it, and the states and countries, which make it doubtful."""
    bearers: dict[str, dict[str, Row]] = {}
    for row in rows("places"):
        if _is_city(row) or row["level"] in ("state", "country"):
            for text in _names(row):
                bearers.setdefault(normalised(text), {})[row["id"]] = row
    return {name: those for name, those in bearers.items() if any(map(_is_city, those.values()))}


@cache
def _around() -> dict[str, set[str]]:
    """By each name or code, letters alone: the states and countries it may mean behind the name of a city."""
    meant = {short: {identity} for identity, short in ABBREVIATED.items()}
    for row in rows("places"):
        if row["level"] in ("state", "country"):
            for text in (row["id"], row["id"].partition("-")[2], *_names(row)):
                meant.setdefault(tight(text), set()).add(row["id"])
    meant.pop("", None)
    return meant


def city_of(text: str) -> str | None:
    """The city of a name, of `name, state` or of `name, state, country`; None for a name alone that two places bear."""
    bearers = _bearers()
    whole = bearers.get(normalised(text), {})
    if len(whole) == 1 and normalised(text) not in NAMESAKES:
        return next(iter(whole))
    name, *behind = BEHIND.split(text.strip().rstrip(")"))
    said = [_around().get(tight(part), set()) for part in behind]
    held = bearers.get(normalised(name), {}) if said else {}
    found = [
        one
        for one, row in held.items()
        if _is_city(row) and all(places & {one, row["within"], one[:2]} for places in said)
    ]
    return found[0] if len(found) == 1 else None


def called_so(name: str) -> tuple[str, ...]:
    """The cities a name alone may mean, each with the place it lies in: what a person is asked to choose from."""
    held = (row for row in _bearers().get(normalised(name), {}).values() if _is_city(row))
    return tuple(identity for row in held for identity in (row["id"], row["within"]))
