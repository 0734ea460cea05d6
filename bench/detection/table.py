"""The tables of the benchmark as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.detection.scenarios import World
from bench.detection.scores import Score
from bench.detection.speed import Large

EXAMPLE = Path(__file__).with_name("example.py")
HEADINGS = ("FPR", "POD", "POD first week", "sensitivity", "PPV", "F1", "median delay", "mean delay", "run length")

GUIDE = """<!-- Made by bench/detection: run `python bench/detection --write` -->

# Detection, measured

Each listed detector on made series whose truth is known: the 42 scenarios of Noufaily et al. 2013
(doi:10.1002/sim.5595), and families of our own for what they leave out.

How to read it:

- **FPR**: of 1,000 weeks without an outbreak, FPR x 1,000 ring for nothing.
- **POD**: the part of outbreaks that ring in any of their weeks; beside it the part that ring in their first week, and
  by size. A detector that rings often finds much: hold POD only against detectors of a similar FPR (below).
- **sensitivity**: the part of outbreak weeks that ring. **PPV**: the part of alarms that were right. **F1** joins the two.
- **delay**: weeks from the onset to the first alarm, 0 for the first week. An outbreak never found counts in the mean as
  long as it was watched; the median is "none" where fewer than half were found.
- **run length**: weeks until the first false alarm, on average; "none" where there was none.
- **answers**: the part of weeks with a value in which the detector says anything.
- A lasting rise is watched for half a year: what rings later was not found.
"""

OWN = """## A detector of your own

Anything with `judge(counts, columns)` that gives a `Judged` is scored beside the listed ones. This is a whole one:

```python
{example}```

Saved as `mine.py`, it runs as `python bench/detection --detector mine.py:TwiceTheMedian`. `counts` are the series
(`tocsin.methods.counts.Counts`), `columns` the weeks to judge, each from what lies before it. To keep a detector in the
project: [Bring a detector](../how-to/bring-a-detector.md).
"""


def number(value: float, digits: int = 3) -> str:
    """A figure for a cell; what cannot be said is a dash."""
    if math.isnan(value):
        return "-"
    return "none" if math.isinf(value) else f"{value:,.{digits}f}"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cells(score: Score) -> list[str]:
    """A score in the order of `HEADINGS`, then by size, then what was answered."""
    rates = (score.fpr, score.pod, score.pod_first, score.sensitivity, score.ppv, score.f1)
    weeks = (score.delay_median, score.delay_mean, score.run_length)
    shown = [number(score.fpr, 4), *(number(rate) for rate in rates[1:]), *(number(value, 1) for value in weeks)]
    return [*shown, *(number(rate) for rate in score.pod_bands), number(score.answered)]


def world_table(world: World, scores: Mapping[str, Score]) -> str:
    """What each detector reaches in one world, the fewest false alarms first."""
    ranked = sorted(scores.items(), key=lambda item: item[1].fpr)
    headings = ["detector", *HEADINGS, *(f"POD {label}" for label, _, _ in world.bands), "answers"]
    table = markdown(headings, [[name, *cells(score)] for name, score in ranked])
    outbreaks = max((score.outbreaks for score in scores.values()), default=0)
    return f"{world.description} {len(world):,} series, {outbreaks:,} outbreaks to find.\n\n{table}"


def frontier_table(curves: Mapping[str, list[tuple[float, Score]]]) -> str:
    """FPR and POD at each threshold of the p-value."""
    thresholds = [f"p < {threshold:g}" for threshold, _ in next(iter(curves.values()), [])]
    rows = [
        [name, *(f"{number(score.fpr, 4)} / {number(score.pod, 2)}" for _, score in curve)]
        for name, curve in curves.items()
    ]
    return markdown(["FPR / POD", *thresholds], rows)


def matched_table(matched: Mapping[str, Mapping[str, float]], scores: Mapping[str, Score]) -> str:
    """What detectors with p-values find when they may ring as often for nothing as each other detector does."""
    leaders = sorted({leader for row in matched.values() for leader in row})
    rows = [
        [name, number(scores[name].fpr, 4), number(scores[name].pod), *(number(row[leader]) for leader in leaders)]
        for name, row in sorted(matched.items(), key=lambda item: scores[item[0]].fpr)
    ]
    return markdown(["as often wrong as", "FPR", "its own POD", *(f"POD of {name}" for name in leaders)], rows)


def beside_table(rows: Sequence[Sequence[str]]) -> str:
    """Ours and R's on the same series."""
    headings = [
        "detector",
        "ms per series-week",
        "R: ms",
        "times faster",
        "weeks alike",
        "FPR",
        "R: FPR",
        "POD",
        "R: POD",
    ]
    return markdown(headings, rows)


def large_table(found: Mapping[str, Sequence[Large]]) -> str:
    """Millions of series-weeks."""
    rows = [
        [
            name,
            f"{run.series_weeks:,}",
            number(run.seconds, 1),
            number(run.cpu, 1),
            str(run.cores),
            number(run.peak_mb, 0),
        ]
        for name, runs in found.items()
        for run in runs
    ]
    return markdown(["detector", "series-weeks", "seconds", "CPU seconds", "cores", "peak MB"], rows)


def page(command: str, sections: Sequence[tuple[str, str]]) -> str:
    """The whole page: how to read it, how to make it again, a detector of one's own, the tables."""
    again = f"Made again, to the digit but for the times, by `{command}`.\n"
    own = OWN.format(example=EXAMPLE.read_text(encoding="utf-8").split("\n\n", 1)[1])
    return "\n".join([GUIDE, again, *(f"## {title}\n\n{body}" for title, body in sections), own])
