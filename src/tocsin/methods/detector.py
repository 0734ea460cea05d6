"""Detectors: methods that hold each period of a series against what it leads one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

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


def found(panel: Panel, detector: Detector, everything: bool, least: float = 5, exposed: bool = False) -> pa.Table:
    """Findings of the newest complete period: what rang with `least` events or more; all series with `everything`."""
    if (last := panel.newest_complete()) < 1:
        return findings(panel, detector.name, no_answer())
    counts = of_panel(panel, exposed)
    told = detector.judge(counts, np.array([last]))
    verdict, observed = told.verdict[:, 0], counts.value[:, last]
    rang = (verdict == ABOVE) & (observed >= least) | (verdict == BELOW) & (told.expected[:, 0] >= least)
    kept = np.flatnonzero(rang | (everything & (verdict != CANNOT_SAY)))
    return findings(panel, detector.name, _answer(kept, last, counts, told, exposed))


def _answer(kept: Whole, last: int, counts: Counts, told: Judged, exposed: bool) -> Answer:
    verdict, at = told.verdict[kept, 0], np.full(len(kept), last)
    expected, observed = told.expected[kept, 0], counts.value[kept, last]
    dispersion = np.maximum(told.more["phi"][kept, 0] if "phi" in told.more else 1.0, 1.0)
    figures = {
        "observed": observed,
        "baseline": expected,
        "expected": expected,
        "upper": told.upper[kept, 0],
        "p_value": told.p_value[kept, 0],
        "e_value": told.e_value[kept, 0],
    }
    figures |= {"observed_tested": counts.exposure[kept, last]} if exposed else {}
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
        rungs=[RUNGS[code].value for code in told.rung[kept, 0].tolist()],
    )


def ratio(observed: Floats, expected: Floats, dispersion: Floats | float) -> dict[str, Floats]:
    """Observed to expected with its exact Poisson interval (Garwood), counts divided by `dispersion` first."""
    x = observed / dispersion
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, special.gammaincinv(np.maximum(x, 1e-9), 0.025), 0.0) * dispersion / expected
        high = special.gammaincinv(x + 1, 0.975) * dispersion / expected
        return {"ratio": observed / expected, "ratio_low": low, "ratio_high": high}
