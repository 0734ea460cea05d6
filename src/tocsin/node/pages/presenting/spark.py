"""The sparkline of a member, and what is read out in its place."""

from __future__ import annotations

from django.utils.safestring import SafeString

from tocsin.bulletins import sparkline
from tocsin.bulletins.points import Point, points_of
from tocsin.records.line import Member
from tocsin.wording import day, number, percent, say

READ_OUT = 12


def spark(member: Member, language: str) -> SafeString:
    """SVG markup: made by our own writer, which escapes all text."""
    points = points_of(member.trace, member.trace_tested, member.trace_status, member.basis)
    return SafeString(sparkline.svg(points, label(points, member, language)))


def label(points: tuple[Point, ...], member: Member, language: str) -> str:
    """The newest periods as figures, gaps and the unfinished end named."""
    shown = ", ".join(_figure(point, member.basis, language) for point in points[-READ_OUT:])
    return say("spark.label", language, last=day(member.trace_end, language), figures=shown)


def _figure(point: Point, basis: str, language: str) -> str:
    if point.value is None:
        return say("spark.gap", language)
    figure = (
        percent(point.value, language)
        if basis == "share"
        else number(point.value, language, 0 if point.value >= 10 else 1, trim=True)
    )
    return figure if point.complete else say("spark.incomplete", language, figure=figure)
