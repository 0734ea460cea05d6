"""A map of equal tiles: every state, province and territory as large as any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.bulletins.svg import element, text

CELL, GAP, BETWEEN = 30, 2, 10
HATCH = "tocsin-hatch"


@dataclass(frozen=True, slots=True)
class Tile:
    """One place. `state`: value, not_reported (the source speaks of it, without a figure) or absent (it never does).

    `figure` is the short number in the tile, `sentence` what is read out, `step` the class of its value.
    """

    place: str
    code: str
    column: int
    row: int
    block: int  # 0, 1, 2: blocks stand a little apart, one for each country
    state: str
    step: int
    figure: str
    sentence: str
    link: str | None


def svg(tiles: Sequence[Tile], title: str, description: str, identity: str = "map") -> str:
    """The map as a group of links, each with its own name; place and figure stand in the tile as text.

    Colours come from the page: classes tile, tile-0 to tile-4, tile-not_reported (hatched) and tile-absent.
    """
    width = (max(tile.column for tile in tiles) + 1) * CELL
    height = max(_top(tile) for tile in tiles) + CELL
    head = (
        element("title", text(title), id=f"{identity}-title")
        + element("desc", text(description), id=f"{identity}-desc")
        + _hatch()
    )
    body = "".join(_tile(tile) for tile in sorted(tiles, key=lambda t: (t.row, t.column)))
    return element(
        "svg",
        head + body,
        class_="tiles",
        viewBox=f"0 0 {width - GAP} {height - GAP}",
        role="group",
        aria_labelledby=f"{identity}-title",
        aria_describedby=f"{identity}-desc",
    )


def _top(tile: Tile) -> int:
    return tile.row * CELL + tile.block * BETWEEN


def _tile(tile: Tile) -> str:
    side, middle = CELL - GAP, (CELL - GAP) / 2
    shape = element("rect", class_=f"tile {_look(tile)}", width=side, height=side, rx=4)
    hatched = (
        element("rect", class_="tile-hatch", width=side, height=side, rx=4, fill=f"url(#{HATCH})")
        if tile.state == "not_reported"
        else ""
    )
    lines = [(tile.code, "tile-code", 12.2 if tile.figure else 17.2), (tile.figure, "tile-figure", 22.4)]
    words = "".join(
        element(
            "text",
            text(line),
            class_=f"{name} {_look(tile)}-text",
            x=middle,
            y=y,
            text_anchor="middle",
            aria_hidden="true",
        )
        for line, name, y in lines
        if line
    )
    inside = element("title", text(tile.sentence)) + shape + hatched + words
    place = {"transform": f"translate({tile.column * CELL} {_top(tile)})"}
    if tile.link:
        return element("a", inside, href=tile.link, aria_label=tile.sentence, class_="tile-link", **place)
    return element("g", inside, **place)


def _look(tile: Tile) -> str:
    return f"tile-{tile.step}" if tile.state == "value" else f"tile-{tile.state}"


def _hatch() -> str:
    line = element("line", class_="tile-hatch-line", x1=0, y1=0, x2=0, y2=5)
    pattern = element(
        "pattern", line, id=HATCH, width=5, height=5, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    return element("defs", pattern)
