"""Delays: what is still to come of each series' newest periods, learned from the releases known by then. Never stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.flow.kept_nowcasts import note_of, remembered
from tocsin.flow.vintages import beside_of, of_places, releases_by, vintages_of
from tocsin.records.nowcast import Nowcast, Stand
from tocsin.records.panel import GRIDS, Panel, Status
from tocsin.records.vintages import Vintages

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

NEARLY = 0.99  # less than one report in a hundred still to come: below any change that is told
MOST_CELLS = 5_000_000  # of a nowcast, whose quantiles are 23 figures each: 0.9 GB; of 50,000 series 100 periods
TOLD_WHOLE = (Status.OBSERVED, Status.ZERO)


def nowcast_of(node: Node, source: Source, panel: Panel, at: datetime) -> Nowcast | None:
    """The nowcast of each series of `panel` as known at `at`; None where its source has shown no delay yet.

    None before the second day of releases, unless a person stated the delay (`[delays.<source>]` in `tocsin.toml`), and
    where no nowcaster is in service for the measure. Rows are those of `panel`, periods some or all of its own. The answer
    follows from the releases known by `at`, and from nothing that came after; it is kept in the home's cache only.
    """
    from tocsin.methods.nowcast.catalogue import nowcaster

    measure = panel.column("measure")[0] if len(panel) else ""
    stated = node.stated_delays.get(source.name, ())
    reader = nowcaster(source, measure, panel.cadence, stated) if measure else None
    if reader is None:
        return None
    days, known = releases_by(node, source, at)
    if days < (1 if stated else 2):
        return None
    first = str(panel.keys["series"][0])  # which tells the chunks of one measure apart
    note, text = note_of(node.directory, source.name, measure, first, f"{known} {reader.name}")
    return remembered(note, text, lambda: _worked_out(node, source, panel, at))


def _worked_out(node: Node, source: Source, panel: Panel, at: datetime) -> Nowcast | None:
    from tocsin.methods.nowcast.catalogue import nowcaster, said_beside, waiting_beside

    panel, measure = _newest(panel), str(panel.keys["measure"][0])
    vintages = vintages_of(node, source, panel, at)
    other = said_beside(source, measure)
    said = beside_of(node, source, other, panel, at) if other else None
    told = [of_places(node, source, *one, panel, at) for one in waiting_beside(source, measure)]
    match told:
        case [Vintages() as percent, Vintages() as everyone, Vintages() as drugs]:
            waiting = percent, everyone, drugs
        case _:  # a home laid down before the percentage was kept
            waiting = None
    stated = node.stated_delays.get(source.name, ())
    reader = nowcaster(source, measure, panel.cadence, stated, said, waiting)
    return reader.nowcast(vintages) if reader is not None and vintages is not None else None


def _newest(panel: Panel) -> Panel:
    """The newest periods, as many as there is memory for: what is still to come lies in them."""
    kept = MOST_CELLS // len(panel)
    if kept >= len(panel.periods):
        return panel
    cut = {name: np.ascontiguousarray(getattr(panel, name)[:, -kept:]) for name in GRIDS}
    return replace(panel, periods=panel.periods[-kept:], **cut)


def with_completeness(panel: Panel, nowcast: Nowcast | None, source: Source) -> Panel:
    """The panel with how much of each cell is expected to be told by now, and how sure that is.

    A cell of which less than `NEARLY` is told becomes INCOMPLETE; one at or above it counts as whole, and stands as the
    source's own rule says. Where the delay is not known (refused), completeness stays 1 and the rule stands: a cell that is
    INCOMPLETE with completeness 1 is a lower bound and no more. Where a count is a share of reports that arrive with it
    (samples tested; a published category, whose figures are read as shares), both are thinned alike and the share stands:
    `completeness` then speaks of the count alone, and the status stays as the rule says.
    """
    if nowcast is None:
        return panel
    shape = panel.value.shape
    share, sure = np.ones(shape), np.full(shape, np.inf)
    _, here, there = np.intersect1d(panel.periods, nowcast.periods, return_indices=True)
    told = np.isfinite(nowcast.completeness[:, there]) & (nowcast.basis[:, there] != Stand.REFUSED)
    part = told & (nowcast.completeness[:, there] < NEARLY)
    share[:, here] = np.where(part, nowcast.completeness[:, there], 1.0)
    sure[:, here] = np.where(part, nowcast.concentration[:, there], np.inf)
    opened = (share < 1) & _alone(panel, source) & np.isin(panel.status, TOLD_WHOLE)
    status = np.where(opened, Status.INCOMPLETE, panel.status).astype(np.int8)
    return replace(panel, completeness=share, concentration=sure, status=status)


def _alone(panel: Panel, source: Source) -> NDArray[np.bool_]:
    """Counts that nothing arrives with: those out of a population, and those out of nothing."""
    match source.denominator.kind:
        case "population" | "none":
            return np.ones(panel.value.shape, bool)
        case "family":
            return np.zeros(panel.value.shape, bool)
        case _:
            return np.isnan(panel.tested)
