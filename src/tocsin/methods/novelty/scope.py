"""Scope: where a substance was looked for, where it was found, and since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.novelty.laboratories import Laboratories
from tocsin.records.panel import Panel, Status

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
LOOKED = (Status.ZERO, Status.CENSORED)
TOLD = 0.5  # a source that names this part of what it could have named tells what it looks for


@dataclass(frozen=True, slots=True)
class Scope:
    """What N series over T periods tell of looking and finding; grids are (N, T), the rest (N,).

    `looked`: looked for and not found, in a period that counts. `found`: found. `first`: the column of the first find,
    -1 for none. `looks`: columns looked at before `first` in its own epoch; `looks_ever`: in any epoch.
    """

    found: Bools
    looked: Bools
    first: Whole
    looks: Whole
    looks_ever: Whole
    same: Bools  # columns of the epoch that holds `first`


def scope_of(panel: Panel) -> Scope:
    """The scope of every series of a panel.

    A period counts as looked at when its status is zero, or below what can be measured. Where the number tested is
    known anywhere in a series, it must be known and above zero: none tested is not none found.
    """
    status = panel.status
    found = (np.nan_to_num(panel.value) > 0) & (status != Status.CENSORED) & (status != Status.NOT_REPORTED)
    tested = np.asarray(np.nan_to_num(panel.tested) > 0, bool)
    uncounted = ~tested.any(1, keepdims=True)
    looked = np.isin(status, LOOKED) & ~found & (tested | uncounted)
    first = np.where(found.any(1), found.argmax(1), -1).astype(np.int64)
    before = np.arange(found.shape[1])[None, :] < first[:, None]
    own = np.take_along_axis(panel.epoch, np.maximum(first, 0)[:, None], axis=1)
    same = np.asarray(panel.epoch == own, bool)
    return Scope(found, looked, first, (looked & before & same).sum(1), (looked & before).sum(1), same)


def telling(panel: Panel, own: Laboratories) -> bool:
    """Whether the source tells what it looks for, so that a gap means that nobody looked.

    It does when it has zeros, and its laboratories name at least half of what they could name in the periods in which
    they report. A source that publishes only what was found tells nothing: a gap there is no sign that a test is new.
    """
    reported = panel.status != Status.NOT_REPORTED
    cells = np.zeros((own.count, reported.shape[1]))
    np.add.at(cells, own.number, reported)
    could = np.bincount(own.number, minlength=own.count) * (cells > 0).sum(1)
    zeros = np.isin(panel.status, LOOKED).any()
    return bool(zeros and cells.sum() >= TOLD * could.sum())
