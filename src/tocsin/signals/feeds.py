"""Feeds: what the counts of a release tell of its feed, and which of it belongs on the data-quality list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tocsin.records.change import ReleaseChanges
from tocsin.records.fullness import Fullness, Side
from tocsin.records.release import ReleaseKind
from tocsin.records.series import FeedState

# What a jump in completeness is called: fuller or less full than usual, and on which side.
JUMPS = {
    "fewer_reporting": (False, (Side.PLACES, Side.NAMES)),
    "more_reporting": (True, (Side.PLACES, Side.NAMES)),
    "less_full": (False, (Side.TOTAL,)),
    "fuller": (True, (Side.TOTAL,)),
    "caught_up": (True, (Side.GROWTH,)),
}
FEW_KEYS = 20  # below this, a handful of keys is already a large part


@dataclass(frozen=True, slots=True)
class FeedRule:
    """One thing a release can show of its feed.

    Where it `holds`, the source's page says so; where it is `listed`, the data-quality list does too. `over` names the
    rules it tells more than: where it holds, they are left out.
    """

    code: str
    holds: Callable[[ReleaseChanges], bool]
    listed: Callable[[ReleaseChanges], bool]
    because: str  # why the thresholds lie where they do
    over: tuple[str, ...] = ()


def _always(one: ReleaseChanges) -> bool:
    return True


def _never(one: ReleaseChanges) -> bool:
    return False


def _narrowed(one: ReleaseChanges) -> bool:
    return one.common_before >= FEW_KEYS and one.inside_before < 0.9 * one.common_before


def _shrunk(one: ReleaseChanges) -> bool:
    return one.inside_before >= FEW_KEYS and one.common_now < 0.9 * one.inside_before


def _doubled(one: ReleaseChanges) -> bool:
    keys = one.inside_before >= FEW_KEYS and one.common_now >= 1.8 * one.inside_before
    return keys or (one.twice >= FEW_KEYS and one.twice >= 0.5 * one.held)


def _shifted(one: ReleaseChanges) -> bool:
    moved = one.closed_raised + one.closed_lowered
    together = max(one.closed_raised, one.closed_lowered) >= 0.9 * moved
    return moved >= 12 and moved >= one.closed / 3 and together and _far(one.closed_ratio)


def _down(one: ReleaseChanges) -> bool:
    most = one.lowered >= FEW_KEYS and one.lowered >= 0.8 * (one.raised + one.lowered)
    return most and one.lowered >= 0.01 * one.held and _far(one.ratio)


def _jumps(code: str) -> Callable[[ReleaseChanges], bool]:
    return lambda one: jump_of(code, one) is not None


def _far(ratio: float | None) -> bool:
    return ratio is not None and abs(ratio - 1) >= 0.01


def _many(count: int, one: ReleaseChanges) -> bool:
    return count >= 0.005 * (one.held + one.retracted)


RULES = (
    FeedRule("stalled", lambda one: one.silent, _always, "A release that brings nothing at all is never ordinary."),
    FeedRule(
        "shrunk",
        _shrunk,
        _always,
        "Copies of one file hold the same keys in the periods both cover, to a few; a tenth fewer is a cut file.",
        ("retracted", "fewer_reporting", "less_full"),
    ),
    FeedRule(
        "narrowed",
        _narrowed,
        _always,
        "A publisher seldom drops names or places; an extract, or a file cut at its end, does.",
        ("fewer_reporting", "less_full"),
    ),
    FeedRule(
        "doubled",
        _doubled,
        _always,
        "Twice the keys, or half of all values at about double: a file appended to itself, or two levels in one.",
        ("revised", "more_reporting", "fuller", "caught_up"),
    ),
    FeedRule(
        "shifted_definition",
        _shifted,
        _always,
        "Late reports move the newest of the closed periods and fade with age (about a fifth of NFLIS's moved in three "
        "years); a third of one name's closed values, nine of ten to one side and by a hundredth, is another way of "
        "counting. A model that is fitted anew, as VSRR's prediction, moves everything, by less.",
        ("revised_down", "revised"),
    ),
    FeedRule(
        "fewer_reporting",
        _jumps("fewer_reporting"),
        _always,
        "Who reports at a given age changes little from release to release; a fifth fewer than the middle of six or "
        "more releases, and four times their usual scatter, is a part of the feed that has not come.",
        ("less_full",),
    ),
    FeedRule(
        "less_full",
        _jumps("less_full"),
        _always,
        "A total of everything a source counts seldom falls by a fifth in one period, in all its measures together and "
        "by four times its usual scatter; one that is not all in does, at every delay in the mail.",
    ),
    FeedRule(
        "more_reporting",
        _jumps("more_reporting"),
        _always,
        "As for fewer: a quarter more places or names at the same age is another reach, or reports that come faster.",
        ("fuller",),
    ),
    FeedRule(
        "fuller",
        _jumps("fuller"),
        _always,
        "As for less: a quarter more at the same age, in all measures, is faster reporting before it is a rise.",
    ),
    FeedRule(
        "caught_up",
        _jumps("caught_up"),
        _always,
        "What was told of a period grows by reports alone, and by about as much every time; a tenth more than usual "
        "says that it was told with too little.",
        ("revised",),
    ),
    FeedRule(
        "retracted",
        lambda one: one.retracted > 0,
        lambda one: _many(one.retracted, one),
        "Registers move a record now and then; one value in two hundred is more than that.",
    ),
    FeedRule(
        "revised_down",
        _down,
        _always,
        "Counts grow as reports come in; when most of what moved fell, by a hundredth, and a hundredth of all fell, "
        "something was taken out. SESNSP's corrections (up to five values a release) stay below.",
        ("revised",),
    ),
    FeedRule(
        "gap_filled",
        lambda one: one.filled + one.returned > 0,
        lambda one: _many(one.filled + one.returned, one),
        "One month of one state tells little; one value in two hundred is a month of all states.",
    ),
    FeedRule(
        "revised",
        lambda one: one.revised > 0,
        _never,
        "Every living register does: 269 values of CBP's in one release.",
    ),
    FeedRule(
        "window_moved",
        lambda one: (
            one.kind is ReleaseKind.WINDOW and one.previous_first is not None and one.first > one.previous_first
        ),
        _never,
        "A rolling window drops its oldest periods by design; they stay known here.",
    ),
)


def shown_by(one: ReleaseChanges) -> tuple[FeedRule, ...]:
    """What one release shows of its feed, the most telling first."""
    held = [rule for rule in RULES if rule.holds(one)]
    told = {code for rule in held for code in rule.over}
    return tuple(rule for rule in held if rule.code not in told)


LISTED = tuple(rule.code for rule in RULES if rule.listed is not _never)


def listed(feed: FeedState) -> Iterator[tuple[str, ReleaseChanges]]:
    """What of a feed belongs on the list: of the releases of its newest day, each code once.

    A feed that is overdue is history; all that is still told of it is that it stalled.
    """
    found: dict[str, ReleaseChanges] = {}
    for one in newest(feed):
        for rule in shown_by(one):
            if rule.listed(one) and (rule.code == "stalled" or not feed.overdue):
                found.setdefault(rule.code, one)
    yield from found.items()


def history(feed: FeedState) -> Iterator[tuple[str, ReleaseChanges]]:
    """All that releases showed of a feed and that belongs on a list: one for each release and code, oldest first."""
    for one in feed.changes:
        yield from ((rule.code, one) for rule in shown_by(one) if rule.listed(one))


def jump_of(code: str, one: ReleaseChanges) -> Fullness | None:
    """The jump in completeness that a code tells of; None for the other codes."""
    if code not in JUMPS:
        return None
    fuller, sides = JUMPS[code]
    return next((jump for jump in one.fullness if jump.fuller is fuller and jump.side in sides), None)


def newest(feed: FeedState) -> tuple[ReleaseChanges, ...]:
    """The releases of the newest day of a feed: some publishers give several files at once."""
    last = feed.changes[-1].known_at.date() if feed.changes else None
    return tuple(one for one in feed.changes if one.known_at.date() == last)


def standing(feed: FeedState) -> str:
    """The state of a feed in one code: overdue, what its newest release shows, or on_time; nothing before the first."""
    if not feed.releases:
        return "nothing"
    return "overdue" if feed.overdue else next((code for code, _ in listed(feed)), "on_time")
