"""Parting: two streams about one substance and place that do not tell one story, as findings of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.answer import Answer, findings
from tocsin.methods.counts import of_panel
from tocsin.methods.still_to_come import still_to_come
from tocsin.methods.trend.divergence import Divergence, divergence
from tocsin.methods.trend.year_on_year import Grown, YearOnYear, year_on_year
from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.mark import Mark, Purpose, strictest_mark, strictest_purpose
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NAME = "divergence/1"
LEVEL = 0.01
MARGIN = 1.25  # a year: streams that grow more alike than this tell one story
LATE = 366  # days by which one stream may be newer than the end of what is compared


@dataclass(frozen=True, slots=True)
class Stream:
    """A panel of one measure of one source, with how its series grew from year to year."""

    panel: Panel
    grown: YearOnYear

    @property
    def name(self) -> str:
        """Source and measure: `cdc-vsrr.deaths_12_months`."""
        return f"{self.panel.keys['source'][0]}.{self.panel.keys['measure'][0]}"


def stream(panel: Panel, exposed: bool = False) -> Stream:
    """The streams of a panel of counts; with `exposed` they are out of `Panel.tested`."""
    counts = of_panel(panel, exposed)
    reported = replace(counts, completeness=np.ones(counts.value.shape))
    return Stream(panel, year_on_year(reported, still_to_come(panel, exposed)))


def parting(one: Stream, other: Stream, pairs: Whole) -> pa.Table:
    """Findings of series `pairs[:, 0]` of the one and `pairs[:, 1]` of the other whose yearly growths differ, both ways.

    Compared is the newest year that both streams hold, against the year before it. `observed` is the year's count and
    `baseline` what it would have been, had it moved like the other stream, so that `ratio` is the exponential of the
    difference of growths; `p_value` is two-sided. Counts that may still gain must differ with and without what they may
    gain: the interval holds both, and the larger p-value stands. The reason is `diverging` where one grows and the
    other falls, each by its own 95 % interval, and `other_pace` else. Told is a difference at 0.01 that is larger than 1.25-fold a year.
    The caller sees to it that the streams are independent and about the same substances and places.
    False alarms: at most 0.007 of pairs at rest or growing alike are told and 0.001 are `diverging` (4,000 pairs of months
    and half-years over seven years, means of 5 to 1,000 a month, variance 1 to 3 times the mean, with a season).
    Growth by 1.4 against a fall to 0.7 a year is told in 95 of 100 pairs from a mean of 20 on and in all from 100 on
    (variance as the mean). Measured in tests/recover/test_streams_apart.py.
    When not to use: shares, weights and levels, and years of fewer than 20 events.
    Source: Welch 1947, doi:10.1093/biomet/34.1-2.28.
    """
    a, b, at, beside = _met(one.grown, other.grown, pairs)
    mine, theirs = _sides(one.grown, a, at), _sides(other.grown, b, beside)
    held = _held(mine, theirs)
    told = held.diverging & (np.abs(held.difference) >= np.log(MARGIN))
    turned = replace(held, difference=-held.difference, low=-held.high, high=-held.low)
    tables = [
        _findings((one, a, at, mine), (other, b, beside, theirs), held, told),
        _findings((other, b, beside, theirs), (one, a, at, mine), turned, told),
    ]
    return pa.concat_tables(tables)


Both = tuple[Grown, Grown]  # as reported, and with all that may still come


def _sides(told: YearOnYear, rows: Whole, columns: Whole) -> Both:
    return Grown.at(told, rows, columns), Grown.at(told, rows, columns, gained=True)


def _held(mine: Both, theirs: Both) -> Divergence:
    """As reported, where that stands whatever of the sums is still to come."""
    same = np.stack([np.arange(len(mine[0].newest))] * 2, axis=1)
    reported = divergence(mine[0], theirs[0], same, level=LEVEL)
    others = [divergence(mine[k], theirs[1 - k], same, level=LEVEL) for k in (0, 1)]
    alike = [np.sign(other.difference) == np.sign(reported.difference) for other in others]
    return Divergence(
        reported.difference,
        np.minimum.reduce([reported.low, *(other.low for other in others)]),
        np.maximum.reduce([reported.high, *(other.high for other in others)]),
        np.maximum.reduce([reported.p_value, *(other.p_value for other in others)]),
        np.logical_and.reduce([reported.diverging, *alike, *(other.diverging for other in others)]),
        np.logical_and.reduce([reported.opposite, *(other.opposite for other in others)]),
    )


Side = tuple[Stream, Whole, Whole, Both]


def _met(one: YearOnYear, other: YearOnYear, pairs: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Rows and columns of both at the newest day that both hold, for pairs that hold one not too long ago."""
    ends = [told.last[told.column[pairs[:, side]]] for side, told in enumerate((one, other))]
    both = np.minimum(*ends)
    fit = (one.column[pairs[:, 0]] >= 0) & (other.column[pairs[:, 1]] >= 0)
    fit &= (np.maximum(*ends) - both).astype(int) <= LATE
    columns = [np.searchsorted(told.last, both, side="right") - 1 for told in (one, other)]
    fit &= (columns[0] >= 0) & (columns[1] >= 0)
    return pairs[fit, 0], pairs[fit, 1], columns[0][fit], columns[1][fit]


