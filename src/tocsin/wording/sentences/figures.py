"""Figures and their company."""

from __future__ import annotations

SENTENCES = {
    "figure.thousands": "{figure}k",
    "figure.millions": "{figure}M",
    "change.when": "{before}, then {after}",
    "change.share": "{observed} of {tested} {unit}",
    "spark.label": "Up to {last}: {figures}",
    "spark.gap": "not reported",
    "spark.incomplete": "{figure} so far, incomplete",
}
