"""Units: how a figure becomes one in its measure's own unit. Each factor is exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.errors import BadValue
from tocsin.sources.mapping.calendar import plain
from tocsin.vocabulary.measures import all_measures
from tocsin.vocabulary.measures import measure as measure_of

COUNT = "count"
# measure -> unit as it is written in a mapping -> factor
FACTORS: dict[str, dict[str, float]] = {
    "mass_kg": {
        "kg": 1.0,
        "g": 1e-3,
        "mg": 1e-6,
        "t": 1e3,
        "lb": 0.45359237,
        "oz": 0.028349523125,
    },
    "concentration_ng_per_l": {"ng/L": 1.0, "µg/L": 1e3, "mg/L": 1e6, "pg/mL": 1.0, "ng/mL": 1e3},
    "load_mg_per_day_per_1000": {"mg/day/1000": 1.0, "g/day/1000": 1e3, "µg/day/1000": 1e-3},
    "flow_m3_per_day": {
        "m3/day": 1.0,
        "L/day": 1e-3,
        "ML/day": 1e3,
        "MGD": 3785.411784,  # a million US gallons of 231 cubic inches
        "gal/day": 0.003785411784,
        "m3/h": 24.0,
        "L/s": 86.4,
    },
    "amount_usd": {"USD": 1.0},
}
# other ways to write them, without case, accents and spaces
SPELLINGS = {
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramo kilogramos kilogramme kilogrammes",
    "g": "g gr grs gram grams gramo gramos gramme grammes",
    "mg": "mg milligram milligrams miligramos milligrammes",
    "t": "t ton tons tonne tonnes tonelada toneladas",
    "lb": "lb lbs pound pounds libra libras livre livres",
    "oz": "oz ounce ounces onza onzas once onces",
    "ng/L": "ng/l ngl-1 ng/litre ng/litro ng/liter nanograms/liter",
    "µg/L": "ug/l μg/l µg/l mcg/l ppb",
    "mg/L": "mg/l ppm",
    "pg/mL": "pg/ml",
    "ng/mL": "ng/ml",
    "mg/day/1000": "mg/day/1000 mg/d/1000 mg/day/1000inh mg/d/1000inh mg/day/1000people mg/d/1000hab mg/dia/1000hab "
    "mg/jour/1000hab mg/1000/day mg/1000inh/day mg/1000people/day mg/1000hab/dia mg/1000hab/j mg/j/1000hab "
    "mg/day/1,000 mg/day/1000persons mg/dia/1000 mg/jour/1000",
    "g/day/1000": "g/day/1000 g/d/1000 g/1000/day g/day/1000inh",
    "µg/day/1000": "ug/day/1000 ug/d/1000 µg/day/1000",
    "m3/day": "m3/day m3/d m3/dia m3/jour m3/j cubicmeters/day",
    "L/day": "l/day l/d l/dia l/jour l/j",
    "ML/day": "ml/d ml/day mld megaliters/day",
    "MGD": "mgd milliongallonsperday milliongallons/day mgal/d mgal/day",
    "gal/day": "gal/day gpd gal/d gallons/day",
    "m3/h": "m3/h m3/hr m3/hour",
    "L/s": "l/s lps",
    "USD": "usd us$ $ $us dollars usdollars",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a mapping writes it, the measure it belongs to, and what one of it is in the measure's own."""

    name: str
    measure: str
    factor: float


@cache
def _by_spelling() -> dict[str, Unit]:
    of = {name: measure for measure, units in FACTORS.items() for name in units}
    pairs = [(name, text) for name, texts in SPELLINGS.items() for text in (name, *texts.split())]
    return {_tight(text): Unit(name, of[name], FACTORS[of[name]][name]) for name, text in pairs}


def _tight(text: str) -> str:
    return plain(text).replace(" ", "").replace("μ", "u").replace("µ", "u").replace(".", "").replace("³", "3")


def unit_of(text: str) -> Unit | None:
    """The unit that a text writes; None where it writes none."""
    return _by_spelling().get(_tight(text))


def units_of(measure: str) -> tuple[str, ...]:
    """The units in which a measure may be given; those that count things have one."""
    return tuple(FACTORS.get(measure, {COUNT: 1.0}))


def factor_of(measure: str, unit: str) -> float:
    """What one `unit` is in the measure's own unit. Raises `BadValue` where they do not go together."""
    known = FACTORS.get(measure, {COUNT: 1.0, measure_of(measure).unit: 1.0})
    if unit not in known:
        raise BadValue(
            f"{measure} is not given in this unit",
            wanted=", ".join(units_of(measure)),
            got=unit,
            next_step="write one of these, or another measure",
        )
    return known[unit]


def counts_things(measure: str) -> bool:
    """Whether a measure is of whole things: its figures have no decimals."""
    return measure not in FACTORS and measure_of(measure).unit == "1"


def measures_in(unit: str) -> tuple[str, ...]:
    """The measures that may be given in `unit`."""
    return tuple(one.id for one in all_measures() if unit in units_of(one.id))
