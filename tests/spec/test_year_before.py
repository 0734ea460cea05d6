"""Sums of twelve months and levels: what is incomplete is no fall, and an older epoch tells nothing of the scatter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tocsin.engine.local import judge
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import BELOW, CANNOT_SAY
from tocsin.records.period import Cadence

MONTHS = 96
LAST = np.array([MONTHS - 1])


def sums(seed: int = 5) -> Counts:
    months = np.random.default_rng(seed).poisson(50.0, (1, MONTHS + 11)).astype(float)
    rolling = np.lib.stride_tricks.sliding_window_view(months, 12, axis=1).sum(-1)
    return of_values(rolling, cadence=Cadence.ROLLING_12_MONTHS)


@pytest.mark.parametrize("name", ["year_before", "usual_level"])
def test_what_is_only_half_reported_is_no_fall(name: str) -> None:
    counts = sums()
    value, share = np.array(counts.value), np.array(counts.completeness)
    value[0, -1] /= 2
    assert judge(DETECTORS[name], replace(counts, value=value), LAST).verdict[0, 0] == BELOW
    share[0, -1] = 0.5
    assert judge(DETECTORS[name], replace(counts, value=value, completeness=share), LAST).verdict[0, 0] != BELOW


def test_a_sum_that_was_incomplete_a_year_before_is_no_baseline() -> None:
    counts = sums()
    share = np.array(counts.completeness)
    share[0, -13] = 0.8
    told = judge(DETECTORS["year_before"], replace(counts, completeness=share), LAST)
    assert told.verdict[0, 0] == CANNOT_SAY and np.isnan(told.expected[0, 0])


@pytest.mark.parametrize("grid", ["epoch", "excluded"])
def test_scatter_of_another_epoch_or_a_known_outbreak_widens_no_limit(grid: str) -> None:
    counts = sums()
    odd = np.arange(MONTHS) < 40 if grid == "epoch" else np.isin(np.arange(MONTHS), (70, 71, 72))
    marks = {"epoch": (~odd[None]).astype(np.int16), "excluded": odd[None]}
    wild = np.where(odd, counts.value * (1 + np.arange(MONTHS) % 2), counts.value)
    calm, after = (
        judge(DETECTORS["year_before"], replace(counts, value=value, **{grid: marks[grid]}), LAST).upper[0, 0]
        for value in (counts.value, wild)
    )
    assert after == pytest.approx(calm, rel=1e-9) and np.isfinite(calm)
