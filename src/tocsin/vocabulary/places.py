"""Places: countries, states and provinces, counties, border offices, cities and sites, and who lies within whom.

Counties and municipalities are many: they are read when the first of them is asked for, and stand in `counties`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin.errors import BadValue
from tocsin.vocabulary.cities import city_of, tight
from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.rows import rows

COUNTY = re.compile(r"(US|MX)-[A-Z]+/\d{5}")
CONNECTICUT = {"ct", "conn", "connecticut"}


@dataclass(frozen=True, slots=True)
class Place:
    """`level`: country, state, county, field_office, city, site or group. Tiles count from 0 at the top left."""

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


def _county(row: dict[str, str]) -> Place:
    empty = dict.fromkeys(("tile_column", "tile_row", "tile_code", "neighbours"), "")
    return _place(row | empty | {"label_fr": row["label_en"], "label_es": row["label_en"]})


@cache
def _by_id() -> dict[str, Place]:
    return {row["id"]: _place(row) for row in rows("places")}


@cache
def _counties_by_id() -> dict[str, Place]:
    return {row["id"]: _county(row) for row in rows("counties")}


def _found(identity: str) -> Place | None:
    found = _by_id().get(identity)
    return _counties_by_id().get(identity) if found is None and COUNTY.fullmatch(identity) else found


def all_places() -> tuple[Place, ...]:
    """Every place but the counties, in the vocabulary's order. `counties` has those."""
    return tuple(_by_id().values())


def counties() -> tuple[Place, ...]:
    """Every county of the United States and every municipality of Mexico, by id. One name serves all languages."""
    return tuple(_counties_by_id().values())


def known(identity: str) -> bool:
    """Whether the vocabulary has this place, a county too."""
    return _found(identity) is not None


def place(identity: str) -> Place:
    """The place of an id. Raises `BadValue` when there is none."""
    found = _found(identity)
    if found is None:
        wanted = "an id such as US-OH, US-OH/39001 or MX-BCN"
        raise BadValue("no such place", wanted=wanted, got=identity, next_step="see the table of places")
    return found


def label(identity: str, language: str) -> str:
    """The name a reader sees; the id itself where the vocabulary has no such place."""
    found = _found(identity)
    if found is None:
        return identity
    return {"fr": found.label_fr, "es": found.label_es}.get(language, found.label_en)


@cache
def country_of(identity: str) -> str:
    """The outermost place that holds this one: a country, or the place itself where it lies in none."""
    found = _found(identity)
    return country_of(found.within) if found and found.within else identity


@cache
def at_level(identity: str, level: str) -> str | None:
    """This place or the nearest one around it at `level`; None when it lies in no such place."""
    found = _found(identity)
    if found is None:
        return None
    return identity if found.level == level else at_level(found.within, level) if found.within else None


def neighbours(identity: str) -> tuple[str, ...]:
    """Places next door, across a border too."""
    return place(identity).neighbours


@dataclass(frozen=True, slots=True)
class Scheme:
    """The places a publisher's codes and names stand for: ids that begin so and are of these levels, and `also` these."""

    prefix: str
    levels: tuple[str, ...]
    also: tuple[str, ...] = ()


# Cities of the Canadian Wastewater Survey, and those the Health Infobase counts apart.
SURVEYED = (
    *("CA-AB/edmonton", "CA-BC/vancouver", "CA-NS/halifax", "CA-ON/toronto", "CA-QC/montreal"),
    *("CA-SK/prince-albert", "CA-SK/saskatoon"),
)
REPORTING = ("CA-MB/winnipeg", "CA-NT/yellowknife", "CA-YT/whitehorse")
SCHEMES = {
    "us_postal": Scheme("US-", ("state",), ("US-NY/new-york-city",)),
    "ca_postal": Scheme("CA-", ("state",)),
    "inegi": Scheme("MX-", ("state",)),
    "cbp": Scheme("US/cbp/", ("field_office",)),
    "score": Scheme("score/", ("site",)),
    "country": Scheme("", ("country",), ("US-AS", "US-GU", "US-MP", "US-PR", "US-VI")),
    "statcan_city": Scheme("CA-", (), SURVEYED),
    "bc_city": Scheme("CA-BC/", ("city",)),
    "infobase": Scheme("CA", ("country", "state", "group"), REPORTING),
}
# Schemes of counties and the scheme of the states they lie in.
STATES_OF = {"us_county": "us_postal", "mx_municipio": "inegi"}
OTHERS = ("ct_town", "city", "iso")
FORMER_CODE = re.compile(r"[A-Z]{2}-[A-Z]{2,3}")


