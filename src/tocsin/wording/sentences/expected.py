"""What a series led one to expect, and what came: the sentence beside every band."""

from __future__ import annotations

SENTENCES = {
    "expected.heading": "What was to be expected",
    "expected.above": "{period}{unit}: {value}, where {expected} was to be expected. That is above the threshold of {upper}.",
    "expected.below": "{period}{unit}: {value}, where {expected} was to be expected. That is below the lower limit of {lower}.",
    "expected.within": "{period}{unit}: {value}, where {expected} was to be expected. That is within the limits: it would ring above {upper}.",
    "expected.within_open": "{period}{unit}: {value}, where {expected} was to be expected. Nothing rings: what is known is too little for any figure to ring.",
    "expected.cannot_say": "{period}{unit}: {value}. Too few periods before it can be read to say what was to be expected.",
    "expected.after_zeros": "{period}{unit}: {value}, after none in the {count} periods before it. Zeros alone give no limits: whether this is new, the methods below say.",
    "expected.nothing": "Nothing complete is known yet, so nothing was to be expected.",
    "expected.chance": "So much or more comes by chance in {share} of such periods, if nothing has changed.",
    "expected.chance_seldom": "So much or more comes by chance in about 1 of {times} such periods, if nothing has changed.",
    "expected.chance_rare": "So much or more comes by chance in fewer than 1 of 10,000 such periods, if nothing has changed.",
    "expected.each_alone": "Each period is judged by what lay before it, and by nothing after; a band over many periods rings by chance now and then.",
    "expected.column": "Expected",
    "expected.fell": "below the lower limit",
    "expected.unit": ", {unit}",
    "expected.how_often_wrong": "How often it is wrong: {text}",
    "expected.threshold_column": "Threshold",
    "expected.rung.own": "By the method’s own rule.",
    "expected.rung.year_before": "A sum of twelve months is held against the sum of the twelve months before them; a lasting rise or fall is therefore outside the limits again and again.",
    "expected.rung.usual_level": "It is held against the median of the periods before it, up to 24; a season is not taken out.",
    "expected.rung.years": "It stands on five years of its own history.",
    "expected.rung.season_lent": "It stands on one to four years of its own history; its season is lent by other series.",
    "expected.rung.pooled": "It stands on less than a year of its own history; its level is lent by other series.",
    "expected.rung.first": "It stands on no event of its own before: only on how long none came.",
}
