"""PHES-ODM, wide: one row for each sample, one column for each measurement, named by its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.sources.adapters.odm_rows import (
    Columns,
    day_of,
    figure,
    given,
    laid_out,
    look_up,
    measure,
    plans_of,
    rules_of,
    selection,
    text,
)
from tocsin.sources.checks import Rule
from tocsin.vocabulary.odm import parts_of

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source
    from tocsin.sources.arrival import Plan

# compartment, specimen, fraction, measure, unit, aggregation, index, attribute: wat_sa_NA_covN1_gcL_me_NR_value
WIDE_NAME = re.compile(
    r"[a-z]+_[A-Za-z]+_(?P<fraction>[^_]+)_(?P<target>[^_]+)_(?P<unit>[^_]+)_(?P<aggregation>[^_]+)_(?P<index>[^_]+)_value"
)
NONE = ("NA", "NR")
UNITS = {part.id: part for part in parts_of("unit")}
AGGREGATIONS = {part.id for kind in ("level", "spread") for part in parts_of(kind)}
COLUMNS = Columns(
    site="si_siteID",
    collected="sm_collDT",
    analysed="mr_aDateEnd",
    report="mr_reportDate",
    sample="sm_sampleID",
    lab="mr_organizationID",
    people="si_popServ",
    reportable="mr_reportable",
)
OPTIONAL = ("mr_aDateEnd", "mr_reportDate", "mr_organizationID", "si_popServ", "mr_reportable")


@dataclass(frozen=True, slots=True)
class OdmWide:
    """A cell of a measurement is an observation; beside it may stand a column of the same name for its flag.

    `measurements` are the columns of the file at hand whose units and aggregations the table of parts knows; others are
    left, and a note of the release says so.
    """

    source: ClassVar[str] = "odm"
    header: ClassVar[tuple[str, ...]] = ("si_siteID", "sm_sampleID", "sm_collDT")
    key: ClassVar[tuple[str, ...]] = header
    identity: ClassVar[str] = (
        f"concat_ws(chr(31), trim(si_siteID), coalesce({given('sm_sampleID')}, ''), {day_of('sm_collDT')})"
    )
    measurements: tuple[str, ...] = field(default=(), compare=False)
    flags: tuple[str, ...] = field(default=(), compare=False)
    others: bool = field(default=False, compare=False)

    @property
    def compared(self) -> tuple[str, ...]:
        """What two rows of one sample must agree in."""
        return (*self.header, *self.measurements, *self.flags)

    def following(self, header: tuple[str, ...]) -> OdmWide:
        """The adapter for the measurements of this header."""
        named = [name for name in header if WIDE_NAME.fullmatch(name)]
        known = tuple(name for name in named if _is_known(name))
        return replace(
            self,
            measurements=known,
            flags=tuple(f for f in map(_flag, known) if f in header),
            others=len(named) > len(known),
        )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Columns that not every file has, parts and places."""
        look_up(connection, COLUMNS, OPTIONAL)

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A day, a known site, and numbers where there are any."""
        figures = (rule for name in self.measurements for rule in figure(name, _is_log10(name)))
        return (*rules_of(replace(COLUMNS, analysed=""), until), *figures)

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each day of report."""
        measure(connection, self._selects())
        plans = plans_of(connection, COLUMNS, known_at)
        return [replace(plan, notes=("odm_columns_left",)) for plan in plans] if self.others else plans

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each cell of a level."""
        return (selection(source),)

    def _selects(self) -> Iterator[str]:
        for name in self.measurements:
            parts = _parts(name)
            quality = text(_flag(name)) if _flag(name) in self.flags else "CAST(NULL AS VARCHAR)"
            target, unit, aggregation = (_literal(parts[part]) for part in ("target", "unit", "aggregation"))
            select = laid_out(COLUMNS, target, unit, aggregation, text(name), quality)
            yield f"SELECT * REPLACE ({_literal(parts['fraction'])} AS fraction, {_literal(parts['index'])} AS idx) FROM ({select})"


def _parts(name: str) -> dict[str, str]:
    found = WIDE_NAME.fullmatch(name)
    return found.groupdict() if found else {}


def _is_known(name: str) -> bool:
    parts = _parts(name)
    return parts["unit"] in UNITS and parts["aggregation"] in AGGREGATIONS


def _is_log10(name: str) -> str:
    return "true" if UNITS[_parts(name)["unit"]].scale == "log10" else "false"


def _flag(name: str) -> str:
    return name.removesuffix("value") + "qualityFlag"


def _literal(word: str) -> str:
    """SQL: a part of a name as a text; the words for none are NULL."""
    return "CAST(NULL AS VARCHAR)" if word in NONE else "'" + word.replace("'", "''") + "'"
