"""Telling: firsts and returns as answers, with the figures that their sentences need."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.answer import Answer
from tocsin.methods.novelty.evidence import Evidence
from tocsin.methods.novelty.laboratories import Laboratories
from tocsin.methods.novelty.rate_of_firsts import RateOfFirsts
from tocsin.methods.novelty.re_emergence import Returns
from tocsin.methods.novelty.scope import Scope
from tocsin.records.finding import Basis, Rung
from tocsin.records.panel import Panel

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
KNOWN, NAMED, TESTED, CANNOT = range(4)
REASONS: tuple[list[str], ...] = ([], ["newly_named"], ["newly_tested"], ["scope_unknown"])
SURPRISING = 0.05  # a silence less likely than this is one, and a first less likely than this is no effect of the test
Facts = list[dict[str, Any]]


def firsts_told(
    panel: Panel, scope: Scope, own: Laboratories, asked: tuple[Whole, Whole], held: Evidence, rates: RateOfFirsts
) -> list[Answer]:
    """The answers about first finds: `asked` are their series and what the history of testing makes of each."""
    rows, code = asked
    facts = [one | more for one, more in zip(_of_series(scope, own, rows, held), _of_laboratory(rates, own, rows))]
    reasons = [REASONS[number] for number in code.tolist()]
    return _answers(panel, rows, held, held.test.p_above, code == KNOWN, reasons, facts)


def returns_told(panel: Panel, back: Returns, held: Evidence, silence: int) -> list[Answer]:
    """The answers about finds after at least `silence` looks that found nothing."""
    p_value = np.maximum(held.test.p_above, back.p_silence)
    days = panel.ends[back.last].astype(str).tolist()
    columns = {
        "silent": back.silent.tolist(),
        "silence": [silence] * len(back.rows),
        "looked_for": back.silent.tolist(),
        "seen_before": back.seen.tolist(),
        "last_seen": days,
        "p_silence": back.p_silence.tolist(),
    }
    facts = _rows(columns)
    reasons = [["re_emergence"]] * len(back.rows)
    return _answers(panel, back.rows, held, p_value, back.p_silence <= SURPRISING, reasons, facts)


def _of_series(scope: Scope, own: Laboratories, rows: Whole, held: Evidence) -> Facts:
    """Looked for how often, first ever or here, and the rank: the first find is the highest of all periods so far."""
    anywhere = _earlier(own.substance, scope.first, rows)
    alike = _earlier(own.substance * (int(own.level.max(initial=0)) + 1) + own.level, scope.first, rows)
    return _rows(
        {
            "looked_for": held.looks.tolist(),
            "first": np.where(anywhere > 0, "here", "ever").tolist(),
            "places_before": alike.tolist(),
            "rank": [1] * len(rows),
            "of": (held.looks + 1).tolist(),
        }
    )


def _earlier(label: Whole, first: Whole, rows: Whole) -> Whole:
    """In how many series with the label of each of `rows` the first find was earlier, (M,)."""
    width = int(first.max(initial=0)) + 2
    seen = np.flatnonzero(first >= 0)
    ordered = np.sort(label[seen] * width + first[seen])
    keys = label[rows] * width
    return np.searchsorted(ordered, keys + first[rows]) - np.searchsorted(ordered, keys)


def _of_laboratory(rates: RateOfFirsts, own: Laboratories, rows: Whole) -> Facts:
    """What the laboratory's rate of firsts was, and what it expected of the window; nothing where it is not known."""
    figures = {
        "singletons": rates.met.once,
        "detections_before": rates.met.draws,
        "chance_next": rates.chance.rate,
        "chance_next_low": rates.chance.low,
        "chance_next_high": rates.chance.high,
        "firsts": rates.firsts,
        "expected_firsts": rates.expected,
        "expected_firsts_high": rates.high,
        "p_firsts": rates.p_value,
    }
    told = _rows({name: figure[own.number[rows]].tolist() for name, figure in figures.items()})
    return [{name: value for name, value in one.items() if value == value} for one in told]


def _rows(columns: dict[str, list[Any]]) -> Facts:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _answers(
    panel: Panel,
    rows: Whole,
    held: Evidence,
    p_value: Floats,
    known: NDArray[np.bool_],
    reasons: list[list[str]],
    facts: Facts,
) -> list[Answer]:
    """One answer for shares of samples, one for bare counts."""
    last = np.full(len(rows), len(panel.periods) - 1)
    nothing = np.zeros(len(rows))
    figures = {
        "observed": held.count,
        "observed_tested": np.where(held.shared, held.tested, np.nan),
        "baseline": nothing,
        "baseline_tested": np.where(held.shared, held.looks_tested, np.nan),
        "ratio_low": held.test.low,
        "p_value": p_value,
    }
    answers = []
    for shared, basis in ((True, Basis.SHARE), (False, Basis.COUNT)):
        at = np.flatnonzero(held.shared == shared)
        answers.append(
            Answer(
                rows[at],
                held.at[at],
                last[at],
                np.where(known, "above", "cannot_say")[at],
                np.where(known, "new", "unclear")[at],
                basis,
                held.since[at],
                np.where(held.since >= 0, held.at - 1, -1)[at],
                {name: figure[at] for name, figure in figures.items()},
                [reasons[i] for i in at.tolist()],
                [facts[i] for i in at.tolist()],
                [Rung.FIRST.value] * len(at),
            )
        )
    return answers
