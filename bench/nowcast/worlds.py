"""Made worlds of late reports whose truth is known: what will be reported, and how much of it is in by now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from bench.nowcast.late_reports import (
    Floats,
    Random,
    World,
    by_step,
    chances_of,
    levels,
    pace,
    reported,
    slow,
)

from tocsin.records.period import Cadence

__all__ = ["WORLDS", "Floats", "Random", "World"]

DAYS, DEEP, ROWS = 150, 30, 20
ALONE = {"pool": np.arange(ROWS)}


def few_alone(rng: Random) -> World:
    """Each series has only its own delays to learn from."""
    mean = rng.uniform(0.1, 5, (ROWS, 1)) * np.ones(DAYS)
    return reported(rng, "0-5 alone", "means 0 to 5, no series lends", mean, slow(DEEP, 4)[None], **ALONE)


def few_pooled(rng: Random) -> World:
    """Small strata of one source, all with one delay."""
    mean = rng.uniform(0.05, 5, (100, 1)) * np.ones(DAYS)
    return reported(rng, "0-5 pooled", "means 0 to 5, 100 series lend", mean, slow(DEEP, 4)[None])


def some(rng: Random) -> World:
    """The everyday case."""
    return reported(rng, "50", "mean 50, alone", levels(rng, ROWS, DAYS, 50, 50), slow(DEEP, 4)[None], **ALONE)


def thousands(rng: Random) -> World:
    """Where every wrong digit of a hazard shows."""
    return reported(rng, "5,000", "mean 5,000, alone", levels(rng, ROWS, DAYS, 5e3, 5e3), slow(DEEP, 4)[None], **ALONE)


def weekdays(rng: Random) -> World:
    """No report on Saturdays and Sundays; what was due then comes on Monday."""
    odds = np.where((np.arange(DAYS + DEEP) % 7) >= 5, 0.0, 1.0)
    chances = chances_of(by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), odds))
    return reported(
        rng, "weekdays only", "mean 20-200, no report at weekends", levels(rng, ROWS, DAYS, 20, 200), chances
    )


def weekly_sums(rng: Random) -> World:
    """Sums over seven days of a source that sleeps at weekends."""
    odds = np.where((np.arange(DAYS + DEEP) % 7) >= 5, 0.1, 1.0)
    chances = chances_of(by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), odds))
    mean = levels(rng, ROWS, DAYS, 20, 200)
    return reported(rng, "sums of 7 days", "mean 20-200, weekends slow, target: 7 days", mean, chances, window=7)


def jumpy(rng: Random) -> World:
    """Offices have good and bad days: the odds of being reported scatter from step to step, in each series by itself."""
    odds = np.exp(rng.normal(0, 0.4, (ROWS, DAYS + DEEP)))
    base = np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP))
    chances = np.stack([chances_of(by_step(base, one)) for one in odds])
    told = "mean 200-2,000, alone, odds of a report scatter by 0.4 from day to day"
    return reported(rng, "jumpy offices", told, levels(rng, ROWS, DAYS, 200, 2_000), chances, **ALONE)


def dump(rng: Random) -> World:
    """Eight days ago an office handed in a backlog of old cases, all on one day."""
    mean = levels(rng, ROWS, DAYS, 50, 200)
    extra = np.zeros((ROWS, DAYS, DEEP))
    day, delay = DAYS - 9, np.arange(14, DEEP)
    extra[:, day - delay, delay] = rng.poisson(0.4 * mean[:, day - delay])
    return reported(
        rng, "a dump", "mean 50-200, 40 % more of old cases on one day", mean, slow(DEEP, 4)[None], extra=extra
    )


def taken_back(rng: Random) -> World:
    """Ten days ago doubles were taken out of all older figures at once."""
    mean = levels(rng, ROWS, DAYS, 50, 200)
    extra = np.zeros((ROWS, DAYS, DEEP))
    day, delay = DAYS - 11, np.arange(3, DEEP)
    extra[:, day - delay, delay] = -rng.poisson(0.15 * mean[:, day - delay])
    told = "mean 50-200, 15 % taken back on one day"
    return reported(rng, "a negative revision", told, mean, slow(DEEP, 4)[None], extra=extra)


def falling(rng: Random) -> World:
    """First figures are too high: a tenth is always taken back five and more steps on."""
    mean = levels(rng, ROWS, DAYS, 50, 200)
    chances = slow(DEEP, 1)
    extra = np.zeros((ROWS, DAYS, DEEP))
    false = rng.poisson(0.12 * mean)
    extra[..., 0] = false
    extra[..., 5:13] = -rng.multinomial(false, np.full(8, 1 / 8))
    world = reported(
        rng, "revised down", "mean 50-200, first figures too high by 12 %", mean, chances[None], extra=extra
    )
    left = np.concatenate([np.ones(5), 1 - np.arange(1, 9) / 8, np.zeros(DEEP - 13)])
    age = np.minimum(DAYS - 1 - np.arange(DAYS), DEEP - 1)
    return replace(world, excess=0.12 * left[age])


def drifting(rng: Random) -> World:
    """Reporting becomes faster all the time: the odds of a report double in 50 days."""
    odds = 2 ** ((np.arange(DAYS + DEEP) - DAYS) / 50)
    chances = chances_of(by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), odds))
    return reported(
        rng, "drifting", "mean 50-200, odds of a report double in 50 days", levels(rng, ROWS, DAYS, 50, 200), chances
    )


def turned(rng: Random) -> World:
    """Six weeks ago a new form was introduced, and reports became slower at once."""
    odds = np.where(np.arange(DAYS + DEEP) < DAYS - 42, 1.0, 0.5)
    chances = chances_of(by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), odds))
    told = "mean 50-200, odds of a report halved 42 days ago"
    return reported(rng, "slower since", told, levels(rng, ROWS, DAYS, 50, 200), chances)


def scattered(rng: Random) -> World:
    """Events come in clusters: variance far above the mean."""
    told = "mean 20-100, variance 5 to 21 times the mean"
    mean = levels(rng, ROWS, DAYS, 20, 100)
    return reported(rng, "overdispersed", told, mean, slow(DEEP, 4)[None], shape=np.full((ROWS, 1), 5.0))


def growing(rng: Random) -> World:
    """An outbreak: doubling every week for a month."""
    told = "from 20, doubling every 7 days for 28 days"
    mean = 20 * 2 ** (np.maximum(np.arange(DAYS) - DAYS + 28, 0) / 7) * np.ones((ROWS, 1))
    return reported(rng, "growing", told, mean, slow(DEEP, 4)[None])


def strata(rng: Random) -> World:
    """Many small strata, each with a delay of its own around that of the source."""
    mean = np.exp(rng.uniform(np.log(0.05), np.log(3), (300, 1))) * np.ones(104)
    odds = np.exp(rng.normal(0, 0.3, (300, 1, 1)))
    base = pace(12, 2)
    hazards = np.broadcast_to(base * odds / (1 - base + base * odds), (300, 104, 12))
    told = "300 strata, means 0.05 to 3, delays differ, weeks"
    return reported(rng, "many strata", told, mean, chances_of(hazards), cadence=Cadence.WEEK)


def weeks(rng: Random) -> World:
    """Weeks with a season."""
    told = "mean 10-100, two years of weeks"
    return reported(rng, "weeks", told, levels(rng, ROWS, 104, 10, 100), slow(12, 2)[None], cadence=Cadence.WEEK)


def months(rng: Random) -> World:
    """Months, of which there are never many."""
    told = "mean 20-2,000, five years of months"
    return reported(rng, "months", told, levels(rng, ROWS, 60, 20, 2e3), slow(9, 1)[None], cadence=Cadence.MONTH)


def late_record(rng: Random) -> World:
    """The record of reports began after two thirds of the events: their first delays were never written down."""
    hidden = np.arange(DAYS)[:, None] + np.arange(DEEP) < 100
    told = "mean 50, nobody wrote down reports of the first 100 days"
    return reported(rng, "late record", told, levels(rng, ROWS, DAYS, 50, 50), slow(DEEP, 4)[None], hidden=hidden)


def never_quick(rng: Random) -> World:
    """Nothing ever comes in the first four steps: the newest periods are all zeros."""
    chances = np.concatenate([np.zeros(4), slow(DEEP - 4, 3)])
    return reported(
        rng, "never quick", "mean 50, nothing before step 4", levels(rng, ROWS, DAYS, 50, 50), chances[None]
    )


def holiday(rng: Random) -> World:
    """Offices were shut for a week until four days ago; what was due then came when they opened."""
    odds = np.where((np.arange(DAYS + DEEP) >= DAYS - 11) & (np.arange(DAYS + DEEP) < DAYS - 4), 0.0, 1.0)
    hazards = by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), odds)
    steps = np.arange(DAYS)[:, None] + np.arange(DEEP)
    hazards = np.where((steps == DAYS - 4) & (np.arange(DEEP) > 0), 1 - (1 - hazards) ** 5, hazards)
    told = "mean 50-200, no report in a week, then much at once four days ago"
    return reported(rng, "a holiday", told, levels(rng, ROWS, DAYS, 50, 200), chances_of(hazards))


def quiet_sundays(rng: Random) -> World:
    """Events themselves are rarer at weekends, and reports too."""
    day = np.arange(DAYS + DEEP) % 7
    mean = levels(rng, ROWS, DAYS, 50, 200) * np.where(day[:DAYS] >= 5, 0.4, 1.0)
    chances = chances_of(by_step(np.broadcast_to(pace(DEEP, 4), (DAYS, DEEP)), np.where(day >= 5, 0.3, 1.0)))
    return reported(rng, "quiet weekends", "mean 50-200, weekends with 40 % of it and few reports", mean, chances)


def short(rng: Random) -> World:
    """A record hardly longer than its delays."""
    told = "mean 20-200, 14 months of which the delays take 9"
    return reported(
        rng, "a short record", told, levels(rng, ROWS, 14, 20, 200), slow(9, 1)[None], cadence=Cadence.MONTH
    )


WORLDS: tuple[Callable[[Random], World], ...] = (
    few_alone,
    few_pooled,
    some,
    thousands,
    weekdays,
    weekly_sums,
    jumpy,
    dump,
    taken_back,
    falling,
    drifting,
    turned,
    scattered,
    growing,
    strata,
    weeks,
    months,
    late_record,
    never_quick,
    holiday,
    quiet_sundays,
    short,
)
