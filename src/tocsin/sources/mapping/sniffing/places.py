"""Places: which column names them, and under which scheme the vocabulary knows them."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.errors import UsageError
from tocsin.sources.mapping.calendar import words
from tocsin.sources.mapping.questions import Choice, Desk, Question
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.sources.mapping.sniffing.marks import KNOWN_TOTALS, plain
from tocsin.vocabulary.cities import called_so
from tocsin.vocabulary.places import find, label

SCHEMES = (
    *("us_postal", "ca_postal", "inegi", "us_county", "mx_municipio", "iso", "country", "cbp"),
    *("statcan_city", "ct_town", "bc_city", "score", "city"),
)
HEADS = words(
    "state states estado estados entidad etat province provincia provincias territory territoire region county counties "
    "municipio municipality municipalite city ciudad ville town place lugar lieu jurisdiction country pays pais geography "
    "location abb fips cve ent geoid prov office area reporting"
)
SITES = words(
    "site sites sitio plant planta plants usine station sewershed facility wwtp ptar step works laboratory lab"
)
CODES = words("fips cve ent geoid code clave codigo abb")
# Under these headings a name is that of something wider than the city it is called by: Houston is a county too.
NO_CITY = words(
    "county counties condado condados comte comtes parish parishes municipio municipios municipality municipalities "
    "municipalite municipalites state states estado estados etat etats province provinces provincia provincias "
    "jurisdiction office area sector region country pais pays fips cve ent geoid"
)
# In a title: what stands behind the name of a city, or before it, and makes it that of something else.
WIDER = NO_CITY | words(
    "field port district metro metropolitan metropolitana university universidad universite hospital health greater "
    "grand gran zona zone lab laboratory division"
)
ENOUGH, MOST = 0.6, 400


def scheme_of(texts: Sequence[str], heading: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], float]:
    """The schemes that know most of the names (totals aside), and what share of them. `heading`: its words, if any."""
    looked = [text for text in texts if plain(text) not in KNOWN_TOTALS][:MOST]
    if not looked:
        return (), 0.0
    allowed = [scheme for scheme in SCHEMES if scheme != "city" or not heading & NO_CITY]
    shares = {scheme: sum(find(text, scheme) is not None for text in looked) / len(looked) for scheme in allowed}
    best = max(shares.values())
    return tuple(scheme for scheme, share in shares.items() if share == best and best > 0), best


def place_column(columns: Sequence[Column]) -> tuple[Column, tuple[str, ...]] | None:
    """The column whose names are places, and its schemes; numbers only under a heading that says so."""
    scored: list[tuple[float, Column, tuple[str, ...]]] = []
    for one in columns:
        headed = bool(one.words & (HEADS | CODES))
        if one.kind in ("number", "year", "period", "empty") and not headed:
            continue
        schemes, share = scheme_of(one.filled, one.words)
        if share >= ENOUGH or (headed and share >= ENOUGH / 2):
            scored.append((share + headed / 2 - (one.kind == "number") / 4, one, schemes))
    if not scored:
        return None
    _, column, schemes = max(scored, key=lambda one: (one[0], -one[1].number))
    return column, schemes


def settled(column: Column, schemes: tuple[str, ...], desk: Desk) -> str:
    """The scheme of a column; asked where two know all its names and mean other places by them."""
    by_meaning: dict[tuple[str | None, ...], str] = {}
    for scheme in schemes:
        by_meaning.setdefault(tuple(find(text, scheme) for text in column.filled[:50]), scheme)
    kept = tuple(by_meaning.values())
    if len(kept) < 2:
        return schemes[0]
    example = next((t for t in column.filled if len({find(t, scheme) for scheme in kept}) > 1), column.filled[0])
    choices = tuple(Choice(scheme, label(find(example, scheme) or "", "en")) for scheme in kept)
    return desk.ask(Question("place_scheme", choices, kept[0], column.name, example))


def fixed_place(told: str, desk: Desk, language: str, about: str, example: str) -> str:
    """One place for the whole table: named in its titles, else asked. The likely one follows its language."""
    named = named_in(told)
    if len(named) == 1:
        return named[0]
    likely = tuple(dict.fromkeys((*named, {"es": "MX", "fr": "CA"}.get(language, "US"), "US", "CA", "MX")))
    choices = tuple(Choice(one, label(one, language)) for one in likely)
    answer = desk.ask(Question("place", choices, named[0] if named else "", about, example, open=True))
    return _place_called(answer)


def _place_called(answer: str) -> str:
    """The id of a place that a person named by its id, its code or its name. Raises `UsageError` for an unknown one."""
    found = next((one for scheme in ("iso", *SCHEMES) if (one := find(answer, scheme))), None)
    if found is None:
        raise UsageError(
            "the vocabulary does not know this place",
            wanted="an id such as US-OH or MX-BCN, or the name of a state, province, county or city",
            got=answer,
            next_step="--answer place=US-OH",
        )
    return found


def named_in(told: str) -> tuple[str, ...]:
    """States, provinces and cities that a title names in full; what a longer name holds (Baja California) is not one."""
    parts = told.replace(":", " ").replace("(", " , ").replace(")", " ").split()
    found: list[str] = []
    at = 0
    while at < len(parts):
        size, places = _longest(parts, at)
        found.extend(places)
        at += size
    return tuple(dict.fromkeys(found))


def _longest(parts: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """How many words from here on are the longest name of a place, and the places it may name."""
    for size in range(min(6, len(parts) - at), 0, -1):
        beside = words(plain(" ".join((*parts[max(0, at - 2) : at], *parts[at + size : at + size + 1]))))
        schemes = ("us_postal", "ca_postal", "inegi", *(() if beside & WIDER else ("city",)))
        if places := _called(" ".join(parts[at : at + size]).strip(",.; "), schemes):
            return size, places
    return 1, ()


def _called(run: str, schemes: tuple[str, ...]) -> tuple[str, ...]:
    """The places a run of words may be the name of: two or more where it is in doubt, none for a word too short to tell."""
    if len(run) <= 3 or not run[0].isupper():
        return ()
    found = tuple(dict.fromkeys(place for scheme in schemes if (place := find(run, scheme))))
    return found or (called_so(run) if "city" in schemes else ())
