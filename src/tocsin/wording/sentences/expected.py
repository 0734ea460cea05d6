"""What a series led one to expect, and what came: the sentence beside every band."""

from __future__ import annotations

SENTENCES = {
    "expected.heading": "What was to be expected",
    "expected.above": "{period}: {value}, where {expected} was to be expected. That is above the threshold of {upper}.",
    "expected.below": "{period}: {value}, where {expected} was to be expected. That is below the lower limit of {lower}.",
    "expected.within": "{period}: {value}, where {expected} was to be expected. That is within the limits: it would ring above {upper}.",
    "expected.cannot_say": "{period}: {value}. Too little is known of the time before to say what was to be expected.",
    "expected.nothing": "Nothing complete is known yet, so nothing was to be expected.",
    "expected.chance": "So much or more comes by chance in {share} of such periods, if nothing has changed.",
    "expected.chance_rare": "So much or more comes by chance in fewer than 1 of 10,000 such periods, if nothing has changed.",
    "expected.each_alone": "Each period is judged by what lay before it, and by nothing after; a band over many periods rings by chance now and then.",
    "expected.column": "Expected",
    "expected.threshold_column": "Threshold",
    "expected.rung.own": "By the method’s own rule.",
    "expected.rung.years": "It stands on five years of its own history.",
    "expected.rung.season_lent": "It stands on one to four years of its own history; its season is lent by other series.",
    "expected.rung.pooled": "It stands on less than a year of its own history; its level is lent by other series.",
    "expected.rung.first": "It stands on no event of its own before: only on how long none came.",
}