def _findings(mine: Side, theirs: Side, held: Divergence, told: NDArray[np.bool_]) -> pa.Table:
    """What is found of the series of `mine`, held against those of `theirs`."""
    source, rows, at, grown = mine
    rolling, year = source.panel.cadence is Cadence.ROLLING_12_MONTHS, source.grown.year
    observed = source.grown.sums[rows, at]
    would = observed * np.exp(-held.difference)
    faster, low, high = held.difference > 0, *_interval(grown)
    answer = Answer(
        rows[told],
        (at if rolling else at - year + 1)[told],
        at[told],
        np.where(faster, "above", "below")[told],
        np.select([low > 0, high < 0], ["rising", "falling"], "unclear")[told],
        "count",
        figures={
            "observed": observed[told],
            "baseline": would[told],
            "expected": would[told],
            "ratio": np.exp(held.difference)[told],
            "ratio_low": np.exp(held.low)[told],
            "ratio_high": np.exp(held.high)[told],
            "p_value": held.p_value[told],
        },
        reasons=[["diverging"] if opposite else ["other_pace"] for opposite in held.opposite[told]],
        facts=[{"streams": list(pair)} for pair in zip(_told(mine, told), _told(theirs, told), strict=True)],
    )
    table = findings(source.panel, f"{NAME} beside={theirs[0].name}", answer)
    return _strictest(table, theirs[0].panel.keys.take(pa.array(theirs[1][told])))


def _interval(grown: Both) -> tuple[Floats, Floats]:
    reach = special.stdtrit(grown[0].freedom, 0.975) * grown[0].newest_error
    return grown[0].newest - reach, grown[1].newest + reach


def _told(side: Side, told: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Each stream for a sentence: whose it is, and its change over a year as a part, with its 95 % interval."""
    source, rows, _, grown = side
    keys = source.panel.keys.take(pa.array(rows[told])).select(["series", "source", "stream", "measure", "substance"])
    moved = np.expm1(np.stack([grown[0].newest, *_interval(grown)])[:, told]).round(4).T.tolist()
    days = [column[told].astype(str).tolist() for column in (grown[0].first, grown[0].last)]
    return [
        key | {"growth": growth, "low": low, "high": high, "first": first, "last": last}
        for key, (growth, low, high), first, last in zip(keys.to_pylist(), moved, *days, strict=True)
    ]


def _strictest(table: pa.Table, beside: pa.Table) -> pa.Table:
    """A finding about two series bears the stricter mark and purpose of both."""
    marks = zip(table["mark"].to_pylist(), beside["mark"].to_pylist(), strict=True)
    purposes = zip(table["purpose"].to_pylist(), beside["purpose"].to_pylist(), strict=True)
    values = {
        "mark": [strictest_mark(map(Mark, both)).value for both in marks],
        "purpose": [strictest_purpose(map(Purpose, both)).value for both in purposes],
    }
    for name, column in values.items():
        at = FINDING_SCHEMA.get_field_index(name)
        table = table.set_column(at, FINDING_SCHEMA.field(at), pa.array(column, pa.string()))
    return table
