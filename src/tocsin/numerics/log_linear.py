"""Log-linear means with harmonics, Poisson or negative binomial, by maximum likelihood, in compiled loops."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
STEPS, TOLERANCE, UNSETTLED = 100, 1e-12, 0.1
PUBLISHED_STEPS, PUBLISHED_TOLERANCE, START, SMALLEST = (
    25,
    1e-8,
    0.1,
    2.0**-52,
)  # as generalised linear models in R are documented to stop
SIZE_STEPS, SIZE_TOLERANCE = 24, np.finfo(np.float64).eps ** 0.25  # where the size is a matter of when one stops
FAR, LARGEST = 100.0, 1e12  # sizes so many times the moment estimate are stopped, not found
SURE, ROUNDS = 0.5, 25  # up to such a size the tolerance is seen in the sixth digit
ENOUGH = 12.0  # from here on the asymptotic series of digamma and trigamma is exact to rounding


@numba.njit(nogil=True, cache=True, error_model="numpy")
def design(time: Floats, year: int, harmonics: int, trend: bool) -> Floats:
    """Columns of the regression, (n, p): one, the time (with `trend`), and a cosine and a sine for each harmonic."""
    first = 2 if trend else 1
    columns = np.ones((len(time), first + 2 * harmonics))
    if trend:
        columns[:, 1] = time
    for j in range(harmonics):
        angle = 2 * np.pi * (j + 1) * time / year
        columns[:, first + 2 * j] = np.cos(angle)
        columns[:, first + 2 * j + 1] = np.sin(angle)
    return columns


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _solve(matrix: Floats, vector: Floats) -> bool:
    """Solve a positive definite system in place, by Cholesky; false where it is not definite."""
    p = len(vector)
    for j in range(p):
        pivot = matrix[j, j]
        for k in range(j):
            pivot -= matrix[j, k] ** 2
        if not pivot > 1e-12 * matrix[j, j]:
            return False
        matrix[j, j] = np.sqrt(pivot)
        for r in range(j + 1, p):
            for k in range(j):
                matrix[r, j] -= matrix[r, k] * matrix[j, k]
            matrix[r, j] /= matrix[j, j]
    for j in range(p):
        for k in range(j):
            vector[j] -= matrix[j, k] * vector[k]
        vector[j] /= matrix[j, j]
    for j in range(p - 1, -1, -1):
        for k in range(j + 1, p):
            vector[j] -= matrix[k, j] * vector[k]
        vector[j] /= matrix[j, j]
    return True


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _score_step(y: Floats, x: Floats, mu: Floats, alpha: float, matrix: Floats, vector: Floats) -> bool:
    """One step of Fisher scoring for the coefficients, left in `vector`."""
    n, p = x.shape
    matrix[:] = 0.0
    vector[:] = 0.0
    for t in range(n):
        information = mu[t] / (1 + alpha * mu[t])
        residual = (y[t] - mu[t]) / (1 + alpha * mu[t])
        for j in range(p):
            vector[j] += residual * x[t, j]
            for k in range(j + 1):
                matrix[j, k] += information * x[t, j] * x[t, k]
    return _solve(matrix, vector)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _means(x: Floats, coefficients: Floats, weights: Floats, mu: Floats) -> None:
    for t in range(len(mu)):
        total = 0.0
        for j in range(len(coefficients)):
            total += x[t, j] * coefficients[j]
        mu[t] = weights[t] * np.exp(total)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _digamma_trigamma(z: float) -> tuple[float, float]:
    first, second = 0.0, 0.0
    while z < ENOUGH:
        first -= 1 / z
        second += 1 / (z * z)
        z += 1
    r = 1 / (z * z)
    first += np.log(z) - 0.5 / z - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))))
    second += 1 / z + r / 2 + r / z * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * 5 / 66))))
    return first, second


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _size_score(y: Floats, mu: Floats, size: float) -> tuple[float, float]:
    """First and second derivative of the log likelihood in the size (1 / alpha)."""
    slope, curve = 0.0, 0.0
    zero_first, zero_second = _digamma_trigamma(size)
    for t in range(len(y)):
        first, second = (zero_first, zero_second) if y[t] == 0 else _digamma_trigamma(y[t] + size)
        both = size + mu[t]
        slope += first - zero_first + np.log(size / both) + 1 - (y[t] + size) / both
        curve += second - zero_second + 1 / size - 2 / both + (y[t] + size) / (both * both)
    return slope, curve


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _moment_size(y: Floats, mu: Floats) -> float:
    squares = 0.0
    for t in range(len(y)):
        squares += (y[t] / mu[t] - 1) ** 2
    return len(y) / squares if squares > 0 else np.inf


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _stopped_size(y: Floats, mu: Floats) -> float:
    """The size where Newton's method from the moment estimate is stopped; infinite where it runs off."""
    size = _moment_size(y, mu)
    for _ in range(SIZE_STEPS):
        if not 0 < size < LARGEST:
            return np.inf
        slope, curve = _size_score(y, mu, size)
        moved = slope / curve
        size -= moved
        if abs(moved) < SIZE_TOLERANCE:
            break
    return size if 0 < size < LARGEST else np.inf


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _scored(y: Floats, weights: Floats, x: Floats, alpha: float, coefficients: Floats, mu: Floats) -> bool:
    """Fisher scoring of the coefficients to the end, in place; false where they cannot be told or have no end."""
    matrix, step = np.empty((x.shape[1], x.shape[1])), np.empty(x.shape[1])
    for _ in range(STEPS):
        _means(x, coefficients, weights, mu)
        if not _score_step(y, x, mu, alpha, matrix, step):
            return False
        coefficients += np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < TOLERANCE:
            break
    _means(x, coefficients, weights, mu)
    return bool(np.abs(step).max() < UNSETTLED)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _stopped(y: Floats, weights: Floats, x: Floats, coefficients: Floats, mu: Floats) -> bool:
    """Poisson coefficients where the usual programs stop, for counts whose likelihood rises for ever; in place.

    All events in one week of the year are such: the level of the others falls without end.
    """
    n, p = x.shape
    matrix, old = np.empty((p, p)), np.inf
    mu[:] = y + START
    for _ in range(PUBLISHED_STEPS):
        matrix[:] = 0.0
        coefficients[:] = 0.0
        for t in range(n):
            reply = mu[t] * np.log(mu[t] / weights[t]) + y[t] - mu[t]
            for j in range(p):
                coefficients[j] += reply * x[t, j]
                for k in range(j + 1):
                    matrix[j, k] += mu[t] * x[t, j] * x[t, k]
        if not _solve(matrix, coefficients):
            return False
        _means(x, coefficients, weights, mu)
        deviance = 0.0
        for t in range(n):
            mu[t] = max(mu[t], SMALLEST)
            deviance += 2 * ((y[t] * np.log(y[t] / mu[t]) if y[t] > 0 else 0.0) - (y[t] - mu[t]))
        if abs(deviance - old) / (abs(deviance) + 0.1) < PUBLISHED_TOLERANCE:
            break
        old = deviance
    return bool(np.isfinite(coefficients).all())


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _both(y: Floats, weights: Floats, x: Floats, coefficients: Floats, mu: Floats) -> float:
    """Size and coefficients together, from a Poisson fit; the coefficients and `mu` change in place."""
    matrix, step = np.empty((x.shape[1], x.shape[1])), np.empty(x.shape[1])
    size = _moment_size(y, mu)
    far = FAR * size
    for _ in range(STEPS):
        if not 0 < size < far:
            return np.inf
        slope, curve = _size_score(y, mu, size)
        gradient, hessian = slope * size, curve * size * size + slope * size
        moved = min(2.0, max(-2.0, -gradient / hessian if hessian < 0 else np.sign(gradient)))
        size *= np.exp(moved)
        if not _score_step(y, x, mu, 1 / size, matrix, step):
            return np.inf
        coefficients += np.clip(step, -3.0, 3.0)
        _means(x, coefficients, weights, mu)
        if np.abs(step).max() < TOLERANCE and abs(moved) < 1e-11:
            break
    return size


