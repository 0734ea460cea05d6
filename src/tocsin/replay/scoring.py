"""Scoring: what models of a hub said, held against what came true, model by model and group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.bulletins.hubverse import group_of
from tocsin.errors import BadValue
from tocsin.records.forecast import MODEL, TRUTH, TYPE, TYPE_ID, VALUE, HubRows, OutputType
from tocsin.replay.scores.coverage import covered, shares
from tocsin.replay.scores.levels import central, crossing
from tocsin.replay.scores.pit import PitCells, pit_cells
from tocsin.replay.scores.point import absolute_error, bias
from tocsin.replay.scores.relative_skill import relative_skill
from tocsin.replay.scores.wis import wis

pc: Any = compute  # its functions are made when it is loaded, and have no types
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
ANY_POINT = ("quantile", "median", "mean", "sample")
WHY = ("no_truth", "missing_level", "crossing", "no_quantiles")
MOST_CELLS = 100_000_000
MEDIAN = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """One model in one group: means over its `scored` forecasts, in the unit of the counts where they have one.

    `group` has a cell for each column asked for. `covered` is the share of truths in each central interval; `skill` and
    `scaled` compare on shared tasks of the group (NaN: nothing to compare). `absolute_error` and `bias` want the median.
    """

    model: str
    group: tuple[str, ...]
    scored: int
    wis: float
    dispersion: float
    overprediction: float
    underprediction: float
    absolute_error: float
    bias: float
    covered: tuple[float, ...]
    pit: PitCells
    skill: float
    scaled: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All that was scored. `shares` are those of `Scored.covered`; `unscored` counts (model, reason of `WHY`)."""

    by: tuple[str, ...]
    levels: tuple[float, ...]
    shares: tuple[float, ...]
    truths: int
    rows: tuple[Scored, ...]
    unscored: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class _Forecasts:
    """Forecasts (F,) of a model each: `quantiles` (F, Q) at `levels`, the `truth`, the number of the task and the model."""

    models: list[str]
    model: Whole
    task: Whole
    first: Whole
    levels: Floats
    quantiles: Floats
    truth: Floats

    def take(self, rows: Bools | Whole) -> _Forecasts:
        some = (self.model[rows], self.task[rows], self.first[rows])
        return _Forecasts(self.models, *some, self.levels, self.quantiles[rows], self.truth[rows])


def score(told: HubRows, truth: HubRows, by: Sequence[str] = (), baseline: str = "") -> Scores:
    """Score quantile forecasts on the central levels that all models have.

    `by`: task ids that make groups; `baseline`: the model that relative skill is scaled by. Not scored, and counted: a
    forecast without a truth, one that lacks a level, one whose quantiles cross, and models without quantiles. Raises
    `BadValue` where columns do not match, where the truths are ambiguous, or where no level is shared.
    """
    for name in by:
        if name not in told.task_ids:
            step = "name columns of the forecasts after --by"
            raise BadValue("no task id has this name", wanted=", ".join(told.task_ids), got=name, next_step=step)
    models = sorted(set(told.table[MODEL].to_pylist()))
    if baseline and baseline not in models:
        step = "name a model, or give its files too"
        raise BadValue("the baseline is none of the models", wanted=", ".join(models), got=baseline, next_step=step)
    kept = told.table.filter(pc.equal(told.table[TYPE], OutputType.QUANTILE.value)).combine_chunks()
    forecasts = _forecasts(kept, told.task_ids, models, truth)
    left_out = _left_out(forecasts)
    unscored = _counted(forecasts, left_out, _without(told, models, kept))
    good = forecasts.take(left_out < 0)
    group = group_of({name: kept[name] for name in by}, by, kept.num_rows)[good.first]
    rows: list[Scored] = []
    for number in np.unique(group).tolist():
        some = good.take(group == number)
        cells = tuple(kept[name][int(some.first[0])].as_py() for name in by)
        rows += _of_group(some, cells, baseline)
    rows.sort(key=lambda one: [_sorted(cell) for cell in one.group])
    return Scores(tuple(by), tuple(good.levels.tolist()), shares(good.levels), len(truth), tuple(rows), tuple(unscored))


def _sorted(cell: str) -> tuple[int, float, str]:
    """Numbers by their size, before words."""
    try:
        return 0, float(cell), cell
    except ValueError:
        return 1, 0.0, cell


def _forecasts(kept: pa.Table, task_ids: Sequence[str], models: list[str], truth: HubRows) -> _Forecasts:
    """The rows as forecasts; a level that one lacks is NaN."""
    if not kept.num_rows:
        step = "give quantiles: samples and probabilities are not scored"
        raise BadValue(
            "there is no quantile to score", wanted="rows with output_type quantile", got="none", next_step=step
        )
    model = np.searchsorted(np.array(models, object), np.array(kept[MODEL].to_pylist(), object)).astype(np.int64)
    task = group_of({name: kept[name] for name in task_ids}, task_ids, kept.num_rows)
    level = kept[TYPE_ID].cast(pa.float64()).to_numpy()
    levels = _shared_levels(level, model)
    one, first, which = np.unique(task * len(models) + model, return_index=True, return_inverse=True)
    if len(one) * len(levels) > MOST_CELLS:
        raise BadValue("forecasts are too many", wanted=f"at most {MOST_CELLS:,} quantiles", got=str(kept.num_rows))
    place = np.searchsorted(levels, level - 1e-9)
    here = (place < len(levels)) & (np.abs(levels[np.minimum(place, len(levels) - 1)] - level) < 1e-9)
    quantiles = np.full((len(one), len(levels)), np.nan)
    quantiles[which[here], place[here]] = kept[VALUE].to_numpy()[here]
    known = _truths(kept.take(pa.array(first)), task_ids, truth)
    return _Forecasts(models, model[first], task[first], first, levels, quantiles, known)


