"""Feed health: rhythm and delay as they were measured, stalls, gaps filled late, and jumps in completeness."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.made_feeds import SOURCE, Values, counts, feed, lay, month

from tocsin.bulletins.remarks import remark_title, remark_why
from tocsin.bulletins.timing import days_measured, settled
from tocsin.flow.arrivals import counted
from tocsin.flow.explaining import explain
from tocsin.flow.feeds import findings_of
from tocsin.flow.health import checks
from tocsin.flow.home import Node, init_home
from tocsin.records.change import ReleaseChanges
from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.fullness import Side
from tocsin.records.series import FeedState
from tocsin.records.timing import Days
from tocsin.signals.feed_findings import told
from tocsin.signals.feeds import JUMPS, RULES, jump_of, listed, standing
from tocsin.signals.gates import DROPPED, Ground, gate
from tocsin.signals.remarks import remarks
from tocsin.sources.catalogue import SOURCES, source

NAMES = tuple(f"drug {letter}" for letter in "abcdefghij")
SOURCES_BY_NAME = {one.name: one for one in SOURCES}
MEXICO = source(SOURCE)
USUAL = 0.8  # how full the newest month is twelve days after its end


def told_day(number: int) -> str:
    """The twelfth of the month after."""
    return month(number + 1)[0].replace(day=12).isoformat()


def publish(
    node: Node, newest: int, full: float = USUAL, names: tuple[str, ...] = NAMES, without: range = range(0)
) -> None:
    """A release of all months to `newest`, which is the first `full` part of itself; the others are whole."""
    whole: Values = {key: v for key, v in counts(NAMES, range(newest)).items() if key[1] not in without}
    lay(node, told_day(newest), whole | counts(names, range(newest, newest + 1), 100 * full), covers=range(newest + 1))


def codes(state: FeedState) -> list[str]:
    return [code for code, _ in listed(state)]


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """Two years of monthly releases: late reports in month 30, fast ones in 33, a part of the feed missing in 36,
    nothing at all for months 38 and 39, and month 41 left out until the release after.
    """
    node = init_home(tmp_path_factory.mktemp("publisher") / "home", snapshot=True)
    for newest in range(20, 38):
        names = NAMES[:6] if newest == 36 else NAMES
        publish(node, newest, {30: 0.5, 33: 1.1}.get(newest, USUAL), names)
    publish(node, 40)
    publish(node, 42, without=range(41, 42))
    publish(node, 43)
    publish(node, 44, without=range(44, 45))
    return node


def at(number: int) -> str:
    return told_day(number)


# Measured


def test_rhythm_and_delay_are_measured_beside_what_is_declared(publisher: Node) -> None:
    timing = feed(publisher, at(29)).timing
    assert timing.rhythm == Days(28, 31, 31, 9)
    assert timing.delay == Days(12, 12, 12, 9)
    assert days_measured(timing.rhythm, "en") == "measured: 28 to 31 days (middle 31, of 9)"


def test_a_total_that_is_corrected_for_a_month_has_settled_after_two(publisher: Node) -> None:
    timing = feed(publisher, at(29)).timing
    assert (timing.settled_days, timing.followed_days) == (60, 210)
    assert settled(timing, "en") == "60 days after its end"


def test_too_few_releases_are_not_measured(publisher: Node) -> None:
    timing = feed(publisher, at(23)).timing
    assert (timing.rhythm, timing.delay, timing.settled_days) == (None, None, None)
    assert days_measured(timing.rhythm, "en") == "not measured" and settled(timing, "en") == "not measured"
    assert days_measured(None, "fr") == "non mesuré" and days_measured(None, "es") == "sin medir"


def test_dates_that_are_assumed_measure_nothing(demo_node: Node) -> None:
    state = feed(demo_node, "2025-09-01", "mx-fgr")
    assert state.releases == 20 and state.timing.rhythm is None and not state.silences


def test_the_rhythm_of_sesnsp_is_measured_from_its_dated_releases(demo_node: Node) -> None:
    state = feed(demo_node, "2024-12-31")
    assert (state.timing.rhythm, state.timing.delay) == (Days(13, 55, 88, 9), Days(14, 39, 70, 16))
    late = feed(demo_node, "2025-03-01")  # due on 9 February; one in ten of its releases was as late as 7 May
    assert late.overdue and late.late_as_usual and late.due_measured == date(2025, 5, 7)
    (remark,) = remarks([], (late,), SOURCES_BY_NAME)
    assert "One in ten of its releases is as late as 7 May 2025" in remark_why(remark, "en")
    (line,) = [check for check in checks(demo_node) if check.name == f"feed {SOURCE}"]
    assert "measured rhythm 13 to 88 days; measured delay 14 to 70 days" in line.found
    gone = feed(demo_node, "2025-06-01")
    assert gone.overdue and not gone.late_as_usual


# Jumps in completeness


def test_a_month_that_is_less_full_than_usual_at_its_age_is_told(publisher: Node) -> None:
    state = feed(publisher, at(30))
    assert codes(state) == ["less_full"] and standing(state) == "less_full"
    jump = jump_of("less_full", state.changes[-1])
    assert jump is not None and (jump.side, jump.start, jump.end) == (Side.TOTAL, *month(30))
    assert (jump.now, jump.before, jump.share) == pytest.approx((500, 1000, 0.5))
    assert (jump.usual, jump.compared, jump.lag_days) == (pytest.approx(0.8), 10, 12)
    (remark,) = remarks([], (state,), SOURCES_BY_NAME)
    assert "July 2022 (12 days after its end) holds 50% of what the periods before it hold; 80% is usual" in remark_why(
        remark, "en"
    )
    (line,) = [one for one in told(state, MEXICO) if one.code == "less_full"]
    assert remark_title(line.remark, "es").endswith("menos completo que de costumbre")


def test_the_next_release_shows_that_the_month_was_told_with_too_little(publisher: Node) -> None:
    state = feed(publisher, at(31))
    assert codes(state) == ["caught_up"]
    (remark,) = remarks([], (state,), SOURCES_BY_NAME)
    assert "grew by 100% since it was first told (500 to 1,000); 25% is usual" in remark_why(remark, "en")


def test_faster_reporting_is_no_rise(publisher: Node) -> None:
    state = feed(publisher, at(33))
    assert codes(state) == ["fuller"]
    jump = jump_of("fuller", state.changes[-1])
    assert jump is not None and (jump.share, jump.usual) == pytest.approx((1.1, 0.8))


def test_names_that_do_not_report_tell_more_than_the_total_they_lower(publisher: Node) -> None:
    state = feed(publisher, at(36))
    assert codes(state) == ["fewer_reporting"]
    (remark,) = remarks([], (state,), SOURCES_BY_NAME)
    assert "has 6 names: 60% of the periods before it, where 100% is usual" in remark_why(remark, "en")


def test_few_releases_say_nothing(tmp_path: Path) -> None:
    node = init_home(tmp_path / "home", snapshot=True)
    for newest in range(20, 24):
        publish(node, newest, 0.5 if newest == 23 else USUAL)
    assert not feed(node, at(23)).changes[-1].fullness


def test_an_ordinary_release_shows_no_jump(publisher: Node) -> None:
    for number in (26, 27, 28, 29):
        assert not feed(publisher, at(number)).changes[-1].fullness


def test_a_rise_of_one_measure_that_the_other_contradicts_is_no_jump(demo_node: Node) -> None:
    """The files about firearms rose by a third in Mexico's federal files of 2025; those about drugs did not."""
    assert not [one for one in feed(demo_node, "2025-09-01", "mx-fgr").changes if one.fullness]


