"""How a series moves: its tested trend, its doubling time, and when its level changed."""

from __future__ import annotations

SENTENCES = {
    "growth.heading": "How it moves",
    "growth.increase": "Increasing since about {since}: {growth} a year ({low} to {high} with 95% confidence).",
    "growth.decrease": "Decreasing since about {since}: {growth} a year ({low} to {high} with 95% confidence).",
    "growth.stable": "Stable: over the newest year it changed by {low} to {high}, which counts as rest.",
    "growth.unclear": "Unclear: it may change by anything from {low} to {high} a year, which is neither a tested change nor proof of rest.",
    "growth.unknown": "Too few periods are known to say how it moves.",
    "growth.doubling": "At this pace it doubles in {middle} periods ({low} to {high}).",
    "growth.halving": "At this pace it halves in {middle} periods ({low} to {high}).",
    "growth.refused.too_few": "No doubling time: fewer than four complete periods.",
    "growth.refused.may_rest": "No doubling time: the interval of its growth holds none at all.",
    "growth.chance": "A series at rest would look like this in {share} of such looks.",
    "growth.chance_rare": "A series at rest would look like this in fewer than 1 of 10,000 looks.",
    "growth.change": "The level changed with {day} (it may be from {low} to {high}): from {before} to {after} a period.",
    "growth.change_at": "The level changed with {day}: from {before} to {after} a period.",
}
