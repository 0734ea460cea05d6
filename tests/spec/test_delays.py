"""Delays on the way to a panel: what releases have shown, what a person states, and what nobody has seen."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from tests.made_delays import FINAL, STATES, late_home, lay, month, newest, panel_at

from tocsin.errors import HomeError
from tocsin.flow import delays, kept_nowcasts, vintages
from tocsin.flow.delays import nowcast_of
from tocsin.flow.home import SETTINGS, Node, init_home, open_home
from tocsin.flow.kept_arrays import FOLLOWS_FROM
from tocsin.flow.kept_nowcasts import keep, kept, note_of
from tocsin.flow.vintages import releases_by, vintages_of
from tocsin.records.nowcast import Stand
from tocsin.records.panel import Status

DAYS = ("2021-03-10", "2021-05-10", "2021-07-10", "2021-10-10", "2021-12-10")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Node:
    return late_home(tmp_path_factory.mktemp("delays"), DAYS)


def stating(node: Node, text: str) -> Node:
    with (node.directory / SETTINGS).open("a", encoding="utf-8") as file:
        file.write(text)
    return open_home(node.directory)


def test_the_share_told_by_each_lag_is_found_in_the_releases(home: Node) -> None:
    _, panel, _ = panel_at(home, "2021-12-10")
    share, status = newest(panel, "MX-TAB")
    assert share[-1] == pytest.approx(0.7, abs=0.04)  # November, 10 days after its end
    assert share[-2] == pytest.approx(0.9, abs=0.04)  # October, 40 days after
    assert share[:-4].min() == 1.0
    assert status[-2:].tolist() == [Status.INCOMPLETE] * 2 and set(status[:-4].tolist()) == {Status.OBSERVED}


def test_the_middle_of_the_nowcast_is_what_the_months_came_to(home: Node) -> None:
    source, panel, at = panel_at(home, "2021-12-10")
    nowcast = nowcast_of(home, source, panel, at)
    assert nowcast is not None and nowcast.as_of == np.datetime64("2021-12-10")
    row = panel.column("place").index("MX-TAB")
    assert nowcast.quantile(0.5)[row, -1] == pytest.approx(2 * FINAL, rel=0.06)
    assert nowcast.basis[row, -1] in (Stand.OWN, Stand.POOLED)


def test_before_the_second_release_nothing_is_known_of_the_delay(home: Node) -> None:
    source, panel, at = panel_at(home, "2021-03-10")
    assert nowcast_of(home, source, panel, at) is None
    assert (panel.completeness == 1).all() and np.isinf(panel.concentration).all()


def test_a_stated_delay_is_used_before_any_was_seen_and_called_stated(tmp_path: Path) -> None:
    node = stating(late_home(tmp_path, DAYS[:1]), "[delays.mx-sesnsp]\nstated = [[10, 0.5, 20], [100, 1.0, 1000]]\n")
    source, panel, at = panel_at(node, "2021-03-10")
    nowcast = nowcast_of(node, source, panel, at)
    assert nowcast is not None and set(nowcast.basis[:, -1].tolist()) == {Stand.STATED}
    assert newest(panel, "MX-SLP")[0][-1] == pytest.approx(0.5, abs=0.05)
    assert newest(panel, "MX-SLP")[1][-1] == Status.INCOMPLETE


@pytest.mark.parametrize(
    "said", ["[[10, 1.5, 20]]", "[[10, 0.5]]", "[]", '"soon"', "[[-1, 0.5, 3]]", "[[true, 0.5, 3]]"]
)
def test_a_stated_delay_that_is_none_is_named_with_what_is_wanted(tmp_path: Path, said: str) -> None:
    node = stating(init_home(tmp_path), f"[delays.mx-sesnsp]\nstated = {said}\n")
    with pytest.raises(HomeError, match=r"delays\.mx-sesnsp"):
        _ = node.stated_delays


def test_a_delay_stated_of_no_source_is_said_to_be_so(tmp_path: Path) -> None:
    node = stating(init_home(tmp_path), "[delays.nflis]\nstated = [[60, 0.6, 20]]\n")
    with pytest.raises(HomeError, match=r"delays\.nflis\] is about no source"):
        _ = node.stated_delays


def test_vintages_hold_each_day_as_it_was(home: Node) -> None:
    source, panel, at = panel_at(home, "2021-12-10")
    vintages = vintages_of(home, source, panel, at)
    assert vintages is not None
    assert [str(day) for day in vintages.known] == list(DAYS)
    february = int(np.flatnonzero(panel.ends == np.datetime64(month(13)[1]))[0])
    row = panel.column("place").index("MX-SLP")
    assert vintages.value[:, row, february].tolist() == [280.0, 400.0, 400.0, 400.0, 400.0]
    assert np.isnan(vintages.value[0, :, february + 1 :]).all()


def test_a_series_that_the_newest_file_is_silent_on_is_as_old_as_the_last_that_told_it(tmp_path: Path) -> None:
    node = late_home(tmp_path, DAYS[:4])
    lay(node, "2021-12-10", STATES[1:])
    source, panel, at = panel_at(node, "2021-12-10")
    vintages = vintages_of(node, source, panel, at)
    assert vintages is not None
    silent = panel.column("place").index(STATES[0])
    assert np.isnan(vintages.value[4, silent]).all() and np.isfinite(vintages.value[3, silent]).any()
    share, _ = newest(panel, STATES[0])
    september = int(np.flatnonzero(panel.ends == np.datetime64(month(20)[1]))[0])
    assert share[september] == pytest.approx(0.7, abs=0.04)  # told ten days after its end, and never again
    assert newest(panel, STATES[1])[0][september] == 1.0


def test_a_total_is_compared_only_where_one_release_told_all_its_parts(tmp_path: Path) -> None:
    node = init_home(tmp_path)
    lay(node, "2021-03-10", STATES[:4])
    lay(node, "2021-05-10")
    source, panel, at = panel_at(node, "2021-05-10")
    vintages = vintages_of(node, source, panel, at)
    assert vintages is not None
    country = panel.column("level").index("country")
    assert np.isnan(vintages.value[0, country]).all() and np.isfinite(vintages.value[1, country]).any()


def test_a_kept_nowcast_reads_as_it_was_worked_out(home: Node) -> None:
    source, panel, at = panel_at(home, "2021-10-10")
    fresh = nowcast_of(home, source, panel, at)
    (note,) = [one for one in (home.directory / "cache" / "nowcasts").rglob("*.npz") if _of(one, "2021-10-10")]
    again = kept(note, _text(note))
    assert fresh is not None and again is not None
    for name in ("reported", "completeness", "concentration", "mean", "quantiles", "basis"):
        np.testing.assert_array_equal(getattr(fresh, name), getattr(again, name))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in memory: what is not in the home is worked out."""
    monkeypatch.setattr(kept_nowcasts, "in_memory", OrderedDict())