def _texts(one: Place, scheme: str) -> tuple[str, ...]:
    """What a publisher may call a place. Sites go by their code alone: two sites may lie in cities of one name."""
    return (one.code,) if scheme == "score" else (one.code, one.label_en, one.label_fr, one.label_es, *one.aliases)


@cache
def _by_code() -> dict[tuple[str, str], str]:
    return {
        (name, normalised(text)): one.id
        for name, scheme in SCHEMES.items()
        for one in _by_id().values()
        if (one.id.startswith(scheme.prefix) and one.level in scheme.levels) or one.id in scheme.also
        for text in _texts(one, name)
        if text
    }


@cache
def _counties_by_name() -> dict[tuple[str, str], str]:
    return {(one.within, tight(text)): one.id for one in counties() for text in (one.code, *one.aliases)}


@cache
def _county_codes() -> dict[tuple[str, str], str]:
    return {(one.id[:2], one.code): one.id for one in counties()}


def _county_of(text: str, scheme: str) -> str | None:
    """By its five digits (a leading zero may be lost), or by its name, a comma or bar, and its state's code or name."""
    if text.strip().isdigit():
        return _county_codes().get((scheme[:2].upper(), text.strip().zfill(5)))
    name, _, state = text.replace("|", ",").rpartition(",")
    within = find(state, STATES_OF[scheme]) or state.strip()
    return _counties_by_name().get((within, tight(name)))


@cache
def _towns() -> dict[str, str]:
    return {tight(row["name"]): row["county"] for row in rows("ct_towns")}


def _town_of(text: str) -> str | None:
    """The town without the state and the postal code that some write behind or before it."""
    words = normalised(text).replace(",", " ").split()
    return _towns().get(tight(" ".join(w for w in words if w not in CONNECTICUT and not w.isdigit())))


@cache
def _former_codes() -> dict[str, str]:
    return {text: one.id for one in _by_id().values() for text in one.aliases if FORMER_CODE.fullmatch(text)}


@lru_cache(maxsize=131_072)
def find(text: str, scheme: str) -> str | None:
    """The place a publisher's code or name stands for under `scheme`; None when there is none. Nothing is guessed.

    Schemes: us_postal, ca_postal and inegi for states and provinces; cbp; score; country (ISO 3166 code or name, as
    UNODC writes it too); us_county and mx_municipio (five digits, or `name, state`; a name that two counties of a state
    share is None); ct_town (a town or village of Connecticut: the county it lies in); city (a name, or `name, state`;
    a name that two places share is None alone); statcan_city, bc_city and infobase (as those publish); and iso, whose
    codes are our own ids, and the former ones of ISO 3166-2. `BadValue` for another.
    """
    if scheme in SCHEMES:
        return _by_code().get((scheme, normalised(text)))
    if scheme in STATES_OF:
        return _county_of(text, scheme)
    if scheme == "ct_town":
        return _town_of(text)
    if scheme == "city":
        return city_of(text)
    if scheme == "iso":
        return text if known(text) else _former_codes().get(text)
    wanted = ", ".join((*SCHEMES, *STATES_OF, *OTHERS))
    raise BadValue("no such scheme of place codes", wanted=wanted, got=scheme, next_step="name one of these")
