"""Axis labels as the language writes them: the renderer itself speaks English only."""

from __future__ import annotations

from tocsin.bulletins.charts.words import ChartWords


def label_expression(words: ChartWords, percent: bool) -> str:
    """The axis labels in the language's own digits, made from the neutral format."""
    shown = f"format(datum.value * 100, '~f') + '{words.percent_sign}'" if percent else "format(datum.value, ',~f')"
    return f"replace(replace(replace({shown}, /,/g, '_'), '.', '{words.decimal}'), /_/g, '{words.thousands}')"
