"""Kin: the broader names under which a substance may have been reported before it had its own."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.novelty.laboratories import Laboratories
from tocsin.methods.novelty.scope import Scope
from tocsin.numerics.rate_ratio import rate_ratio
from tocsin.records.panel import Panel
from tocsin.vocabulary.rows import rows, told_by_rows

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
FELL = 0.01
ONE_THING = ("isomers", "either_or")  # relations in which the broader name stands for any of its members


@told_by_rows
@cache
def broader() -> dict[str, frozenset[str]]:
    """Each substance's broader names: its isomer group, the name without an isomer, "this or that"; never a mere class."""
    found: dict[str, set[str]] = {}
    for row in rows("groups"):
        if row["relation"] in ONE_THING:
            found.setdefault(row["member"], set()).add(row["group"])
    return {member: frozenset(groups) for member, groups in found.items()}


def related(names: list[str]) -> tuple[Whole, Whole]:
    """Pairs (name, other) of numbers into `names`, where `other` may have been said for `name` before.

    A broader name may have stood for its members; a broader name that appears after one of its members says nothing new
    either.
    """
    at = {name: number for number, name in enumerate(names)}
    above = broader()
    up = [(at[name], at[group]) for name in names for group in sorted(above.get(name, ())) if group in at]
    pairs = np.array(up + [(group, name) for name, group in up], np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def named_before(panel: Panel, scope: Scope, own: Laboratories, asked: Whole) -> Bools:
    """Whether a broader or narrower name of each of the `asked` series was found in its laboratory before it, (M,).

    A group that is only the sum of its members proves nothing: what was found there then may be another member.
    """
    sums = np.array(panel.column("derived"), bool) & own.group[own.substance]
    earliest = np.where((scope.first >= 0) & ~sums, scope.first, np.iinfo(np.int64).max)
    cells = own.number * len(own.names) + own.substance
    order = np.argsort(cells, kind="stable")
    name, other = related(own.names)
    row, pair = _joined(own.substance[asked], name)
    wanted = own.number[asked[row]] * len(own.names) + other[pair]
    place = np.minimum(np.searchsorted(cells[order], wanted), len(order) - 1)
    holder = order[place]
    before = (cells[holder] == wanted) & (earliest[holder] < scope.first[asked[row]])
    return np.bincount(row[before], minlength=len(asked)) > 0


def _joined(asked: Whole, name: Whole) -> tuple[Whole, Whole]:
    """All (index into `asked`, index into `name`) of equal numbers."""
    order = np.argsort(name, kind="stable")
    left, right = np.searchsorted(name[order], asked, "left"), np.searchsorted(name[order], asked, "right")
    row = np.repeat(np.arange(len(asked)), right - left)
    within = np.arange(len(row)) - np.repeat(np.cumsum(right - left) - (right - left), right - left)
    return row, order[np.repeat(left, right - left) + within]


def unnamed_fell(panel: Panel, own: Laboratories, asked: Whole, now: Floats, start: int, dispersion: float) -> Bools:
    """Whether names that the vocabulary does not know fell in the same laboratory by about what is `now` new, (M,).

    They fell when the window holds fewer of them than the four windows before foretell (p < 0.01 at this dispersion),
    and the loss is
    between half and twice the new count.
    """
    value = np.where(own.unnamed[own.substance][:, None], np.nan_to_num(panel.value), 0.0)
    width = value.shape[1] - start
    early = value[:, max(0, start - 4 * width) : start]
    newest, past = own.total(value[:, start:].sum(1)), own.total(early.sum(1))
    lengths = np.full(len(newest), float(width)), np.full(len(newest), float(max(early.shape[1], 1)))
    fell = rate_ratio(newest, lengths[0], past, lengths[1], dispersion).p_below < FELL
    loss = (past * width / lengths[1] - newest)[own.number[asked]]
    return fell[own.number[asked]] & (now >= loss / 2) & (now <= loss * 2)
