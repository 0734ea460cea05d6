"""Two themes and two sizes. Blue says what was observed, orange what rang; never red against green."""

from __future__ import annotations

from dataclasses import dataclass

FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one chart."""

    background: str
    ink: str
    muted: str
    rule: str
    shade: str
    observed: str
    alarm: str
    band: str
    earlier: str
    bars: str


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of the main panel in pixels; `letters` is how many characters fit on a line.

    `beside` is the room kept at the right, where figures have their words beside them.
    """

    width: int
    height: int
    letters: int
    title: int
    beside: int


THEMES = {
    "light": Theme(
        "#ffffff", "#1b1f24", "#5a636d", "#e4e1d9", "#efece4", "#0b5fa5", "#b3560a", "#f5bd7a", "#8fb6d8", "#c9d3dc"
    ),
    "dark": Theme(
        "#1a1e23", "#eceae4", "#a3acb6", "#31373e", "#272c32", "#6db3f2", "#f0a45a", "#7a521f", "#3f6a90", "#3b444d"
    ),
}
SIZES = {"wide": Size(860, 300, 128, 17, 124), "narrow": Size(270, 210, 44, 14, 44)}
