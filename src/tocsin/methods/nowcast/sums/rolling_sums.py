"""Rolling sums: nowcasts of sums over the newest twelve months, modelled as sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.nowcast.sums.beside import Beside
from tocsin.methods.nowcast.sums.fit import Fit, fitted
from tocsin.methods.nowcast.sums.months import CALENDAR_YEARS, Files, opened
from tocsin.methods.nowcast.sums.pairs import WIDTH, closed_moves, open_parts
from tocsin.methods.nowcast.sums.spread import weighted_quantiles
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.period import Cadence
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ENOUGH = 30  # closed sums that must have been seen twice before their quantiles are told
NEAR = 1  # closed sums this many months apart lend one another their moves


@dataclass(frozen=True, slots=True)
class RollingSums:
    """What sums of twelve months will read once all is reported, learned from how those of earlier releases moved.

    Two neighbouring sums share eleven months, so what a sum lacks is the running sum of what its open months lack: each
    month's part is learned once, for all sums that hold it, over all places and substances. Where a stream stands `beside`
    the sums (the publisher's prediction, deaths under investigation), the open months are weighed by what it expects of
    them, and what is learned is how much of that comes; of several, each cell reads the first that says something of all its
    months. Months of closed `files` have next to nothing to come: their sums stand as reported. A release `half_life` years
    older weighs half.

    Places that were slower than others in earlier releases are taken to be half as much slower now. Quantiles come from the
    misses about places that the fit had not seen, and are whole numbers where the sums are. The median is the best single
    figure; `mean` is the expected one. `completeness` may pass 1 where sums fall. Everything is REFUSED where there is no earlier release.
    When not to use: sums of other lengths, and releases in which the definition changed. Raises `BadValue` for other cadences.
    """

    beside: tuple[Beside, ...] = ()
    files: Files = CALENDAR_YEARS
    half_life: float = 3.0
    tied: float = 0.1
    levels: tuple[float, ...] = LEVELS

    @property
    def name(self) -> str:
        """Name, version and settings."""
        return "rolling_sums/1" + "".join(f" beside={stream.name}" for stream in self.beside)

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """The final figures of all sums as of the newest release."""
        return self.told(vintages, self.learned(vintages))

    def learned(self, vintages: Vintages) -> Learned:
        """What the moves between the earlier releases and the newest one teach."""
        if vintages.cadence is not Cadence.ROLLING_12_MONTHS:
            raise BadValue("these are no sums of twelve months", wanted="rolling_12_months", got=vintages.cadence)
        levels, streams = np.array(self.levels), [None, *reversed(self.beside)]
        mores = [None if stream is None else stream.more for stream in streams]
        fits = [fitted(vintages, more, self.files, self.half_life, self.tied, levels) for more in mores]
        names = ["" if stream is None else stream.name for stream in streams]
        moved, after, _ = closed_moves(vintages, self.files)
        return Learned({name: fit for name, fit in zip(names, fits, strict=True) if fit is not None}, moved, after)

    def told(self, vintages: Vintages, learned: Learned) -> Nowcast:
        """The final figures as of the newest of `vintages`, by what was `learned` of the same series elsewhere."""
        growth = _refused(vintages, len(self.levels))
        if len(vintages.known):
            self._closed(vintages, growth, learned)
            self._opened(vintages, growth, learned.fits.get(""), None)
            for stream in reversed(self.beside):
                self._opened(vintages, growth, learned.fits.get(stream.name), stream)
        return _told(vintages, growth, np.array(self.levels))

    def _closed(self, vintages: Vintages, growth: Growth, learned: Learned) -> None:
        """Sums of closed files: as reported, with the quantiles of how such sums moved."""
        newest, months = opened(vintages, self.files)
        first, oldest = int(newest[-1] - months[-1]), learned.after.max(initial=0)
        for after in range(first + 1):
            near = np.abs(learned.after - min(after, oldest)) <= NEAR
            if near.sum() < ENOUGH:
                continue
            growth.quantiles[:, first - after] = weighted_quantiles(
                learned.moved[near], np.ones(near.sum()), np.array(self.levels)
            )
            growth.mean[:, first - after] = 1.0
            growth.basis[:, first - after] = Stand.CLOSED

    def _opened(self, vintages: Vintages, growth: Growth, fit: Fit | None, stream: Beside | None) -> None:
        """Sums that hold open months, wherever the stream says something of all of them."""
        if fit is None:
            return
        newest, months = opened(vintages, self.files)
        width = min(WIDTH, int(months[-1]), int(newest[-1]) + 1)
        parts = open_parts(vintages, None if stream is None else stream.more, self.files, len(vintages.known) - 1)
        expected = parts[:, :width] @ fit.share * fit.slow[:, None]
        columns = int(newest[-1]) - np.arange(width)
        count = vintages.value[-1][:, columns]
        rows, at = np.nonzero(np.isfinite(expected) & (count > 0))
        growth.quantiles[rows, columns[at]] = fit.spread.at(expected[rows, at], count[rows, at])
        growth.mean[rows, columns[at]] = fit.mean(expected[rows, at], count[rows, at])
        growth.basis[rows, columns[at]] = Stand.POOLED


@dataclass(frozen=True, slots=True)
class Learned:
    """What earlier releases taught: a fit by the name of each stream (empty: none beside), and how closed sums moved.

    `moved` (R,) are logarithms, `after` (R,) how many sums before the newest closed one each was.
    """

    fits: dict[str, Fit]
    moved: Floats
    after: Whole


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much each sum still grows: `quantiles` (N, T, Q) as logarithms, `mean` (N, T) as a factor, `basis` (N, T)."""

    quantiles: Floats
    mean: Floats
    basis: NDArray[np.int8]


def _refused(vintages: Vintages, levels: int) -> Growth:
    shape = vintages.value.shape[1:]
    basis = np.full(shape, Stand.REFUSED, np.int8)
    return Growth(np.full((*shape, levels), np.nan), np.full(shape, np.nan), basis)


def _told(vintages: Vintages, growth: Growth, levels: Floats) -> Nowcast:
    """Growths on the scale of the sums."""
    reported = np.array(vintages.value[-1]) if len(vintages.known) else np.full(vintages.value.shape[1:], np.nan)
    completeness = np.where(np.isfinite(reported), 1 / growth.mean, np.nan)
    basis = np.where(np.isfinite(reported), growth.basis, Stand.REFUSED).astype(np.int8)
    return Nowcast(
        vintages.periods,
        vintages.cadence,
        vintages.known[-1] if len(vintages.known) else np.datetime64("NaT", "D"),
        reported,
        completeness,
        _concentration(growth, completeness, levels),
        reported * growth.mean,
        levels,
        _whole(reported, reported[..., None] * np.exp(growth.quantiles)),
        basis,
    )


def _whole(reported: Floats, quantiles: Floats) -> Floats:
    """Quantiles of counts are whole numbers."""
    counted = np.nan_to_num(reported)
    return np.round(quantiles) if np.array_equal(counted, np.round(counted)) else quantiles


def _concentration(growth: Growth, completeness: Floats, levels: Floats) -> Floats:
    """How sure the share is: a Beta whose lower end, at 2.5 %, is about what the growth's upper end, at 97.5 %, leaves."""
    at = min(int(np.searchsorted(levels, 0.975)), len(levels) - 1)
    high = growth.quantiles[..., at]
    deviation = np.maximum(high - np.log(growth.mean), 0.0) / 1.96
    variance = (completeness * deviation) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        sure = completeness * (1 - completeness) / variance - 1
    return np.where((completeness < 1) & (variance > 0), np.maximum(sure, 0.0), np.inf)