def _shared_levels(level: Floats, model: Whole) -> Floats:
    """The central levels that every model with quantiles has somewhere."""
    shared: set[float] = set.intersection(*(set(level[model == one].tolist()) for one in np.unique(model)))
    levels = central(np.array(sorted(one for one in shared if 0 < one < 1)))
    if not len(levels):
        raise BadValue(
            "the models share no central level",
            wanted="0.5, or 0.025 and 0.975, in every model",
            got=", ".join(f"{one:g}" for one in sorted(set(level.tolist())))[:200],
            next_step="score the models apart, or give the levels that are missing",
        )
    return levels


def _truths(first: pa.Table, task_ids: Sequence[str], truth: HubRows) -> Floats:
    """The truth of each forecast (F,), matched on the task ids that both have; NaN where there is none."""
    known = truth.table.filter(
        pc.or_(pc.is_null(truth.table[TYPE]), pc.is_in(truth.table[TYPE], value_set=pa.array(ANY_POINT)))
    )
    shared = [name for name in truth.task_ids if name in task_ids]
    alone = [name for name in truth.task_ids if name not in task_ids and len(pc.unique(known[name])) > 1]
    if not shared or alone:
        raise BadValue(
            "truths and forecasts do not fit together",
            wanted=", ".join(task_ids),
            got=", ".join(truth.task_ids),
            next_step="name the columns of the truths as those of the forecasts, one row for each task",
        )
    size = first.num_rows
    both = {name: pa.chunked_array([*first[name].chunks, *known[name].chunks]) for name in shared}
    key = group_of(both, shared, size + known.num_rows)
    value = np.full(int(key.max(initial=0)) + 1, np.nan)
    figures = known[TRUTH].to_numpy()
    value[key[size:]] = figures
    if (value[key[size:]] != figures).any():
        raise BadValue(
            "some tasks have several truths", wanted="one for each task", got=", ".join(shared), next_step="keep one"
        )
    found = value[key[:size]]
    if np.isnan(found).all():
        _refuse_apart(first, known, shared)
    return found


def _refuse_apart(first: pa.Table, known: pa.Table, shared: Sequence[str]) -> None:
    """No truth is of any forecast: a row of each shows how they differ."""
    wanted, got = (
        ", ".join(f"{name}={some[name][0].as_py()}" for name in shared) if some.num_rows else "no truth"
        for some in (first, known)
    )
    raise BadValue(
        "no forecast has a truth",
        wanted=f"a row of truths with {wanted}",
        got=f"{got}, and others" if known.num_rows > 1 else got,
        next_step="write the cells of the truths as those of the forecasts, or wait for the truths",
    )


def _left_out(one: _Forecasts) -> Whole:
    """Why each forecast is not scored (F,): a place in `WHY`, -1 where it is."""
    reason = np.full(len(one.truth), -1)
    reason[crossing(one.quantiles)] = WHY.index("crossing")
    reason[np.isnan(one.quantiles).any(axis=1)] = WHY.index("missing_level")
    reason[np.isnan(one.truth)] = WHY.index("no_truth")
    return reason


def _without(told: HubRows, models: list[str], kept: pa.Table) -> list[tuple[str, str, int]]:
    """Models of which there is no quantile, with how many tasks they answered."""
    has = set(kept[MODEL].to_pylist())
    task = group_of({name: told.table[name] for name in told.task_ids}, told.task_ids, len(told))
    model = np.array(told.table[MODEL].to_pylist(), object)
    return [(name, "no_quantiles", len(np.unique(task[model == name]))) for name in models if name not in has]


def _counted(one: _Forecasts, reason: Whole, more: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    told = [
        (name, why, int(((one.model == number) & (reason == place)).sum()))
        for number, name in enumerate(one.models)
        for place, why in enumerate(WHY)
    ]
    return [line for line in told if line[2]] + more


def _of_group(some: _Forecasts, cells: tuple[str, ...], baseline: str) -> list[Scored]:
    """The models of one group, those with the least WIS first."""
    parts = wis(some.quantiles, some.levels, some.truth)
    here = np.unique(some.model)
    tasks, place = np.unique(some.task, return_inverse=True)
    grid = np.full((len(here), len(tasks)), np.nan)
    grid[np.searchsorted(here, some.model), place] = parts.wis
    base = [number for number, one in enumerate(here.tolist()) if some.models[one] == baseline]
    relative = relative_skill(grid, base[0] if base else None)
    found: list[Scored] = []
    for number, one in enumerate(here.tolist()):
        rows = np.flatnonzero(some.model == one)
        own, four = some.take(rows), (parts.wis, parts.dispersion, parts.overprediction, parts.underprediction)
        total, width, over, under = (float(part[rows].mean()) for part in four)
        error, tilt = _of_median(own)
        inside = tuple(
            float(covered(own.quantiles, own.levels, own.truth, share).mean()) for share in shares(own.levels)
        )
        skill, scaled = (float(figure[number]) for figure in (relative.skill, relative.scaled))
        cells_of = pit_cells(own.quantiles, own.levels, own.truth)
        head, means = (some.models[one], cells, len(rows)), (total, width, over, under, error, tilt)
        found.append(Scored(*head, *means, inside, cells_of, skill, scaled))
    return sorted(found, key=lambda line: line.wis)


def _of_median(own: _Forecasts) -> tuple[float, float]:
    """Mean error and bias of the median; NaN where the levels have none."""
    at = np.flatnonzero(np.abs(own.levels - MEDIAN) < 1e-9)
    if not len(at):
        return float("nan"), float("nan")
    error = absolute_error(own.quantiles[:, at[0]], own.truth).mean()
    return float(error), float(bias(own.quantiles, own.levels, own.truth).mean())
