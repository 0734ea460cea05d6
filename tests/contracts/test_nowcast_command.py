"""`tocsin nowcast`: a table of reports in, what its newest periods will come to out, and every row told."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.made_spreadsheets import write_xlsx
from tocsin.bulletins.hubverse import read_model_output, read_truth
from tocsin.bulletins.nowcasted import told_period
from tocsin.cli.application import run
from tocsin.errors import FileRefused
from tocsin.flow.nowcast_file import NowcastFile, nowcast_file
from tocsin.flow.nowcast_notes import notes_of
from tocsin.records.period import Cadence
from tocsin.sources.counted.report_headings import report_headings
from tocsin.sources.counted.report_kind import told_kind
from tocsin.sources.counted.reports import ReportTable, read_reports

SHARES = (0.35, 0.25, 0.15, 0.1, 0.08, 0.05, 0.02)
FIRST = date(2025, 6, 2)
WEEKS = 52
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "reports.csv") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return written


def added(weeks: int = WEEKS, mean: float = 200.0, seed: int = 4) -> np.ndarray:
    """What each of seven steps added to each week, all of it."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(rng.poisson(mean, weeks), SHARES)


def week(number: int) -> date:
    return FIRST + timedelta(days=7 * number)


def long_rows(figures: np.ndarray, series: str = "", weekday: int = 2) -> list[str]:
    """A row for each report that had come by the last week."""
    name = f"{series}," if series else ""
    size = len(figures)
    return [
        f"{name}{week(at)},{week(at + step) + timedelta(days=weekday)},{count}"
        for at in range(size)
        for step, count in enumerate(figures[at])
        if at + step < size and count
    ]


def triangle_rows(figures: np.ndarray, empty: str = "") -> list[str]:
    size = len(figures)
    return [
        f"{week(at)}," + ",".join(str(figures[at, step]) if at + step < size else empty for step in range(7))
        for at in range(size)
    ]


HEAD = "week," + ",".join(map(str, range(7))) + "\n"


