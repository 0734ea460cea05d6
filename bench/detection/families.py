"""Our own families of made outbreaks: what the 42 scenarios do not hold. Eight years of weeks, the last two tested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from bench.detection.scenarios import World, scattered, spread
from numpy.typing import NDArray

from tocsin.methods.counts import of_values

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
Random = np.random.Generator

WEEKS, TESTED, WATCHED = 416, 312, 26
T = np.arange(WEEKS)
COLUMNS = np.arange(TESTED, WEEKS)
CURVE = (0.35, 0.6, 0.75, 0.85, 0.92, 0.96)  # the share of a week's events that is reported 0, 1, .. 5 weeks on
FIRST_WITH_53 = date(2003, 12, 29)  # 2004-W01: columns 52 and 313 are weeks 53


def quiet(rng: Random, rows: int, low: float, high: float, seasonal: float = 0.3) -> tuple[Floats, Floats]:
    """Means (N, T) log-uniform from `low` to `high` around a season, and dispersions (N, 1) from 1 to 2."""
    level = np.exp(rng.uniform(np.log(low), np.log(high), (rows, 1)))
    phase = rng.uniform(0, 2 * np.pi, (rows, 1))
    return level * np.exp(seasonal * np.sin(2 * np.pi * T / 52.18 + phase)), rng.uniform(1, 2, (rows, 1))


def onsets(rng: Random, rows: int) -> Whole:
    """Columns in which outbreaks begin: from half a year after testing begins to a year before it ends."""
    return rng.integers(TESTED + 26, WEEKS - 52, rows)


def since(onset: Whole) -> Floats:
    """Weeks since the onset, (N, T); negative before."""
    return (T - onset[:, None]).astype(float)


def ending(value: Floats, after: Floats) -> Floats:
    """The series until half a year after the onset: a lasting rise that rang later than that was not found."""
    return np.where(after < WATCHED, value, np.nan)


def first_ever(rng: Random, rows: int) -> World:
    """Nothing but a stray introduction once in ten years, then a first case that grows."""
    onset, doubling = onsets(rng, rows), rng.choice([4, 8, 13], rows)
    after = since(onset)
    growth = np.where(after >= 0, np.minimum(0.5 * 2 ** (np.maximum(after, 0) / doubling[:, None]), 50), 0)
    value = rng.poisson(1 / 522, (rows, WEEKS)) + rng.poisson(growth)
    at = np.arange(rows), onset
    value[at] = np.maximum(value[at], 1)
    bands = (("doubling in 4 weeks", 4, 4), ("8", 8, 8), ("13", 13, 13))
    told = "A substance never seen but for a stray introduction once in ten years; then a first case that grows."
    return World(
        "first ever", told, of_values(ending(value, after)), after >= 0, onset, COLUMNS, doubling.astype(float), bands
    )


def slow_ramp(rng: Random, rows: int) -> World:
    """Growth without end up to eight-fold: doubling every 2 to 26 weeks."""
    mean, phi = quiet(rng, rows, 5, 30)
    onset, doubling = onsets(rng, rows), rng.choice([2, 4, 8, 13, 26], rows)
    after = since(onset)
    value = scattered(rng, mean * 2 ** np.clip(after / doubling[:, None], 0, 3), phi)
    bands = (("doubling in 2-4 weeks", 2, 4), ("8-13", 8, 13), ("26", 26, 26))
    told = "Means of 5 to 30 that double every 2 to 26 weeks, up to eight-fold."
    return World(
        "slow ramp", told, of_values(ending(value, after)), after >= 0, onset, COLUMNS, doubling.astype(float), bands
    )


def step(rng: Random, rows: int) -> World:
    """A level that rises at once and stays."""
    mean, phi = quiet(rng, rows, 2, 50)
    onset, factor = onsets(rng, rows), rng.choice([1.5, 2.0, 3.0], rows)
    after = since(onset)
    value = scattered(rng, np.where(after >= 0, factor[:, None], 1.0) * mean, phi)
    bands = (("x 1.5", 1.5, 1.5), ("x 2", 2, 2), ("x 3", 3, 3))
    told, counts = "A level that rises at once and stays.", of_values(ending(value, after))
    return World("step", told, counts, after >= 0, onset, COLUMNS, factor, bands)


def pulses(rng: Random, value: Floats, deviation: Floats, onset: Whole) -> tuple[Floats, Bools, Whole, Floats]:
    """With one outbreak of Poisson(k sd) events added, k from 2 to 10: values, truth, onsets and k."""
    rows = np.arange(len(value))
    k = rng.integers(2, 11, len(value)).astype(float)
    cases = rng.poisson(k * np.maximum(deviation[rows, onset], 0.5))
    events = spread(rng, onset, cases, value.shape[1], value.shape[1] - 1)
    held = (events > 0).any(1)
    begun = np.where(held, (events > 0).argmax(1), -1)
    return value + events, events > 0, begun, np.where(held, k, np.nan)


K_BANDS = (("k 2-3", 2, 3), ("k 4-6", 4, 6), ("k 7-10", 7, 10))


def pulse(rng: Random, rows: int) -> World:
    """A few weeks of more, and then as before."""
    mean, phi = quiet(rng, rows, 0.5, 50)
    value, truth, onset, k = pulses(rng, scattered(rng, mean, phi), np.sqrt(phi * mean), onsets(rng, rows))
    told = "A cluster of k standard deviations within a few weeks, and then as before."
    return World("pulse", told, of_values(value), truth, onset, COLUMNS, k, K_BANDS)


def near_zero(rng: Random, rows: int) -> World:
    """One event in five to fifty weeks; then three to eight within four weeks."""
    mean, _ = quiet(rng, rows, 0.02, 0.2, 0.0)
    onset, cases = onsets(rng, rows), rng.integers(3, 9, rows)
    events = np.zeros(mean.shape)
    row = np.repeat(np.arange(rows), cases)
    np.add.at(events, (row, onset[row] + rng.integers(0, 4, len(row))), 1)
    begun = (events > 0).argmax(1)
    bands = (("3-4 events", 3, 4), ("5-6", 5, 6), ("7-8", 7, 8))
    told = "One event in five to fifty weeks; then three to eight within four weeks."
    value = rng.poisson(mean) + events
    return World("near zero", told, of_values(value), events > 0, begun, COLUMNS, cases.astype(float), bands)


def drop_out(rng: Random, rows: int) -> World:
    """A source that falls silent for a quarter to a year and returns; single weeks are missing as well."""
    mean, phi = quiet(rng, rows, 2, 30)
    value, truth, onset, k = pulses(rng, scattered(rng, mean, phi), np.sqrt(phi * mean), onsets(rng, rows))
    length = rng.integers(13, 53, (rows, 1))
    gap = np.maximum(onset, TESTED)[:, None] - rng.integers(8, 27, (rows, 1)) - length
    missing = (gap <= T) & (gap + length > T) | (rng.random(value.shape) < 0.02) & ~truth
    told = "Missing for 13 to 52 weeks, back 8 to 26 weeks before a cluster; one week in fifty is missing besides."
    counts = of_values(np.where(missing, np.nan, value))
    return World("drop-out and return", told, counts, truth, onset, COLUMNS, k, K_BANDS)


def new_panel(rng: Random, rows: int) -> World:
    """Testing starts: nothing is known before, and what is found at once is no outbreak."""
    mean, phi = quiet(rng, rows, 2, 30)
    begins = rng.integers(TESTED, TESTED + 40, rows)
    onset = np.minimum(begins + rng.integers(8, 40, rows), WEEKS - WATCHED)
    after, factor = since(onset), rng.choice([2.0, 3.0, 5.0], rows)
    value = scattered(rng, np.where(after >= 0, factor[:, None], 1.0) * mean, phi)
    counts = of_values(np.where(begins[:, None] <= T, ending(value, after), np.nan), sister=np.arange(rows) // 5)
    bands = (("x 2", 2, 2), ("x 3", 3, 3), ("x 5", 5, 5))
    told = "Testing starts in the tested years; 8 to 39 weeks later the level rises at once and stays."
    return World("new panel", told, counts, after >= 0, onset, COLUMNS, factor, bands)


def delayed(rng: Random, rows: int) -> World:
    """The newest six weeks are reported in part, by a curve that is given and that each week keeps only roughly."""
    mean, phi = quiet(rng, rows, 5, 50)
    onset = rng.integers(WEEKS - 6, WEEKS - 1, rows)
    whole, truth, onset, k = pulses(rng, scattered(rng, mean, phi), np.sqrt(phi * mean), onset)
    share = np.ones(WEEKS)
    share[-6:] = CURVE[::-1]
    told_share = np.broadcast_to(share, whole.shape).copy()
    true_share = np.where(share < 1, rng.beta(40 * told_share, np.maximum(40 * (1 - told_share), 1e-9)), 1.0)
    value = rng.binomial(whole.astype(int), true_share).astype(float)
    text = "The newest six weeks hold 35 to 96 % of their events (the curve is given; each week keeps it roughly)."
    counts = of_values(value, completeness=told_share)
    return World("delayed and revised", text, counts, truth, onset, np.arange(WEEKS - 6, WEEKS), k, K_BANDS)


def week_53(rng: Random, rows: int) -> World:
    """A strong season of the calendar that peaks at New Year, over two years of 53 weeks."""
    level = np.exp(rng.uniform(np.log(2), np.log(40), (rows, 1)))
    days = np.array([(FIRST_WITH_53 + timedelta(weeks=int(t), days=3)).timetuple().tm_yday for t in T])
    mean = level * np.exp(0.8 * np.cos(2 * np.pi * days / 365.25))
    phi = rng.uniform(1, 2, (rows, 1))
    value, truth, onset, k = pulses(rng, scattered(rng, mean, phi), np.sqrt(phi * mean), onsets(rng, rows))
    told = "A strong season that follows the calendar and peaks at New Year; the first and the seventh year end with week 53."
    return World("week 53", told, of_values(value, first=FIRST_WITH_53), truth, onset, COLUMNS, k, K_BANDS)


def denominators(rng: Random, rows: int) -> World:
    """Samples tested double, halve and jump; only the share that is positive tells an outbreak."""
    path = np.cumsum(rng.normal(0, 0.05, (rows, WEEKS)), axis=1) + np.log(2) * (rng.integers(100, 400, (rows, 1)) < T)
    tested = np.maximum(np.rint(np.exp(rng.uniform(3.5, 6, (rows, 1)) + path)), 1)
    onset, factor = onsets(rng, rows), rng.choice([1.5, 2.0, 3.0], rows)
    after = since(onset)
    share = rng.uniform(0.03, 0.25, (rows, 1)) * np.where(after >= 0, factor[:, None], 1.0)
    value = rng.binomial(tested.astype(int), share).astype(float)
    bands = (("x 1.5", 1.5, 1.5), ("x 2", 2, 2), ("x 3", 3, 3))
    told = "Samples tested wander and double at once; the share that is positive is steady, then rises and stays."
    counts = of_values(ending(value, after), exposure=tested)
    return World("changing denominators", told, counts, after >= 0, onset, COLUMNS, factor, bands)


def correlated(rng: Random, rows: int) -> World:
    """Five places a substance share weekly shocks that last; one place in five has an outbreak of its own."""
    groups = -(-rows // 5)
    shock = np.zeros((groups, WEEKS))
    noise = rng.normal(0, 0.15, shock.shape)
    for t in range(1, WEEKS):
        shock[:, t] = 0.8 * shock[:, t - 1] + noise[:, t]
    sister = np.arange(rows) // 5
    mean, phi = quiet(rng, rows, 5, 50)
    mean = mean * np.exp(shock[sister])
    calm = scattered(rng, mean, phi)
    value, truth, onset, k = pulses(rng, calm, np.sqrt(phi * mean), onsets(rng, rows))
    own = np.arange(rows) % 5 == 0
    value, truth = np.where(own[:, None], value, calm), truth & own[:, None]
    onset, k = np.where(own, onset, -1), np.where(own, k, np.nan)
    told = "Five places share weekly shocks that last a month; one of the five has a cluster of its own."
    return World("correlated places", told, of_values(value, sister=sister), truth, onset, COLUMNS, k, K_BANDS)


FAMILIES: tuple[Callable[[Random, int], World], ...] = (
    first_ever,
    slow_ramp,
    step,
    pulse,
    near_zero,
    drop_out,
    new_panel,
    delayed,
    week_53,
    denominators,
    correlated,
)


def all_families(rows: int, seed: int) -> list[World]:
    """One world of `rows` series for each family; each has a stream of random numbers of its own."""
    return [make(np.random.default_rng([seed, number]), rows) for number, make in enumerate(FAMILIES)]
