"""Places: countries, states and provinces, border offices, cities and sites, and who lies within whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.errors import BadValue
from tocsin.vocabulary.names import normalised
from tocsin.vocabulary.rows import rows

SCHEMES = {"us_postal": "US-", "ca_postal": "CA-", "inegi": "MX-", "cbp": "US/cbp/", "score": "score/"}


@dataclass(frozen=True, slots=True)
class Place:
    """`level`: country, state, field_office, city, site or group. Tiles count from 0 at the top left."""

    id: str
    label_en: str
    label_fr: str
    label_es: str
    level: str
    within: str
    code: str
    latitude: float | None
    longitude: float | None
    population: float | None
    population_year: str
    tile_column: int | None
    tile_row: int | None
    tile_code: str
    neighbours: tuple[str, ...]
    aliases: tuple[str, ...]


def _figure(text: str) -> float | None:
    return float(text) if text else None


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def _place(row: dict[str, str]) -> Place:
    return Place(
        row["id"],
        row["label_en"],
        row["label_fr"],
        row["label_es"],
        row["level"],
        row["within"],
        row["code"],
        _figure(row["latitude"]),
        _figure(row["longitude"]),
        _figure(row["population"]),
        row["population_year"],
        _whole(row["tile_column"]),
        _whole(row["tile_row"]),
        row["tile_code"],
        _several(row["neighbours"]),
        _several(row["aliases"]),
    )


@cache
def _by_id() -> dict[str, Place]:
    return {row["id"]: _place(row) for row in rows("places")}


def all_places() -> tuple[Place, ...]:
    """Every place, in the vocabulary's order."""
    return tuple(_by_id().values())


def known(identity: str) -> bool:
    """Whether the vocabulary has this place."""
    return identity in _by_id()


def place(identity: str) -> Place:
    """The place of an id. Raises `BadValue` when there is none."""
    found = _by_id().get(identity)
    if found is None:
        wanted = "an id such as US-OH or MX-BCN"
        raise BadValue("no such place", wanted=wanted, got=identity, next_step="see the table of places")
    return found


def label(identity: str, language: str) -> str:
    """The name a reader sees; the id itself where the vocabulary has no such place."""
    found = _by_id().get(identity)
    if found is None:
        return identity
    return {"fr": found.label_fr, "es": found.label_es}.get(language, found.label_en)


@cache
def country_of(identity: str) -> str:
    """The outermost place that holds this one: a country, or the place itself where it lies in none."""
    found = _by_id().get(identity)
    return country_of(found.within) if found and found.within else identity


@cache
def at_level(identity: str, level: str) -> str | None:
    """This place or the nearest one around it at `level`; None when it lies in no such place."""
    found = _by_id().get(identity)
    if found is None:
        return None
    return identity if found.level == level else at_level(found.within, level) if found.within else None


def neighbours(identity: str) -> tuple[str, ...]:
    """Places next door, across a border too."""
    return place(identity).neighbours


def _texts(one: Place, scheme: str) -> tuple[str, ...]:
    """What a publisher may call a place. Sites go by their code alone: two sites may lie in cities of one name."""
    return (one.code,) if scheme == "score" else (one.code, one.label_en, one.label_fr, one.label_es, *one.aliases)


@cache
def _by_code() -> dict[tuple[str, str], str]:
    return {
        (scheme, normalised(text)): one.id
        for scheme, prefix in SCHEMES.items()
        for one in _by_id().values()
        if one.id.startswith(prefix) and one.level != "country"
        for text in _texts(one, scheme)
        if text
    }


def find(text: str, scheme: str) -> str | None:
    """The place a publisher's code or name stands for under `scheme`; None when there is none.

    Schemes: us_postal, ca_postal, inegi, cbp, score, and iso, whose codes are our own ids. `BadValue` for another.
    """
    if scheme == "iso":
        return text if known(text) else None
    if scheme not in SCHEMES:
        wanted = ", ".join((*SCHEMES, "iso"))
        raise BadValue("no such scheme of place codes", wanted=wanted, got=scheme, next_step="name one of these")
    return _by_code().get((scheme, normalised(text)))