# Silence, and gaps filled late


def test_a_silence_is_told_while_it_lasts_and_after_it_ended(publisher: Node) -> None:
    (during,) = [one for one in told(feed(publisher, "2023-06-05"), MEXICO) if one.code == "overdue"]
    assert during.remark.code == "feed_overdue"
    (after,) = [one for one in told(feed(publisher, at(40)), MEXICO) if one.code == "overdue"]
    assert after.finding == during.finding and after.release == during.release
    assert after.remark.figures["until"] == date(2023, 6, 12)
    why = remark_why(after.remark, "en")
    assert why.startswith(
        "Something newer was due on 10 May 2023. The next release that is held here is of 12 June 2023"
    )
    assert "5 weeks later" in why
    assert not [one for one in remarks([], (feed(publisher, at(40)),), SOURCES_BY_NAME) if one.code == "feed_silence"]


def test_a_month_left_out_and_brought_later_is_a_gap_filled_late(publisher: Node) -> None:
    assert "gap_filled" in codes(feed(publisher, at(43)))


# Findings of their own


def test_each_release_and_code_is_one_finding_with_its_figures(publisher: Node) -> None:
    when = datetime(2023, 11, 1, tzinfo=UTC)
    table = findings_of(publisher, when)
    assert table.schema == FINDING_SCHEMA
    rows = table.to_pylist()
    assert len({row["finding"] for row in rows}) == len(rows)
    found = {(row["reasons"][0], row["period_start"]) for row in rows}
    assert {("less_full", month(30)[0]), ("caught_up", month(30)[0]), ("fuller", month(33)[0])} <= found
    (row,) = [row for row in rows if row["reasons"] == ["less_full"]]
    assert (row["source"], row["places"], row["substances"]) == (SOURCE, ["MX"], ["all"])
    assert row["verdict"] == "cannot_say" and row["method"] == "feed_health/1 code=less_full"
    assert json.loads(row["facts"])["jump"]["share"] == pytest.approx(0.5)


