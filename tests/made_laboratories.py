"""Made laboratories: worlds with a known rate of firsts, and all the ways in which testing may start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.made_panels import made_panel
from tocsin.methods.novelty.rate_of_firsts import rates_of
from tocsin.records.panel import Panel, Status
from tocsin.records.period import Cadence

BACKGROUND, BEFORE = 5, 30  # other series of each laboratory; periods before anything starts
WAYS = (
    "annotated",
    "zeros_begin",
    "found_at_once",
    "tested_known",
    "tested_positive",
    "tests_multiply",
    "laboratory_begins",
)


def worlds() -> Iterator[tuple[str, np.ndarray]]:
    """Names and shares of the kinds that a laboratory may meet."""
    for kinds, power in ((50, 1.0), (200, 1.0), (200, 1.5), (1_000, 1.0)):
        share = 1 / np.arange(1, kinds + 1) ** power
        yield f"Zipf, {kinds:,} kinds, power {power}", share / share.sum()
    for ratio in (0.5, 0.8, 0.95):
        share = ratio ** np.arange(200)
        yield f"geometric, ratio {ratio}", share / share.sum()


def closed(
    rng: np.random.Generator, share: np.ndarray, a_period: float, labs: int, periods: int, cadence: Cadence
) -> Panel:
    """Laboratories that draw Poisson numbers of samples from one unchanging world."""
    mean = np.tile(share * a_period, labs)
    return panel_of(rng.poisson(mean[:, None], (len(mean), periods)).astype(float), len(share), cadence)


def chance_and_truth(
    rng: np.random.Generator, share: np.ndarray, a_period: float, labs: int, periods: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each laboratory: the true chance of a first, whether the 95 % interval holds it, and the p-value of its firsts."""
    panel = closed(rng, share, a_period, labs, periods, Cadence.MONTH)
    own, rates = rates_of(panel)
    unmet = panel.value[:, :-2].sum(1) == 0
    truth = own.total(np.where(unmet, np.tile(share, labs), 0.0))
    return truth, (rates.chance.low <= truth) & (truth <= rates.chance.high), rates.p_value


def arriving(rng: np.random.Generator, a_period: float, labs: int, periods: int, cadence: Cadence) -> Panel:
    """Laboratories where new kinds keep arriving, `a_period` on average, each to stay with a rate of its own."""
    kinds = int(a_period * periods * 3) + 20
    gap = rng.exponential(1 / a_period, (labs, kinds)).cumsum(1)
    start = np.where(np.arange(kinds) < 5, -1.0, gap - gap[:, 5:6]).reshape(-1)
    rate = rng.gamma(1.0, 3.0, labs * kinds) + 0.5
    present = np.arange(periods)[None, :] >= start[:, None]
    return panel_of(rng.poisson(rate[:, None] * present).astype(float), kinds, cadence)


def bursting(panel: Panel, kinds: int) -> Panel:
    """The same laboratories, where `kinds` more that were never met are found once each in the newest period."""
    series = np.unique(panel.column("place"), return_inverse=True)[1]
    labs = int(series.max()) + 1
    value = panel.value.reshape(labs, -1, len(panel.periods)).copy()
    unmet = (value == 0).all(2)
    value[:, :, -1] += unmet & (unmet.cumsum(1) <= kinds)
    return panel_of(value.reshape(panel.value.shape), value.shape[1], panel.cadence)


def panel_of(value: np.ndarray, kinds: int, cadence: Cadence, first: tuple[str, ...] = (), **more: np.ndarray) -> Panel:
    """A panel of laboratories with `kinds` series each, of which `first` names the first."""
    labs = len(value) // kinds
    return made_panel(
        value,
        cadence=cadence,
        substances=[*first, *(f"unknown:kind {kind}" for kind in range(len(first), kinds))] * labs,
        places=[f"US/made/{lab}" for lab in range(labs) for _ in range(kinds)],
        levels=["site"] * len(value),
        measure="detections",
        **more,
    )


