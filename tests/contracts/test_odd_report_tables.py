"""Tables of reports as people have them: what is odd in them is told, and nothing certain is made of nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tocsin.bulletins.hubverse import read_model_output
from tocsin.bulletins.nowcasted import told_period
from tocsin.cli.application import run
from tocsin.errors import BadValue, FileRefused
from tocsin.flow.nowcast_file import NowcastFile, as_table, nowcast_file
from tocsin.records.nowcast import Stand
from tocsin.sources.counted.report_kind import told_kind

SHARES = (0.4, 0.3, 0.2, 0.1)
FIRST, WEEKS = date(2025, 6, 2), 30
LONG = "event,report,count"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(head: str, rows: Sequence[str], name: str = "reports.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n")
        return path

    return written


def counts(mean: float = 100.0, seed: int = 2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.multinomial(rng.poisson(mean, WEEKS), SHARES)


def week(number: int) -> date:
    return FIRST + timedelta(days=7 * number)


def wednesday(number: int) -> date:
    return week(number) + timedelta(days=2)


def rows_of(figures: np.ndarray, first: int = 0, wrote: str = "%Y-%m-%d") -> list[str]:
    """A row for each report on a Wednesday that had come by the last week."""
    return [
        f"{week(first + at):{wrote}},{wednesday(first + at + step):{wrote}},{count}"
        for at in range(len(figures))
        for step, count in enumerate(figures[at])
        if at + step < len(figures)
    ]


def by_then(rows: Sequence[str], day: date) -> list[str]:
    return [row for row in rows if row.split(",")[-2] <= str(day)]


def same(one: NowcastFile, other: NowcastFile) -> None:
    assert as_table(one, (0.1, 0.5, 0.9)).equals(as_table(other, (0.1, 0.5, 0.9)))


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert run(["nowcast", *map(str, words)]) == 0
    return capsys.readouterr().out


class TestTheFutureNeverChangesThePast:
    @pytest.mark.parametrize("later", [0, 2, 4])
    def test_a_day_within_a_week_reads_the_bulletin_of_that_week(self, write: Write, later: int) -> None:
        rows, day = rows_of(counts()), wednesday(20) + timedelta(days=later)
        made = nowcast_file(write(LONG, rows), as_of=str(day))
        same(made, nowcast_file(write(LONG, by_then(rows, day)), as_of=str(day)))
        assert made.nowcast.periods.size == 21

    def test_a_second_report_later_in_that_week_is_not_read(self, write: Write) -> None:
        more = f"{week(20)},{week(20) + timedelta(days=4)},50"
        day = wednesday(20)
        made = nowcast_file(write(LONG, [*rows_of(counts()), more]), as_of=str(day))
        same(made, nowcast_file(write(LONG, by_then(rows_of(counts()), day)), as_of=str(day)))

    def test_a_series_that_begins_later_is_not_there_yet(self, write: Write) -> None:
        old = [f"old,{row}" for row in rows_of(counts())]
        new = [f"new,{row}" for row in rows_of(counts(seed=5)[:8], first=WEEKS - 8)]
        day = wednesday(18)
        made = nowcast_file(write(f"series,{LONG}", [*old, *new]), as_of=str(day))
        same(made, nowcast_file(write(f"series,{LONG}", by_then(old, day)), as_of=str(day)))
        assert made.table.names == ("old",) and made.read.names == ("old", "new")


class TestNothingIsMadeOfNothing:
    def test_after_a_long_silence_nothing_is_said_of_it(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(LONG, rows_of(counts()))
        made = nowcast_file(path, as_of="2026-06-30")
        same(made, nowcast_file(path))
        assert made.quiet == 26
        assert "No report came in the 26 weeks before that day" in said(capsys, path, "--as-of", "2026-06-30")
        told = json.loads(said(capsys, path, "--as-of", "2026-06-30", "--json"))
        assert (told["quiet"], told["known_to"]) == (26, "2025-12-28")

    def test_a_silence_no_longer_than_before_is_read_as_nothing(self, write: Write) -> None:
        rows = [row for row in rows_of(counts()) if row.split(",")[1] not in {str(wednesday(9)), str(wednesday(10))}]
        assert nowcast_file(write(LONG, rows), as_of=str(week(WEEKS + 2) - timedelta(days=1))).quiet == 0

    def test_counts_that_never_came_late_teach_no_delay(self, write: Write) -> None:
        with pytest.raises(FileRefused, match="no delay to learn"):
            nowcast_file(write(LONG, [f"{week(at)},{wednesday(at)},9" for at in range(WEEKS)]))

    def test_zeros_alone_are_refused_as_zeros(self, write: Write) -> None:
        with pytest.raises(FileRefused, match="all counts are 0"):
            nowcast_file(write(LONG, rows_of(counts() * 0)))

    def test_sums_over_more_periods_than_there_are_are_refused(self, write: Write) -> None:
        with pytest.raises(BadValue, match="1 to 30"):
            nowcast_file(write(LONG, rows_of(counts())), window=31)

    def test_a_short_table_is_not_told_to_follow_fewer_delays_in_vain(self, write: Write) -> None:
        with pytest.raises(FileRefused) as refused:
            nowcast_file(write(LONG, rows_of(counts()[:3])))
        assert "--max-delay" not in str(refused.value) and "periods: 3" in str(refused.value)

    def test_days_are_not_made_of_weeks(self, write: Write) -> None:
        path = write(LONG, rows_of(counts()))
        with pytest.raises(FileRefused, match="as short as these"):
            nowcast_file(path, cadence="day")
        assert nowcast_file(path, cadence="month", max_delay=1).table.cadence.value == "month"

    def test_a_day_to_come_is_refused(self, write: Write) -> None:
        with pytest.raises(BadValue, match="has not come"):
            nowcast_file(write(LONG, rows_of(counts())), as_of="2999-01-01")


class TestRowsThatCannotBe:
    def test_reports_of_days_to_come_are_set_aside(self, write: Write) -> None:
        made = nowcast_file(write(LONG, [*rows_of(counts()), f"{week(28)},2199-01-07,5"]))
        assert [(one.reason, one.found) for one in made.read.aside] == [("after_today", "2199-01-07")]
        same(made, nowcast_file(write(LONG, rows_of(counts()))))

    def test_swapped_columns_are_told_and_nothing_is_nowcast(self, write: Write) -> None:
        with pytest.raises(FileRefused, match="columns event and report are swapped"):
            nowcast_file(write("report,event,count", rows_of(counts())))

    def test_a_row_that_cannot_be_read_does_not_give_away_a_name(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        persons = [f"Roe {at},{row}" for at, row in enumerate(rows_of(counts()))]
        path = write(f"name,{LONG}", [*persons, f"Doe, Jane,{week(3)},{wednesday(3)},1"])
        for words in ((), ("--json",)):
            out = said(capsys, path, *words)
            assert "Doe" not in out and "Roe" not in out

    def test_a_table_cut_off_at_a_day_of_reports_leaves_out_the_stragglers_of_older_weeks(self, write: Write) -> None:
        rows = rows_of(counts())
        cut = nowcast_file(write(LONG, [row for row in rows if row.split(",")[1] >= str(week(10))]))
        whole = nowcast_file(write(LONG, [row for row in rows if row >= str(week(10))]))
        same(cut, whole)
        assert (cut.early, whole.early) == (6, 0)

    def test_totals_of_older_weeks_are_kept(self, write: Write) -> None:
        rows = rows_of(counts().cumsum(axis=1))
        made = nowcast_file(write(LONG, [row for row in rows if row.split(",")[1] >= str(week(10))]))
        assert made.early == 0 and made.table.kind == "totals" and made.nowcast.periods.size == 23


class TestTotals:
    def test_one_figure_below_zero_does_not_turn_totals_into_what_was_added(self, write: Write) -> None:
        assert told_kind(np.array([-3.0, -1.0, 2.0]), -4) == "added"
        path = write(LONG, [*rows_of(counts().cumsum(axis=1)), f"{week(3)},{wednesday(20)},-4"])
        with pytest.raises(FileRefused, match="lowest -4"):
            nowcast_file(path)
        made = nowcast_file(path, counts="totals")
        assert [one.reason for one in made.read.aside] == ["negative"]
        same(made, nowcast_file(write(LONG, rows_of(counts().cumsum(axis=1)))))

    def test_totals_of_two_places_are_not_taken_from_one_another(self, write: Write) -> None:
        rows = [
            f"{place},{row}"
            for place, seed in (("north", 2), ("south", 3))
            for row in rows_of(counts(seed=seed).cumsum(axis=1))
        ]
        path = write(f"place,{LONG}", rows)
        with pytest.raises(FileRefused, match="say --series place"):
            nowcast_file(path)
        assert nowcast_file(path, series=("place",)).table.names == ("north", "south")

    def test_totals_of_weeks_are_read_as_totals_in_months_too(self, write: Write) -> None:
        added = nowcast_file(write(LONG, rows_of(counts())), cadence="month")
        totals = nowcast_file(write(LONG, rows_of(counts().cumsum(axis=1)), "reports.csv"), cadence="month")
        assert totals.table.kind == "totals"
        np.testing.assert_array_equal(added.triangle.total, totals.triangle.total)

    def test_what_was_added_up_can_be_kept_apart(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [f"{place},{row}" for place, seed in (("north", 2), ("south", 3)) for row in rows_of(counts(seed=seed))]
        assert "--series place keeps them apart" in said(capsys, write(f"place,{LONG}", rows))


class TestShapes:
    def test_a_column_for_each_day_of_a_report_is_read(self, write: Write) -> None:
        totals = counts().cumsum(axis=1)
        lines = [
            f"{week(at)}," + ",".join(str(totals[at, min(by - at, 3)]) if by >= at else "" for by in range(WEEKS))
            for at in range(WEEKS)
        ]
        wide = nowcast_file(write("week," + ",".join(str(wednesday(by)) for by in range(WEEKS)), lines))
        assert wide.table.kind == "totals" and wide.read.rows_in == len(wide.read) == WEEKS * (WEEKS + 1) // 2
        long = nowcast_file(write(LONG, rows_of(totals)))
        np.testing.assert_array_equal(wide.nowcast.reported, long.nowcast.reported)

    def test_a_word_below_a_day_of_a_report_is_told_with_its_column(self, write: Write) -> None:
        totals = counts().cumsum(axis=1)
        lines = [
            f"{week(at)}," + ",".join(str(totals[at, min(by - at, 3)]) if by >= at else "0" for by in range(WEEKS))
            for at in range(WEEKS)
        ]
        lines[4] = lines[4].rsplit(",", 1)[0] + ",n/k"
        read = nowcast_file(write("week," + ",".join(str(wednesday(by)) for by in range(WEEKS)), lines)).read
        assert [(one.row, one.column, one.found) for one in read.aside] == [(5, str(wednesday(WEEKS - 1)), "n/k")]

    def test_a_dash_in_a_triangle_is_an_empty_cell(self, write: Write) -> None:
        figures = counts()
        made = [
            nowcast_file(
                write(
                    "week,0,1,2,3",
                    [
                        f"{week(at)},"
                        + ",".join(str(figures[at, step]) if at + step < WEEKS else empty for step in range(4))
                        for at in range(WEEKS)
                    ],
                )
            )
            for empty in ("", "-", "\N{EN DASH}")
        ]
        same(made[0], made[1])
        same(made[0], made[2])

    @pytest.mark.parametrize(
        "head",
        ["event week,report week,count", "date,publication date,n", "semana del evento,semana de reporte,casos"],
    )
    def test_more_names_for_the_two_dates(self, write: Write, head: str) -> None:
        same(nowcast_file(write(head, rows_of(counts()))), nowcast_file(write(LONG, rows_of(counts()))))

    def test_the_order_of_one_column_of_dates_tells_that_of_the_other(self, write: Write) -> None:
        months = [date(2023 + at // 12, at % 12 + 1, 1) for at in range(WEEKS)]
        rows = [
            f"{months[at]:%m/%d/%Y},{months[at + step]:%m}/10/{months[at + step]:%Y},{count}"
            for at in range(WEEKS)
            for step, count in enumerate(counts()[at])
            if at + step < WEEKS
        ]
        made = nowcast_file(write(LONG, rows))
        assert made.table.cadence.value == "month" and made.triangle.total.shape == (1, WEEKS, 4)


class TestSentences:
    @pytest.mark.parametrize(
        ("language", "one", "none"),
        [
            ("en", "1 is reported;", "nothing is known of it"),
            ("fr", "1 rapporté\N{NO-BREAK SPACE};", "on n’en sait rien"),
            ("es", "1 informado;", "no se sabe nada"),
        ],
    )
    def test_one_is_singular_and_the_unknown_is_no_dash(self, language: str, one: str, none: str) -> None:
        days = (date(2026, 3, 2), date(2026, 3, 8), "week")
        assert one in told_period(*days, 1.0, 2.0, 1.0, 4.0, 0.4, Stand.OWN, language)
        nan = float("nan")
        assert none in told_period(*days, nan, nan, nan, nan, nan, Stand.REFUSED, language)

    def test_delays_are_told_in_their_own_unit(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(LONG, rows_of(counts()))
        assert "delays of up to 3 weeks" in said(capsys, path)
        out = said(capsys, path, "--max-delay", "1", "--language", "fr")
        assert "retards jusqu’à 1 semaine" in out and "avec plus de 1 semaine de retard" in out

    @pytest.mark.parametrize("levels", ["", ",", "nan", "50%", "1.5"])
    def test_levels_that_make_no_sense_are_refused_with_a_next_step(
        self, write: Write, capsys: pytest.CaptureFixture[str], levels: str
    ) -> None:
        assert run(["nowcast", str(write(LONG, rows_of(counts()))), "--levels", levels]) != 0
        assert "Next: " in capsys.readouterr().err


class TestHub:
    def test_named_columns_are_task_ids_of_their_own(self, write: Write, tmp_path: Path) -> None:
        rows = [
            f"{place},nitazenes,{row}" for place, seed in (("ON", 2), ("BC", 3)) for row in rows_of(counts(seed=seed))
        ]
        path = write(f"province,drug,{LONG}", rows)
        told = ("--series", "province,drug", "--hub", str(tmp_path / "hub"), "--team", "lab", "--window", "2")
        assert run(["nowcast", str(path), *told]) == 0
        made = read_model_output([tmp_path / "hub" / "model-output"])
        assert {"province", "drug"} <= set(made.task_ids) and "location" not in made.task_ids
        assert set(made.table["province"].to_pylist()) == {"ON", "BC"}
        assert set(made.table["target"].to_pylist()) == {"count 2-week sum"}
