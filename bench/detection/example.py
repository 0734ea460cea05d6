"""A detector of one's own."""

import numpy as np

from tocsin.methods.judged import judged


class TwiceTheMedian:
    """Rings above twice the median of the year before."""

    def judge(self, counts, columns):
        year = [np.nanmedian(counts.value[:, max(t - 52, 0) : t], axis=1) for t in columns]
        median = np.stack(year, axis=1)
        return judged(columns, counts.value[:, columns], median, 2 * median + 2)
