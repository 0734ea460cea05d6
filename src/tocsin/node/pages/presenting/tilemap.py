"""The tile map of one line, with its legend and the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from tocsin.bulletins.scale import Scale, scale
from tocsin.bulletins.tiles import Tile, svg
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.figures import compact
from tocsin.records.series import PlaceValues
from tocsin.vocabulary import measures, places
from tocsin.wording import number, period, say
from tocsin.wording.figures import sensible

BLOCKS = {"CA": 0, "US": 1, "MX": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the legend."""

    look: str
    words: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the table, largest first."""

    name: str
    link: str
    value: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """`drawing` is empty where the places of a source are no states: then there is only the table."""

    title: str
    note: str
    drawing: SafeString
    legend: tuple[Step, ...]
    rows: tuple[PlaceRow, ...]
    unit: str


def tile_map(values: PlaceValues, asked: Asked) -> TileMap:
    """The newest value of one substance by place."""
    language = asked.language
    when = period(values.period_start, values.period_end, values.cadence, language)
    what = names.measure(values.measure, language)
    title = say("map.title", language, substance=names.substance(values.substance, language), measure=what, period=when)
    steps, tiled = scale(values.values.values()), _tiled(values)
    drawing = SafeString(svg(_tiles(values, steps, asked), title, say("map.description", language)) if tiled else "")
    return TileMap(
        title,
        say("map.incomplete", language) if values.incomplete else "",
        drawing,
        _legend(steps, values, language) if tiled else (),
        _rows(values, asked),
        measures.unit_label(values.measure, language),
    )


def _tiled(values: PlaceValues) -> bool:
    columns = {place.id for place in places.all_places() if place.tile_column is not None}
    return bool(columns & values.values.keys())


def _tiles(values: PlaceValues, steps: Scale, asked: Asked) -> list[Tile]:
    spoken_of = {places.country_of(place) for place in values.values}
    return [
        _tile(place, values, steps, spoken_of, asked) for place in places.all_places() if place.tile_column is not None
    ]


def _tile(place: places.Place, values: PlaceValues, steps: Scale, spoken_of: set[str], asked: Asked) -> Tile:
    language, value = asked.language, values.values.get(place.id)
    name = names.place(place.id, language)
    state = "value" if value is not None else "not_reported" if place.within in spoken_of else "absent"
    said = (
        f"{name}: {_amount(value, values, language)}"
        if value is not None
        else say(f"map.{state}_place", language, place=name)
    )
    series = values.series.get(place.id)
    return Tile(
        place.id,
        place.tile_code,
        place.tile_column or 0,
        place.tile_row or 0,
        BLOCKS.get(place.within, 2),
        state,
        steps.step(value) if value is not None else 0,
        compact(value, language) if value is not None else "",
        said,
        address("series", carried(asked.state), series) if series else None,
    )


def _amount(value: float, values: PlaceValues, language: str) -> str:
    return f"{sensible(value, language)} {measures.unit_label(values.measure, language)}"


def _legend(steps: Scale, values: PlaceValues, language: str) -> tuple[Step, ...]:
    whole = all(float(value).is_integer() for value in values.values.values())
    entries = [Step("tile-0", "0")] if any(value <= 0 for value in values.values.values()) else []
    entries += [Step(f"tile-{i}", _range(steps, i, whole, language)) for i in range(1, len(steps.limits) + 1)]
    return (
        *entries,
        Step("tile-not_reported", say("map.not_reported", language)),
        Step("tile-absent", say("map.absent", language)),
    )


def _range(steps: Scale, step: int, whole: bool, language: str) -> str:
    low = steps.limits[step - 1]
    if step == len(steps.limits):
        return say("map.and_more", language, low=sensible(low, language))
    high = steps.limits[step] - (1 if whole else 0)
    return sensible(low, language) if whole and high <= low else f"{sensible(low, language)}–{sensible(high, language)}"


def _rows(values: PlaceValues, asked: Asked) -> tuple[PlaceRow, ...]:
    ordered = sorted(values.values.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        PlaceRow(
            names.place(place, asked.language),
            address("series", carried(asked.state), values.series[place]) if place in values.series else "",
            number(value, asked.language, 0 if float(value).is_integer() else 1),
        )
        for place, value in ordered
    )
