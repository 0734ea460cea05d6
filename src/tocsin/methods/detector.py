"""Detectors: methods that hold each period of a series against what it leads one to expect."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.engine.local import lent
from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.counts import Counts, of_panel
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, RUNGS, VERDICTS, Judged
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel

if TYPE_CHECKING:
    import numpy.typing as npt

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Detector(Protocol):
    """Something that judges many series in many periods at once."""

    needs: ClassVar[Needs]

    @property
    def name(self) -> str:
        """Name, version and settings: part of a finding's key."""
        ...

    def judge(self, counts: Counts, columns: npt.NDArray[np.int64] | None = None) -> Judged:
        """Answer for the periods `columns` (all, if left out), each from what lies before it and nothing after."""
        ...


def all_columns(counts: Counts, columns: Whole | None) -> Whole:
    """The periods asked for; all of them where none are named."""
    return np.arange(counts.value.shape[1]) if columns is None else np.asarray(columns, np.int64)


def unusual(detector: Any, *names: str) -> str:
    """Those of a detector's settings that are not as usual, as its name tells them: ` fewest=3`; empty if all are."""
    usual = {one.name: one.default for one in fields(detector)}
    return "".join(f" {name}={getattr(detector, name)}" for name in names if getattr(detector, name) != usual[name])


def found(
    panel: Panel, detector: Detector, everything: bool, least: float = 5, exposed: bool = False, bounds: bool = False
) -> pa.Table:
    """Findings of the newest complete period: what rang with `least` events or more; all series with `everything`.

    With `bounds` the newest period known at all is asked too: where it is a lower bound still it may ring, and is then
    the finding in place of the complete one; it is never a fall.
    """
    counts = of_panel(panel, exposed)
    known = np.flatnonzero(np.isfinite(counts.value).any(0))[-1:] if bounds else np.array([], np.int64)
    at = np.unique(np.concatenate([[panel.newest_complete()], known])).astype(np.int64)
    if len(at := at[at >= 1]) == 0:
        return findings(panel, detector.name, no_answer())
    told: Judged = lent(detector, counts).judge(counts, at)
    fallen = counts.partial[:, at] & (told.verdict == BELOW)
    verdict = np.where(fallen, CANNOT_SAY, told.verdict)
    rang = (verdict == ABOVE) & (counts.value[:, at] >= least) | (verdict == BELOW) & (told.expected >= least)
    newest = np.where(rang.any(1), len(at) - 1 - np.argmax(rang[:, ::-1], axis=1), 0)
    said = verdict[np.arange(len(counts)), newest] != CANNOT_SAY
    kept = np.flatnonzero(rang.any(1) | (everything & said))
    return findings(panel, detector.name, _answer(kept, newest[kept], counts, told, exposed))


def _answer(kept: Whole, which: Whole, counts: Counts, told: Judged, exposed: bool) -> Answer:
    """What is told of the series `kept`, each in its own of the periods judged."""
    here, at = (kept, which), told.columns[which]
    verdict, expected, observed = told.verdict[here], told.expected[here], counts.value[kept, at]
    below = told.more.get("p_below", np.full(told.p_value.shape, np.nan))
    figures = {
        "observed": observed,
        "baseline": expected,
        "expected": expected,
        "upper": told.upper[here],
        "p_value": np.where(verdict == BELOW, below[here], told.p_value[here]),
        "e_value": told.e_value[here],
    }
    exposure = counts.exposure[kept, at]
    figures |= {"observed_tested": exposure, "baseline_tested": exposure} if exposed else {}
    dispersion = np.maximum(told.more["phi"][here] if "phi" in told.more else 1.0, 1.0)
    names = np.array([v.value for v in VERDICTS])
    return Answer(
        kept,
        at,
        at,
        names[verdict],
        np.select([verdict == ABOVE, verdict == BELOW], ["rising", "falling"], "stable"),
        Basis.SHARE if exposed else Basis.COUNT,
        np.full(len(kept), -1),
        np.full(len(kept), -1),
        figures | ratio(observed, expected, dispersion),
        rungs=[RUNGS[code].value for code in told.rung[here].tolist()],
    )


def ratio(observed: Floats, expected: Floats, dispersion: Floats | float) -> dict[str, Floats]:
    """Observed to expected with its exact Poisson interval (Garwood), counts divided by `dispersion` first."""
    x = observed / dispersion
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, special.gammaincinv(np.maximum(x, 1e-9), 0.025), 0.0) * dispersion / expected
        high = special.gammaincinv(x + 1, 0.975) * dispersion / expected
        return {"ratio": observed / expected, "ratio_low": low, "ratio_high": high}
