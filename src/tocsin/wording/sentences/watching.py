"""What is held against its expectation: shares of pairs, levels, and counts that no other method reads."""

from __future__ import annotations

SENTENCES = {
    "method.expectation.title": "Expectation",
    "method.expectation.what": "Is the newest period above or below what the series, or where it is young its sisters, led one to expect? The answer says on which step of the ladder it stands.",
    "method.expectation.false_alarms": "About 1 series in 200 in each direction and period where nothing happens; the list asks for far stronger evidence.",
    "method.expectation.not_when": "Weights, money, potency and purity, and counts whose publisher reports what it likes.",
    "method.expectation.source": "Noufaily et al. 2013, doi:10.1002/sim.5595",
    "method.level_change.title": "Change of a level",
    "method.level_change.what": "Are the newest three values of a potency, a purity or a printed share above or below those before, by their logarithms? One odd report neither moves nor blinds the comparison.",
    "method.level_change.false_alarms": "At most 1 series in 100 in each direction for independent log-normal values; up to twice that where tails are heavier.",
    "method.level_change.not_when": "Counts, shares whose samples are known, and values that may be zero.",
    "method.level_change.source": "Student 1908, doi:10.1093/biomet/6.1.1",
    "reason.short_history": "Too few earlier values to compare with.",
    "line.unit.level": "{unit}, {period}",
    "line.whole.deaths_with_both": "deaths that name {first}, {period}",
    "line.whole.detections_with_both": "samples with {first}, {period}",
    "line.whole.other": "what was looked at, {period}",
    "why.rising.expected.count": "{count} in {period}, where {expected} were to be expected: {ratio} times (95% interval {low} to {high}).",
    "why.rising.expected.share": "{count} of {tested} ({share}) in {period}, where {base_share} was to be expected: {ratio} times the share (95% interval {low} to {high}).",
    "why.falling.expected.count": "{count} in {period}, where {expected} were to be expected: {ratio} times (95% interval {low} to {high}).",
    "why.falling.expected.share": "{count} of {tested} ({share}) in {period}, where {base_share} was to be expected: {ratio} times the share (95% interval {low} to {high}).",
    "why.rising.level": "Typically {count} {unit} in {period}, after {base_count} in {base_period}: {ratio} times (95% interval {low} to {high}).",
    "why.falling.level": "Typically {count} {unit} in {period}, after {base_count} in {base_period}: {ratio} times (95% interval {low} to {high}).",
    "provenance.of.first": "Out of {tested} that name the first of the two.",
    "chart.share_pair": "{measure}, share of those that name {first}, {cadence}",
}