@numba.njit(nogil=True, cache=True, error_model="numpy")
def fit_log_linear(y: Floats, weights: Floats, x: Floats, overdispersed: bool) -> tuple[Floats, float]:
    """Coefficients (p,) and alpha of counts `y` (n,) with mean `weights` * exp(`x` @ coefficients), variance mu + alpha mu^2.

    Maximum likelihood; without `overdispersed` alpha is 0 (Poisson). Where alpha is above 2, or where counts scatter no more
    than Poisson counts (the likelihood is then largest at alpha 0), the answer depends on where one stops: it is what Newton
    steps in 1 / alpha reach from the moment estimate when one moves it by less than 1.2e-4, or 24 are up, as in the usual
    programs (next to 0 for little scatter, 0 for none). Coefficients are NaN where they cannot
    be told (no event, too few values).
    """
    n, p = x.shape
    coefficients, mu = np.zeros(p), np.empty(n)
    total = y.sum()
    if n >= p and total > 0:
        coefficients[0] = np.log(total / weights.sum())
    if n < p or total <= 0:
        coefficients[:] = np.nan
        return coefficients, 0.0
    if not _scored(y, weights, x, 0.0, coefficients, mu):
        if not _stopped(y, weights, x, coefficients, mu):
            coefficients[:] = np.nan
            return coefficients, 0.0
        return coefficients, 1 / _stopped_size(y, mu) if overdispersed else 0.0
    if not overdispersed:
        return coefficients, 0.0
    poisson = coefficients.copy()
    size = _both(y, weights, x, coefficients, mu)
    if SURE < size < np.inf:
        return coefficients, 1 / size
    if size == np.inf:
        coefficients[:] = poisson
        _means(x, coefficients, weights, mu)
    for _ in range(ROUNDS):
        size, before = _stopped_size(y, mu), coefficients.copy()
        if size == np.inf or not _scored(y, weights, x, 1 / size, coefficients, mu):
            return poisson, 0.0
        if np.abs(coefficients - before).max() < 1e-9:
            break
    return coefficients, 1 / size