def test_no_finding_about_a_feed_becomes_a_line_or_a_witness(publisher: Node) -> None:
    when = datetime(2023, 11, 1, tzinfo=UTC)
    ground = Ground(SOURCES_BY_NAME, {}, {}, frozenset())
    assert {gate(row, ground) for row in findings_of(publisher, when).to_pylist()} == {DROPPED}


def test_what_is_listed_is_what_was_found(publisher: Node) -> None:
    for number in (30, 31, 33, 36, 43):
        state = feed(publisher, at(number))
        found = {(one.code, one.release) for one in told(state, MEXICO)}
        assert {(code, one.release) for code, one in listed(state)} <= found


def test_the_future_never_changes_the_past_of_a_feed(publisher: Node) -> None:
    early = {one.finding: one.remark for one in told(feed(publisher, at(35)), MEXICO)}
    late = {one.finding: one.remark for one in told(feed(publisher, at(44)), MEXICO)}
    assert early and all(late[finding] == remark for finding, remark in early.items())


def test_a_run_keeps_the_findings_and_counts_the_series_alone(demo_node: Node) -> None:
    kept_run = demo_node.lake.runs().to_pylist()[-1]
    kept = demo_node.lake.findings(kept_run["run"]).to_pylist()
    about = [row for row in kept if row["method"].startswith("feed_health/")]
    silent = [row for row in kept if row["verdict"] == "cannot_say"]
    assert about and kept_run["cannot_say"] == len(silent) - len(about)
    made = findings_of(demo_node, kept_run["as_of"]).to_pylist()
    assert {row["finding"] for row in about} == {row["finding"] for row in made}


def test_a_finding_about_a_feed_is_explained_by_its_release(publisher: Node) -> None:
    when = datetime(2023, 11, 1, tzinfo=UTC)
    (one,) = [one for one in told(feed(publisher, "2023-11-01"), MEXICO) if one.code == "less_full"]
    told_of = explain(publisher, one.finding, when)
    assert told_of.what == "finding" and told_of.series is None and told_of.value is None
    assert [release.release for release in told_of.releases] == [one.release]
    assert told_of.feed is not None and told_of.feed.code == "feed_less_full"


# The words, and what is noted


def test_the_page_of_a_source_tells_what_was_measured_and_shown_and_each_finding_has_a_page(demo_node: Node) -> None:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    client: Any = Client(headers={"host": "localhost"})
    page = client.get("/en/sources/mx-sesnsp/").content.decode()
    assert "about every 4 weeks; measured: 13 to 88 days (middle 55, of 9)" in page
    assert page.index(">9 February 2025, overdue</a>") < page.index(">10 November 2024, overdue</a>")
    (one,) = [one for one in told(feed(demo_node, "2026-06-15"), MEXICO) if one.day == date(2024, 11, 10)]
    figure = client.get(f"/en/findings/{one.finding}/").content.decode()
    assert "is of 21 December 2024, 6 weeks later" in figure and one.release in figure
    assert client.get(f"/en/findings/{one.finding}/prov.json").status_code == 200
    for language, word in (("fr", "mesuré : 13 à 88 jours"), ("es", "medido: de 13 a 88 días")):
        assert (
            word.replace(" :", "\N{NO-BREAK SPACE}:") in client.get(f"/{language}/sources/mx-sesnsp/").content.decode()
        )


def test_every_jump_has_a_rule_with_its_reason() -> None:
    rules = {rule.code: rule for rule in RULES}
    assert all(rules[code].because for code in JUMPS)


def test_jumps_are_noted_with_the_changes_and_read_back(publisher: Node) -> None:
    changes = feed(publisher, at(36)).changes
    assert any(one.fullness for one in changes)
    for one in changes:
        assert ReleaseChanges.from_row(json.loads(json.dumps(one.to_row()))) == one


def test_a_broken_note_of_arrivals_is_counted_anew(tmp_path: Path) -> None:
    node = init_home(tmp_path / "home", snapshot=True)
    publish(node, 20)
    feed(node, at(20))
    note = node.directory / "cache" / "arrivals" / f"{SOURCE}.feather"
    names = tuple(node.lake.releases()["release"].to_pylist())
    found = counted(str(node.directory), SOURCE, names)
    note.write_bytes(note.read_bytes()[:100])
    counted.cache_clear()
    assert counted(str(node.directory), SOURCE, names).equals(found)
