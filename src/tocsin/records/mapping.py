"""A mapping: how the cells of a table that someone brings are to be read. What a person corrects, and a file holds."""

from __future__ import annotations

from dataclasses import dataclass

HEADING_ROLES = ("period", "substance", "place", "value", "ignore")
SPANS = ("as_written", "week_ending", "week_starting", "month")
MARK_KINDS = ("missing", "suppressed", "below_lod", "below_loq")
BELOW = ("suppressed", "below_lod", "below_loq")


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the table lies in its file. `skip` and `header` count rows that are not blank.

    `footnotes`: whether rows at the end with no more than one filled cell are remarks and not figures. An empty
    `sheet` is the one with the most cells.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    skip: int = 0
    header: int = 1
    footnotes: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written: `1.234,5` has `decimal` "," and `thousands` ".". Spaces always part thousands."""

    decimal: str = "."
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """When: the columns that tell it, joined by a space (none: the headings do), in one of the known forms.

    `year_starts` is the first month of a fiscal year; `span` says what a single day stands for.
    """

    form: str
    columns: tuple[str, ...] = ()
    year_starts: int = 1
    span: str = "as_written"


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """Where: a column whose names `scheme` knows, or one place for the whole file (`fixed`, an id)."""

    column: str = ""
    scheme: str = "iso"
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class SubstanceColumn:
    """What was found: a column, or one name for the whole file. Both empty: each value names its own, or headings do."""

    column: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """One figure of a row. In a wide table `column` is the heading's own part, empty where headings hold none.

    `tested` names the column of samples able to detect it, `limit` that of its limit of detection; `substance` stands
    where neither column nor heading name one.
    """

    measure: str
    unit: str
    column: str = ""
    substance: str = ""
    tested: str = ""
    limit: str = ""
    where: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one table is read. `wide` gives the part that each header row plays where columns are to become rows.

    `keys` are the columns that tell rows apart beyond period, place and substance; `marks` are words that stand for a
    number (text, kind); `below` is what `<5` means; rows or headings that hold one of `totals` are left out. With
    `add_up` rows that speak of the same thing are added, else they must agree.
    """

    shape: Shape
    numbers: Numbers
    period: PeriodColumns
    place: PlaceColumn
    substance: SubstanceColumn
    values: tuple[ValueColumn, ...]
    wide: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    below: str = "suppressed"
    totals: tuple[str, ...] = ()
    add_up: bool = False