@numba.njit(nogil=True, cache=True, error_model="numpy")
def first_phase_means(
    values: Floats,
    weights: Floats,
    usable: Bools,
    begins: Whole,
    ends: Whole,
    model: tuple[int, int, bool, bool, int],
) -> tuple[Floats, Floats]:
    """Means and alpha after a first phase, by the log-linear regression that was fitted to it; (N, T) each.

    The first phase of column t is the `usable` columns from `begins[i, t]` to before `ends[i, t]`; it is fitted once for each
    run of equal `begins`. `model` is (columns a year, harmonics, trend, overdispersed, fewest usable values). Time counts
    columns from the first one of the run, as 1. A phase that cannot tell the regression has a constant rate, and half an
    event where it saw none. NaN before the end of the phase and where it has too few values.
    """
    year, harmonics, trend, overdispersed, fewest = model
    rows, columns = values.shape
    mean, alpha = np.full((rows, columns), np.nan), np.full((rows, columns), np.nan)
    x = design(np.arange(1, columns + 1).astype(np.float64), year, harmonics, trend)
    for i in range(rows):
        run, told, dispersion = -1, False, 0.0
        coefficients = np.zeros(x.shape[1])
        for t in range(columns):
            if begins[i, t] != run:
                run, told = begins[i, t], False
            if t < ends[i, t]:
                continue
            if not told:
                chosen = np.flatnonzero(usable[i, run : ends[i, t]])
                y, w = values[i, run : ends[i, t]][chosen], weights[i, run : ends[i, t]][chosen]
                told = True
                coefficients[:] = np.nan
                if len(y) >= fewest:
                    coefficients, dispersion = fit_log_linear(y, w, x[chosen], overdispersed)
                    if np.isnan(coefficients[0]):
                        coefficients[:] = 0.0
                        coefficients[0] = np.log((y.sum() if y.sum() > 0 else 0.5) / w.sum())
            total = 0.0
            for j in range(len(coefficients)):
                total += x[t - run, j] * coefficients[j]
            mean[i, t] = weights[i, t] * np.exp(total)
            alpha[i, t] = dispersion
    return mean, alpha