def test_broken_notes_are_worked_out_anew(home: Node, forgetful: None) -> None:
    source, panel, at = panel_at(home, "2021-07-10")
    before = nowcast_of(home, source, panel, at)
    kept_nowcasts.in_memory.clear()
    notes = sorted((home.directory / "cache").rglob("*.npz"))
    assert len(notes) > 3
    for number, note in enumerate(notes):
        whole, half = note.read_bytes(), note.stat().st_size // 2
        note.write_bytes((b"", b"no note", whole[:half], whole[:half] + bytes(60) + whole[half + 60 :])[number % 4])
    again = nowcast_of(home, source, panel, at)
    assert before is not None and again is not None and again is not before
    np.testing.assert_array_equal(before.quantiles, again.quantiles)


def test_a_home_without_room_for_notes_is_read_all_the_same(tmp_path: Path, forgetful: None) -> None:
    node = late_home(tmp_path, DAYS[:2])
    for name in ("vintages", "nowcasts"):
        (node.directory / "cache" / name).write_text("no folder")
    source, panel, at = panel_at(node, DAYS[1])
    assert nowcast_of(node, source, panel, at) is not None


def test_notes_of_other_code_are_not_read(home: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    source, _, at = panel_at(home, "2021-07-10")
    days, known = releases_by(home, source, at)
    monkeypatch.setattr(vintages, "written", lambda: "another release of the program")
    assert releases_by(home, source, at)[0] == days == 3
    assert releases_by(home, source, at)[1] != known


def test_of_one_panel_the_newest_notes_stay_and_of_others_all(home: Node, tmp_path: Path) -> None:
    source, panel, at = panel_at(home, "2021-07-10")
    nowcast = nowcast_of(home, source, panel, at)
    assert nowcast is not None
    other = note_of(tmp_path, "s", "files", "b" * 32, "state")
    keep(*other, nowcast)
    for number in range(kept_nowcasts.MOST + 3):
        keep(*note_of(tmp_path, "s", "files", "a" * 32, f"state {number}"), nowcast)
    notes = list((tmp_path / "cache").rglob("*.*"))
    assert len([one for one in notes if one.suffix == ".npz"]) == kept_nowcasts.MOST + 1
    assert other[0] in notes and not [one for one in notes if one.suffix == ".new"]


def test_where_memory_is_short_the_newest_periods_are_nowcast(
    home: Node, forgetful: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, panel, at = panel_at(home, "2021-12-10")
    whole = nowcast_of(home, source, panel, at)
    kept_nowcasts.in_memory.clear()
    monkeypatch.setattr(delays, "MOST_CELLS", len(panel) * 20)
    monkeypatch.setattr(kept_nowcasts, "kept", lambda *_: None)
    short = nowcast_of(home, source, panel, at)
    assert whole is not None and short is not None
    assert short.periods.tolist() == panel.periods[-20:].tolist() != whole.periods.tolist()
    cut = delays.with_completeness(panel, short, source)
    np.testing.assert_allclose(cut.completeness, panel.completeness, atol=0.02)


def _text(note: Path) -> str:
    with np.load(note) as held:
        return str(held[FOLLOWS_FROM])


def _of(note: Path, day: str) -> bool:
    with np.load(note) as held:
        return str(held["as_of"]) == day