def table(head: str, rows: Sequence[str]) -> str:
    return head.strip() + "\n" + "\n".join(rows) + "\n"


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run(["nowcast", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def reasons(read: ReportTable) -> list[tuple[int, str]]:
    assert read.rows_in == len(read) + len(read.aside)
    return [(one.row, one.reason) for one in read.aside]


def same(one: NowcastFile, other: NowcastFile) -> None:
    np.testing.assert_array_equal(one.triangle.total, other.triangle.total)
    np.testing.assert_array_equal(one.nowcast.quantiles, other.nowcast.quantiles)


class TestShapes:
    def test_long_triangle_and_totals_are_the_same_table(self, write: Write) -> None:
        figures = added()
        long = nowcast_file(write(table("event,report,count", long_rows(figures))))
        triangle = nowcast_file(write(table(HEAD, triangle_rows(figures)), "t.csv"))
        totals = nowcast_file(write(table(HEAD, triangle_rows(figures.cumsum(axis=1))), "c.csv"))
        assert (long.table.kind, triangle.table.kind, totals.table.kind) == ("added", "added", "totals")
        assert long.triangle.cadence is Cadence.WEEK and long.triangle.total.shape == (1, WEEKS, 7)
        same(long, triangle)
        same(long, totals)

    def test_totals_in_a_long_table_are_told_apart_from_what_was_added(self, write: Write) -> None:
        figures = added()
        long = nowcast_file(write(table("event,report,count", long_rows(figures.cumsum(axis=1)))))
        assert long.table.kind == "totals"
        same(long, nowcast_file(write(table(HEAD, triangle_rows(figures)), "t.csv")))

    @pytest.mark.parametrize(
        "head",
        [
            "date,value_0d,value_1d,value_2d",
            "fecha,retraso 0,retraso 1,retraso 2",
            "semaine,Délai 0,Délai 1,Délai 2",
            "week,D+0,D+1,D+2",
            "Event date,0 weeks,1 week,2 weeks+",
        ],
    )
    def test_delays_are_known_by_many_headings(self, head: str) -> None:
        found = report_headings(head.split(","))
        assert [step for _, step in found.delays] == [0, 1, 2] and not found.report

    @pytest.mark.parametrize(
        ("head", "report", "count"),
        [
            ("event,report,count", "report", "count"),
            ("fecha del evento,fecha de reporte,casos", "fecha de reporte", "casos"),
            ("Date de l'événement,Date de rapport,cas", "Date de rapport", "cas"),
            ("date of death,registration date", "registration date", ""),
            ("date,as_of,value", "as_of", "value"),
        ],
    )
    def test_the_two_dates_are_known_in_three_languages(self, head: str, report: str, count: str) -> None:
        found = report_headings(head.split(","))
        assert (found.report, found.count) == (report, count) and found.event == head.split(",", maxsplit=1)[0]

    def test_a_workbook_and_parquet_and_gzip_are_read_alike(self, write: Write, tmp_path: Path) -> None:
        figures = added()
        plain = nowcast_file(write(table(HEAD, triangle_rows(figures))))
        cells = [
            [week(at), *(int(figures[at, step]) if at + step < WEEKS else None for step in range(7))]
            for at in range(WEEKS)
        ]
        same(plain, nowcast_file(write_xlsx(tmp_path / "t.xlsx", [["week", *map(str, range(7))], *cells])))
        columns = {"week": [row[0] for row in cells]} | {str(d): [row[1 + d] for row in cells] for d in range(7)}
        parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
        same(plain, nowcast_file(tmp_path / "t.parquet"))
        (tmp_path / "t.csv.gz").write_bytes(gzip.compress(table(HEAD, triangle_rows(figures)).encode()))
        same(plain, nowcast_file(tmp_path / "t.csv.gz"))

    def test_rows_of_single_events_are_counted_and_not_kept(self, write: Write) -> None:
        figures = added(30, 12.0)
        rows = [line.rsplit(",", 1) for line in long_rows(figures)]
        singles = write(table("event,report", [key for key, count in rows for _ in range(int(count))]))
        made = nowcast_file(singles)
        assert made.table.one_each and not made.table.added_up
        same(made, nowcast_file(write(table("event,report,count", [",".join(row) for row in rows]), "c.csv")))

    def test_columns_that_name_series_are_given(self, write: Write) -> None:
        head = "place,age," + HEAD
        rows = [f"{place},{age},{row}" for place in "ab" for age in ("0", "1") for row in triangle_rows(added())]
        with pytest.raises(FileRefused, match="--series place,age"):
            nowcast_file(write(table(head, rows)))
        made = nowcast_file(write(table(head, rows)), series=("place", "age"))
        assert made.table.names == ("a · 0", "a · 1", "b · 0", "b · 1")

    def test_weekly_periods_may_have_delays_in_days(self, write: Write) -> None:
        head = "week," + ",".join(f"value_{7 * step}d" for step in range(7))
        made = nowcast_file(write(table(head, triangle_rows(added()))))
        assert made.triangle.total.shape == (1, WEEKS, 7)

    def test_days_of_events_become_weeks_where_so_asked(self, write: Write) -> None:
        rng = np.random.default_rng(2)
        days = [FIRST + timedelta(days=int(day)) for day in np.repeat(np.arange(140), 6)]
        lags = rng.geometric(0.12, len(days)) - 1
        rows = [f"{day},{day + timedelta(days=int(lag))}" for day, lag in zip(days, lags, strict=True)]
        made = nowcast_file(write(table("event,report", rows)), as_of="2025-10-19", cadence="week")
        assert made.triangle.cadence is Cadence.WEEK and made.nowcast.reported[0, -1] < 20
        assert made.nowcast.quantile(0.05)[0, -1] < 42 < made.nowcast.quantile(0.95)[0, -1]


class TestDays:
    def test_without_a_day_it_is_that_of_the_newest_report_and_is_said(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write(table("event,report,count", long_rows(added())))
        _, out, _ = asked(capsys, path)
        newest = week(WEEKS - 1) + timedelta(days=2)
        assert f"As known on {newest.day} {newest:%B %Y}, the day of the newest report" in out
        said = json.loads(asked(capsys, path, "--json")[1])
        assert said["as_of"] == newest.isoformat() and not said["as_of_given"]

    def test_an_earlier_day_is_the_table_as_it_stood_then(self, write: Write) -> None:
        figures = added()
        whole = nowcast_file(write(table("event,report,count", long_rows(figures))), as_of=str(week(40) - timedelta(1)))
        then = nowcast_file(write(table("event,report,count", long_rows(figures[:40])), "then.csv"))
        same(whole, then)
        assert whole.later == len(long_rows(figures)) - len(long_rows(figures[:40])) and whole.given
        triangle = nowcast_file(write(table(HEAD, triangle_rows(figures)), "t.csv"), as_of=str(week(40) - timedelta(1)))
        same(whole, triangle)

    def test_a_week_that_is_not_over_is_not_read_unless_its_one_report_has_come(self, write: Write) -> None:
        figures = added()
        weekly = nowcast_file(write(table("event,report,count", long_rows(figures))))
        assert weekly.unfinished == 0 and weekly.triangle.now == weekly.triangle.periods[-1]
        twice = [line.rsplit(",", 1) for line in long_rows(figures)]
        odd = [f"{week(3)},{week(3) + timedelta(days=4)},1"]
        daily = nowcast_file(write(table("event,report,count", [*odd, *(",".join(row) for row in twice)]), "d.csv"))
        assert daily.unfinished > 0 and len(daily.nowcast.periods) == WEEKS - 1

    def test_a_day_before_everything_is_refused(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(table("event,report,count", long_rows(added())))
        assert asked(capsys, path, "--as-of", "2020-01-01")[0] == 5
        assert asked(capsys, path, "--as-of", "soon")[0] == 5


class TestAnswers:
    def test_the_first_line_says_it_in_words(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(table(HEAD, triangle_rows(added())))
        code, out, _ = asked(capsys, path)
        seen = int(added()[-1, 0])
        assert code == 0 and out.startswith(f"Week of 25 May 2026: {seen} are reported; it will come to about ")
        assert "(80%: " in out.splitlines()[0] and "stands on" in out and "its own delays" in out
        assert asked(capsys, path, "--language", "fr")[1].startswith(
            f"Semaine du 25 mai 2026\N{NO-BREAK SPACE}: {seen} rapportés"
        )
        assert asked(capsys, path, "--language", "es")[1].startswith(
            f"Semana del 25 de mayo de 2026: {seen} informados"
        )

    def test_the_sentence_has_its_figures(self) -> None:
        days = (date(2026, 11, 2), date(2026, 11, 8), "week")
        told = told_period(*days, 181, 239.4, 220.2, 262.0, 0.756, 2, "en")
        assert (
            told
            == "Week of 2 November 2026: 181 are reported; it will come to about 239 (80%: 220 to 262); usually 76% are in by then."
        )
        assert "cannot be said" in told_period(*days, 181, np.nan, np.nan, np.nan, np.nan, 0, "en", series="a")
        assert "no more are expected" in told_period(*days, 181, 181, 181, 181, 1.0, 1, "en")
        assert "taken back" in told_period(*days, 181, 170, 160, 180, 1.06, 2, "en")

    def test_the_truth_lies_within_what_was_said(self, write: Write) -> None:
        inside: list[bool] = []
        for seed in range(12):
            figures = added(seed=seed)
            made = nowcast_file(write(table(HEAD, triangle_rows(figures))))
            low, high = (made.nowcast.quantile(level)[0, -6:] for level in (0.1, 0.9))
            truth = figures[-6:].sum(axis=1)
            inside += ((low <= truth) & (truth <= high)).tolist()
        assert 0.65 < np.mean(inside) < 0.95

    def test_csv_holds_every_period_with_its_quantiles(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(table(HEAD, triangle_rows(added())))
        _, out, err = asked(capsys, path, "--format", "csv", "--levels", "0.05,0.95,0.5")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert list(rows[0]) == [
            "series",
            "period",
            "start",
            "end",
            "reported",
            "completeness",
            "mean",
            "q0.05",
            "q0.5",
            "q0.95",
            "basis",
        ]
        assert len(rows) == WEEKS and rows[0]["basis"] == "closed" and rows[-1]["basis"] == "own"
        assert rows[0]["reported"] == rows[0]["q0.95"] == str(int(added()[0].sum()))
        assert float(rows[-1]["q0.05"]) < float(rows[-1]["q0.5"]) < float(rows[-1]["q0.95"])
        assert "52 rows: 52 accepted, 0 set aside." in err
        lines = [json.loads(line) for line in asked(capsys, path, "--format", "json")[1].splitlines()]
        assert len(lines) == WEEKS and list(lines[0])[-2:] == ["q0.9", "basis"]

    def test_sums_over_several_periods(self, write: Write) -> None:
        figures = added()
        made = nowcast_file(write(table(HEAD, triangle_rows(figures))), window=4)
        assert made.nowcast.reported[0, 10] == figures[7:11].sum()

    def test_a_hub_file_is_written_and_read_back(
        self, write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = write(table(HEAD, triangle_rows(added())))
        assert asked(capsys, path, "--hub", tmp_path / "hub", "--team", "lab", "--target", "seizures")[0] == 0
        rows = read_model_output([tmp_path / "hub" / "model-output"])
        truths = read_truth(tmp_path / "hub" / "target-data" / "oracle-output.csv")
        assert truths.table["oracle_value"].to_pylist() == added()[: WEEKS - 6].sum(axis=1).tolist()
        assert len(rows) == 6 * 24 and set(rows.table["model_id"].to_pylist()) == {"lab-tocsin"}
        assert asked(capsys, path, "--hub", tmp_path / "hub")[0] == 2

    def test_a_plot_is_written(self, write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        path = write(table(HEAD, triangle_rows(added())))
        assert asked(capsys, path, "--plot", tmp_path / "n.svg")[0] == 0
        assert "what it will come to" in (tmp_path / "n.svg").read_text()
        assert asked(capsys, path, "--plot", tmp_path / "n.doc")[0] == 2
        assert asked(capsys, path, "--out", path)[0] == 2

    def test_levels_beyond_the_method_are_refused(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(table(HEAD, triangle_rows(added())))
        assert [asked(capsys, path, "--levels", text)[0] for text in ("0.999", "half", "0.5")] == [5, 2, 0]


class TestWhatIsTold:
    def test_rows_in_are_rows_accepted_and_rows_set_aside(self, write: Write) -> None:
        bad = [
            "2026-13-01,2026-05-27,3",
            ",2026-05-27,3",
            "2026-05-25,2026-05-20,3",
            "2026-05-25,2026-05-28,many",
            "2026-05-25,2026-05-28,",
            "2026-05-25,2026-05-28",
            "2026-05-25,2026-05,3",
        ]
        rows = long_rows(added())
        read = read_reports(write(table("event,report,count", [*rows, *bad, rows[0]])))
        start = len(rows)
        assert reasons(read) == [
            (start + 1, "not_a_period"),
            (start + 2, "no_period"),
            (start + 3, "before_event"),
            (start + 4, "not_a_number"),
            (start + 5, "no_count"),
            (start + 6, "unreadable_row"),
            (start + 7, "other_period"),
            (start + 8, "twice"),
        ]

    def test_a_row_of_a_triangle_with_a_word_in_it_is_set_aside_whole(self, write: Write) -> None:
        rows = triangle_rows(added())
        rows[3] = rows[3].replace(",", ",x", 1)
        read = read_reports(write(table(HEAD, rows)))
        assert reasons(read) == [(4, "not_a_number")] and read.aside[0].column == "0"

    def test_rows_of_one_pair_of_dates_add_up_and_are_told(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = long_rows(added())
        path = write(table("event,report,count,sex", [*(f"{row},f" for row in rows), *(f"{row},m" for row in rows)]))
        made = nowcast_file(path)
        np.testing.assert_array_equal(made.nowcast.reported[0, 0], 2 * added()[0].sum())
        out = asked(capsys, path)[1]
        assert f"{len(rows)} rows share series, event and report date" in out and "Columns not used: sex." in out

    def test_zeros_after_the_newest_week_are_taken_for_empty_and_told(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        figures = added()
        path = write(table(HEAD, triangle_rows(figures, "0")))
        same(nowcast_file(path), nowcast_file(write(table(HEAD, triangle_rows(figures)), "t.csv")))
        assert "all cells are 0: they were read as empty" in asked(capsys, path)[1]

    def test_figures_that_may_be_either_are_asked_about(self, write: Write) -> None:
        assert told_kind(np.array([-1.0] * 3 + [2.0] * 5), 0) == "added"
        assert told_kind(np.array([2.0] * 8), 0) == "totals"
        for steps in ([2.0] * 7, [2.0] * 19 + [-1.0]):
            with pytest.raises(FileRefused, match="--counts totals"):
                told_kind(np.array(steps), 0)

    def test_a_history_too_short_says_how_much_is_wanted(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write(table("event,report,count", long_rows(added(8))))
        code, _, err = asked(capsys, path, "--max-delay", "6")
        assert code == 4 and "too short" in err and "at least 11 periods" in err
        assert asked(capsys, write(table(HEAD, triangle_rows(added(11))), "t.csv"), "--max-delay", "6")[0] == 0

    def test_a_mistyped_year_is_refused_before_years_of_nothing_are_nowcast(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = [*long_rows(added()), f"1925-06-01,{week(3)},1"]
        code, _, err = asked(capsys, write(table("event,report,count", rows)))
        assert code == 4 and "far from all others" in err and "1925-06-01" in err

    def test_a_straggler_does_not_keep_all_weeks_open(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(table("event,report,count", [*long_rows(added()), f"{week(1)},{week(45) + timedelta(days=2)},1"]))
        made = nowcast_file(path)
        assert made.triangle.total.shape[2] == 7 and made.beyond == 1
        assert "1 came more than 6 weeks late and is left out" in asked(capsys, path)[1]

    def test_a_triangle_without_empty_cells_is_closed_and_ends_with_its_last_row(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        figures = added()
        whole = [f"{week(at)}," + ",".join(map(str, figures[at])) for at in range(WEEKS)]
        made = nowcast_file(write(table(HEAD, whole)))
        assert len(made.nowcast.periods) == WEEKS and not len(made.open_columns)
        assert "no more are expected" in asked(capsys, write(table(HEAD, whole)))[1]
        earlier = nowcast_file(write(table(HEAD, whole)), as_of=str(week(WEEKS) - timedelta(days=1)))
        same(earlier, nowcast_file(write(table(HEAD, triangle_rows(figures)), "t.csv")))

    def test_silent_periods_and_reports_taken_back_are_pointed_at(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        figures = added()
        figures[20] = 0
        figures[10, 3] = -5
        rows = [row for at, row in enumerate(triangle_rows(figures)) if at != 20]
        made = nowcast_file(write(table(HEAD, rows)))
        notes = notes_of(made)
        assert [start for start, _ in notes.silent] == [week(20)]
        assert (notes.taken_back, notes.most) == (1, 5.0)
        out = asked(capsys, write(table(HEAD, rows)))[1]
        assert "One period has no report at all: week of 20 October 2025." in out and "Once a total fell" in out

    def test_days_without_reports_are_named(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        rng = np.random.default_rng(6)
        rows: list[str] = []
        for number in np.repeat(np.arange(120), 15):
            day = FIRST + timedelta(days=int(number))
            told = day + timedelta(days=int(rng.geometric(0.4)) - 1)
            told += timedelta(days=max(0, 7 - told.weekday()) if told.weekday() > 4 else 0)
            if told <= FIRST + timedelta(days=119):
                rows.append(f"{day},{told}")
        out = asked(capsys, write(table("event,report", rows)))[1]
        assert "No reports come on: Saturday, Sunday." in out and "every row is one event" in out

    def test_tables_without_delays_are_refused_in_one_sentence(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for text, words in (
            ("date,observed\n2026-01-05,3\n", "no reporting delays"),
            ("event,report,count\n2026-13-05,2026-01-05,3\n", "no row"),
            ("event,reported,registered,count\n2026-01-05,2026-01-05,2026-01-05,3\n", "more than one column"),
            ("week,0,2,5\n2026-01-05,3,1,1\n", "do not follow"),
        ):
            code, out, err = asked(capsys, write(text))
            assert code == 4 and words in err and not out
        assert (
            asked(capsys)[0] == 2
            and asked(capsys, write(table(HEAD, triangle_rows(added()))), "--cadence", "x")[0] == 5
        )
