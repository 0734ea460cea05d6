"""Two streams that do not tell one story."""

from __future__ import annotations

SENTENCES = {
    "method.divergence.title": "Streams apart",
    "method.divergence.what": "Do two independent streams about the same substance and place grow differently from one year to the next, in the newest year that both hold?",
    "method.divergence.false_alarms": "Fewer than 1 pair in 100 that moves alike is said to differ, and about 1 in 1,000 to go opposite ways.",
    "method.divergence.not_when": "Shares, weights and levels, and years of fewer than twenty events. Sources that share events, a laboratory or a publisher are not held against each other.",
    "method.divergence.source": "Welch 1947, doi:10.1093/biomet/34.1-2.28",
    "reason.diverging": "Held against what it would be, had it moved like another stream about the same substance and place, which goes the opposite way.",
    "reason.other_pace": "Held against what it would be, had it moved like another stream about the same substance and place, which moves at another pace.",
    "parting.diverging": "In the year to {month}, against the year before, {first} while {second}: they do not tell one story.",
    "parting.other_pace": "In the year to {month}, against the year before, {first} while {second}: they do not move alike.",
    "parting.rose": "{measure} rose by {change}",
    "parting.fell": "{measure} fell by {change}",
    "parting.unclear": "{measure} moved by something from {low} to {high}",
    "parting.place": "{place}: {told}",
}
