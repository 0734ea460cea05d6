"""Compile the kernels once, so that the first night is not slower than the second."""

from __future__ import annotations

import numpy as np

from tocsin.numerics.moving import moving_mean_sd


def warm() -> None:
    """Run every compiled kernel on a tiny array; numba keeps the machine code in its cache."""
    moving_mean_sd(np.zeros((1, 12)), 7, 2)


if __name__ == "__main__":
    warm()