def starting(rng: np.random.Generator, way: str, labs: int, cadence: Cadence) -> Panel:
    """Laboratories that start to test for one more substance (row 0 of each), seen in the period of its first find.

    It is there all along, 0.5 to 5 finds a period; the others are tested for from the beginning. Shorter pasts are
    padded by periods without a report, so that the newest period is that of the first find.
    """
    wait, finds = first_finds(rng, labs)
    columns = BEFORE + int(wait.max()) + 1
    start = columns - 1 - wait
    at = np.arange(columns)
    on = at[None, :] >= start[:, None]
    value = rng.poisson(3.0, (labs, BACKGROUND + 1, columns)).astype(float)
    tested = np.full(value.shape, 100.0)
    value[:, 0] = 0.0
    value[:, 0, -1] = finds
    epoch = np.zeros(value.shape, np.int16)
    if way in ("annotated", "zeros_begin", "found_at_once"):
        value[:, 0] = np.where(on, value[:, 0], np.nan)
    if way == "annotated":
        epoch[:, 0] = on
    if way == "found_at_once":
        value[:, 0, :-1] = np.nan
    if way == "tested_known":
        tested[:, 0] = np.where(on, 100.0, np.nan)
    if way == "tested_positive":
        tested[:, 0] = np.where(on, 100.0, 0.0)
    if way == "laboratory_begins":
        value = np.where(on[:, None], value, np.nan)
    if way == "tests_multiply":
        tested[:, 0] = np.where(on, 100.0, 1.0)
    counted = {"tested": tested.reshape(-1, columns)} if way.startswith("test") else {}
    return panel_of(value.reshape(-1, columns), BACKGROUND + 1, cadence, epoch=epoch.reshape(-1, columns), **counted)


def first_finds(rng: np.random.Generator, labs: int) -> tuple[np.ndarray, np.ndarray]:
    """Looks in vain before the first find of something that is there, and how many finds that one brings."""
    rate = rng.uniform(0.5, 5, labs)
    wait = rng.geometric(1 - np.exp(-rate)) - 1
    finds = np.maximum(rng.poisson(rate), 1)
    return wait, finds


def emerging(rng: np.random.Generator, labs: int, cadence: Cadence, counted: bool) -> Panel:
    """Laboratories that looked for a substance (row 0 of each) all along and find it in the newest period."""
    columns = BEFORE + 10
    value = rng.poisson(3.0, (labs, BACKGROUND + 1, columns)).astype(float)
    value[:, 0] = 0.0
    value[:, 0, -1] = first_finds(rng, labs)[1]
    tested = rng.poisson(100.0, value.shape).astype(float).reshape(-1, columns)
    more = {"tested": tested} if counted else {}
    return panel_of(value.reshape(-1, columns), BACKGROUND + 1, cadence, **more)


def renamed(rng: np.random.Generator, labs: int, cadence: Cadence) -> Panel:
    """Laboratories that found a substance under its broader name, and from the newest period on under its own."""
    value = rng.poisson(3.0, (labs, 2, BEFORE)).astype(float)
    value[:, 0, :-1] = 0.0
    value[:, 0, -1] = first_finds(rng, labs)[1]
    value[:, 1, -3] = 1.0
    names = ("ortho-methylfentanyl", "methylfentanyl-isomer-not-given")
    return panel_of(value.reshape(-1, BEFORE), 2, cadence, names)


def identified(rng: np.random.Generator, labs: int, cadence: Cadence) -> Panel:
    """Laboratories where a name that nobody knows, 12 a period, turns in the newest two into a substance."""
    value = np.zeros((labs, 3, BEFORE))
    value[:, 1] = rng.poisson(12.0, (labs, BEFORE))
    value[:, 2] = rng.poisson(20.0, (labs, BEFORE))
    value[:, 0, -2:], value[:, 1, -2:] = value[:, 1, -2:], 0.0
    return panel_of(value.reshape(-1, BEFORE), 3, cadence, ("ortho-methylfentanyl", "unknown:new thing", "heroin"))


def unscoped(rng: np.random.Generator, labs: int, cadence: Cadence) -> Panel:
    """Laboratories that publish only what they found, with a substance (row 0 of each) found in the newest period."""
    columns = BEFORE + 10
    value = rng.poisson(0.7, (labs, BACKGROUND + 1, columns)).astype(float)
    value[:, 0] = 0.0
    value[:, 0, -1] = 1.0
    value[value == 0] = np.nan
    status = np.where(np.isnan(value), Status.NOT_REPORTED, Status.OBSERVED)
    return panel_of(value.reshape(-1, columns), BACKGROUND + 1, cadence, status=status.reshape(-1, columns))


def sporadic(rng: np.random.Generator, share: float, series: int, columns: int, cadence: Cadence) -> Panel:
    """Series found in any period with the same small chance: their silences mean nothing."""
    return panel_of((rng.random((series, columns)) < share).astype(float), 1, cadence)


def returning(rng: np.random.Generator, series: int, silent: int, cadence: Cadence) -> Panel:
    """Series found in half of 20 periods, then in none of `silent`, then again."""
    value = np.zeros((series, 20 + silent + 1))
    value[:, :20] = rng.random((series, 20)) < 0.5
    value[:, 0], value[:, -1] = 1.0, 1.0
    return panel_of(value, 1, cadence)
