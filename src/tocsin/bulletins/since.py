"""Sentences on what changed of a series since a date: all of it in counts, the largest moves one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tocsin.bulletins.figures import amount, change, share
from tocsin.bulletins.not_yet import interval
from tocsin.records.since import Move, Since, Step
from tocsin.wording import moment, period, say, several
from tocsin.wording.dates import day, short_period

LARGEST = 3
KINDS = ("raised", "lowered", "filled", "taken_back", "restated", "denominator", "new")
NOT_RANKED = ("new",)  # news, and no change of what was said


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One row of the table, in words. `release` is the id of the newest release in which it moved; may be empty."""

    period: str
    then: str
    now: str
    change: str
    kind: str
    kind_words: str
    releases: str
    release: str
    said: str
    came: str


def heading(told: Since, language: str) -> str:
    """What changed since 15 January 2026."""
    return say("since.heading", language, day=moment(told.then, language))


def caption(told: Since, language: str) -> str:
    """What the rows of the table are."""
    return say("since.caption", language, then=moment(told.then, language), now=moment(told.now, language))


def sentences(told: Since, language: str) -> tuple[str, ...]:
    """In counts, the largest moves, how often what was said then came true, and what was noted in between."""
    largest = [_told(move, told, language) for move in largest_moves(told)]
    judged = [say("since.judged", language, count=told.judged, within=str(told.within))] if told.judged else []
    noted = [
        say("since.break" if n.breaks else "since.note", language, day=day(n.since, language), text=n.text[language])
        for n in told.notes
    ]
    return (summary(told, language), *largest, *judged, *noted)


def summary(told: Since, language: str) -> str:
    """How many releases came, and how many periods they moved."""
    days = {"then": moment(told.then, language), "now": moment(told.now, language)}
    if told.newest_release is None:
        return say("since.none_later", language, **days)
    parts = {"then": days["then"], "newest": moment(told.newest_release, language), "count": told.releases}
    if not told.moves:
        return say("since.nothing", language, **parts)
    counts = Counter(move.kind for move in told.moves)
    changes = [say(f"since.count.{kind}", language, count=counts[kind]) for kind in KINDS if counts[kind]]
    changes += [say("since.count.same", language, count=told.same)] if told.same else []
    return say("since.summary", language, changes=several(changes, language), **parts)


def largest_moves(told: Since, most: int = LARGEST) -> tuple[Move, ...]:
    """The periods that moved furthest, in the unit of the series; what is new moved nothing."""
    moved = [move for move in told.moves if move.kind not in NOT_RANKED]
    return tuple(sorted(moved, key=lambda move: (-_size(move, told), move.start))[:most])


def _size(move: Move, told: Since) -> float:
    if told.basis == "share" and move.then_tested and move.now_tested:
        return abs((move.now or 0.0) / move.now_tested - (move.then or 0.0) / move.then_tested)
    return abs((move.now or 0.0) - (move.then or 0.0))


def rows(told: Since, language: str) -> tuple[MoveRow, ...]:
    """Every period that moved, the newest first."""
    return tuple(_row(move, told, language) for move in reversed(told.moves))


def _row(move: Move, told: Since, language: str) -> MoveRow:
    return MoveRow(
        short_period(move.start, move.end, told.cadence, language),
        _figure(move.then, move.then_tested, told, language),
        _figure(move.now, move.now_tested, told, language),
        _change(move, told, language),
        move.kind,
        say(f"since.kind.{move.kind}", language),
        several([_day(step, language) for step in move.steps], language),
        move.steps[-1].release if move.steps else "",
        _said(move, told, language),
        say(f"since.came.{move.came}", language) if move.came else "",
    )


def _told(move: Move, told: Since, language: str) -> str:
    """One move as a sentence: then 181; now 239 (+32 %), release of 12 May 2026. Said then: 239 (220–262)."""
    when = period(move.start, move.end, told.cadence, language)
    moved = _change(move, told, language)
    code = {"taken_back": "taken_back", "filled": "filled"}.get(move.kind, "move" if moved else "move_plain")
    sentence = say(
        f"since.{code}",
        language,
        period=when[:1].upper() + when[1:],
        then=_figure(move.then, move.then_tested, told, language),
        now=_figure(move.now, move.now_tested, told, language),
        change=moved,
        release=_release(move, language),
    )
    return f"{sentence} {_outcome(move, told, language)}".strip()


def _outcome(move: Move, told: Since, language: str) -> str:
    if move.said is None or move.said_low is None or move.said_high is None or not move.came:
        return ""
    ends = (("middle", move.said), ("low", move.said_low), ("high", move.said_high))
    figures = {name: amount(figure, told.measure, language) for name, figure in ends}
    code = "since.said_stated" if move.stand == "stated" else "since.said"
    return say(code, language, came=say(f"since.came.{move.came}", language), **figures)


def _figure(value: float | None, tested: float | None, told: Since, language: str) -> str:
    if value is None:
        return say("since.not_told", language)
    count = amount(value, told.measure, language)
    if told.basis != "share" or not tested:
        return count
    of = amount(tested, told.measure, language)
    return say("since.of", language, share=share(value, tested, language), count=count, tested=of)


def _change(move: Move, told: Since, language: str) -> str:
    """By how much it moved, in percent of what it was; empty where there is nothing to hold it against."""
    then, now = move.then, move.now
    if told.basis == "share" and move.then_tested and move.now_tested:
        then, now = (then or 0.0) / move.then_tested, (now or 0.0) / move.now_tested
    return change(then, now, language) if then and now is not None and move.kind not in ("new", "filled") else ""


def _said(move: Move, told: Since, language: str) -> str:
    if move.said is None or move.said_low is None or move.said_high is None:
        return ""
    return interval(move.said, move.said_low, move.said_high, told.measure, language)


def _release(move: Move, language: str) -> str:
    if not move.steps:
        return say("since.release_unknown", language)
    days = several([_day(step, language) for step in move.steps], language)
    return say("since.release" if len(move.steps) == 1 else "since.releases", language, days=days)


def _day(step: Step, language: str) -> str:
    told = moment(step.known_at, language)
    return f"{told} ({say('since.folded', language, count=step.folded)})" if step.folded else told
