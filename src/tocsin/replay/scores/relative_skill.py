"""Relative skill: models that did not all answer the same questions, compared on those that two share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RelativeSkill:
    """`ratio` (M, M): mean score of the row over that of the column, on their shared tasks; `shared` (M, M) counts these.

    `skill` (M,) is the geometric mean of a row of ratios, its own 1 among them: below 1 is better than most; NaN where no
    other model is there to compare with. `scaled` is the skill over that of the baseline, NaN without one. A pair that shares no task, or whose mean is 0, has no ratio
    and is left out of the means.
    """

    ratio: Floats
    shared: Whole
    skill: Floats
    scaled: Floats


def relative_skill(scores: Floats, baseline: int | None = None) -> RelativeSkill:
    """Pairwise relative skill of M models from their scores (M, K) over K tasks; NaN: the model has no score there.

    Source: Cramer et al. 2022, doi:10.1073/pnas.2113561119. Raises `BadValue` for a baseline that is no model.
    """
    table = np.asarray(scores, np.float64)
    if baseline is not None and not 0 <= baseline < len(table):
        raise BadValue("the baseline is no model", wanted=f"0 to {len(table) - 1}", got=str(baseline))
    known = np.isfinite(table)
    both = known.astype(np.float64)
    total = np.where(known, table, 0.0) @ both.T  # of the row, over tasks that the column has too
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = total / total.T
        log = np.log(np.where((ratio > 0) & np.isfinite(ratio), ratio, np.nan))
    has = np.isfinite(log)
    mean = np.where(has, log, 0.0).sum(axis=1) / np.maximum(has.sum(axis=1), 1)
    others = has & ~np.eye(len(table), dtype=bool)
    skill = np.where(others.any(axis=1), np.exp(mean), np.nan)
    scaled = skill / skill[baseline] if baseline is not None else np.full(len(skill), np.nan)
    return RelativeSkill(np.where(has, ratio, np.nan), (both @ both.T).astype(np.int64), skill, scaled)
