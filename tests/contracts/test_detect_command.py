"""`tocsin detect`: a table of counts in, the same rows with what is said of each out, and every other row told."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.made_spreadsheets import write_xlsx
from tocsin.bulletins.detected import judged_period, trend
from tocsin.cli.application import run
from tocsin.errors import BadValue, FileRefused
from tocsin.flow.spreadsheet import Spreadsheet, as_table, judged_file
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import of_values
from tocsin.methods.known_as import KNOWN_AS, listed, named, with_settings
from tocsin.records.period import Cadence
from tocsin.sources.counted.table import CountTable, read

METHOD = "usual_level"
COLUMNS = "observed,expected,upper,p_value,e_value,verdict,rung"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "counts.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written


def weeks(number: int, first: date = date(2020, 1, 6)) -> list[str]:
    return [(first + timedelta(days=7 * week)).isoformat() for week in range(number)]


def made(values: list[float], seed: int = 5) -> str:
    """A table of one series."""
    rows = [f"{day},{value:g}" for day, value in zip(weeks(len(values)), values, strict=True)]
    return "\n".join(["date,observed", *rows]) + "\n"


def poisson(number: int, mean: float = 20, seed: int = 5) -> list[float]:
    return np.random.default_rng(seed).poisson(mean, number).astype(float).tolist()


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run(["detect", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def reasons(table: CountTable) -> list[tuple[int, str]]:
    assert table.rows_in == len(table) + len(table.aside)
    return [(one.row, one.reason) for one in table.aside]


class TestWhatComesOut:
    def test_every_accepted_row_comes_back_with_the_answer_of_the_library(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        values = [*poisson(99), 90.0]
        code, out, err = asked(capsys, write(made(values)), "--method", METHOD, "--format", "csv")
        told = DETECTORS[METHOD].judge(of_values(np.array(values)))
        rows = rows_of(out)
        assert code == 0 and out.splitlines()[0] == f"series,date,{COLUMNS}"
        assert [row["date"] for row in rows] == weeks(100) and {row["series"] for row in rows} == {"counts"}
        expected = [float(row["expected"] or "nan") for row in rows]
        np.testing.assert_array_equal(expected, told.expected[0])  # every digit
        np.testing.assert_array_equal([float(row["p_value"] or "nan") for row in rows], told.p_value[0])
        assert rows[0]["verdict"] == "cannot_say" and rows[0]["expected"] == rows[0]["e_value"] == ""
        assert rows[-1]["verdict"] == "above" and rows[-1]["observed"] == "90"
        assert "100 rows: 100 accepted, 0 set aside." in err

    def test_rows_keep_the_order_of_the_file_and_are_judged_in_that_of_time(self, write: Write) -> None:
        lines = made(poisson(60)).splitlines()
        mixed = [lines[0], *np.random.default_rng(1).permutation(lines[1:]).tolist()]
        straight = as_table(judged_file(write("\n".join(lines)), METHOD))
        shuffled = as_table(judged_file(write("\n".join(mixed)), METHOD))
        assert shuffled["date"].to_pylist() == [line.split(",")[0] for line in mixed[1:]]
        assert shuffled.sort_by("date").equals(straight.sort_by("date"))

    def test_t_stays_t(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        text = "t,observed\n" + "".join(f"{t},{v:g}\n" for t, v in enumerate(poisson(40), 7))
        _, out, _ = asked(capsys, write(text), "--method", METHOD, "--format", "csv", "--set", "frequency=12")
        assert out.splitlines()[0] == f"series,t,{COLUMNS}" and rows_of(out)[0]["t"] == "7"
        assert read(write(text), 12).cadence is Cadence.MONTH and read(write(text)).cadence is Cadence.WEEK

    def test_json_lines_hold_the_same_rows(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = asked(capsys, write(made(poisson(30))), "--method", METHOD, "--format", "json")
        lines = [json.loads(line) for line in out.splitlines()]
        assert len(lines) == 30 and list(lines[0]) == ["series", "date", *COLUMNS.split(",")]
        assert lines[0]["expected"] is None and lines[-1]["expected"] > 0

    def test_since_judges_what_is_asked_and_changes_no_answer(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write(made(poisson(60)))
        whole = rows_of(asked(capsys, path, "--method", METHOD, "--format", "csv")[1])
        late = rows_of(asked(capsys, path, "--method", METHOD, "--format", "csv", "--since", "2021-01-04")[1])
        assert late == whole[52:]
        assert asked(capsys, path, "--method", METHOD, "--since", "2031-01-01")[0] == 5

    def test_the_terminal_says_it_in_a_sentence(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(made([10.0] * 99 + [90.0]))
        _, out, _ = asked(capsys, path, "--method", METHOD)
        assert "2021-11-29: 90 seen, 10 expected" in out and "above; by the method’s own rule" in out
        _, out, _ = asked(capsys, path, "--method", METHOD, "--language", "fr")
        assert "90 vus, 10 attendus" in out and "au-dessus" in out
        _, out, _ = asked(capsys, path, "--method", METHOD, "--language", "es")
        assert "90 vistos, 10 esperados" in out and "por encima" in out

    def test_json_tells_rows_and_the_newest_period_of_each_series(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write(made([10.0] * 99 + [90.0]) + "2021-12-06,many\n")
        code, out, _ = asked(capsys, path, "--method", METHOD, "--json")
        told = json.loads(out)
        assert code == 0 and (told["rows_in"], told["rows_accepted"], told["rows_set_aside"]) == (101, 100, 1)
        assert told["set_aside"] == [{"row": 101, "column": "observed", "reason": "not_a_number", "found": "many"}]
        assert [(one["date"], one["verdict"]) for one in told["newest"]] == [("2021-11-29", "above")]
        assert told["cadence"] == "week" and told["newest"][0]["sentence"].startswith("2021-11-29: 90 seen")

    def test_a_table_of_one_series_borrows_nothing(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = asked(capsys, write(made(poisson(60))))
        assert "stands on one to four years of its own history." in out and "lent" not in out
        assert "judged by best (ladder/" in out

    def test_a_first_after_394_empty_weeks_says_its_rank(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = json.loads(asked(capsys, write(made([*[0.0] * 394, 1.0])), "--json")[1])["newest"][0]
        assert told["verdict"] == "above" and told["rung"] == "first"
        assert "1 seen, for the first time: above" in told["sentence"] and "once in 395" in told["sentence"]

    def test_no_cannot_say_is_without_its_reason(self) -> None:
        odd = judged_period("2026-W01", 9, 0.03, float("nan"), "cannot_say", "season_lent", "en", chance=1 / 103)
        assert "0.03 expected: cannot say" in odd and "1 in 103" in odd
        unsaid = judged_period("2026-W01", 9, float("nan"), float("nan"), "cannot_say", "own", "en")
        assert unsaid == "2026-W01: 9 seen: cannot say; the method has no figure to hold it against here."
        short = judged_period("2026-W01", 9, 3.5, float("nan"), "within", "pooled", "en", alone=True)
        assert "no threshold that its history supports: within; stands on less than a year" in short

    def test_a_trend_is_told_by_its_class_and_its_growth(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        growing = [*poisson(156, 10), *(10 * 2 ** (np.arange(1, 41) / 26)).round().tolist()]
        told = json.loads(asked(capsys, write(made(growing)), "--method", "trend", "--json")[1])["newest"][0]
        assert told["verdict"] == "above" and "expected: increase, " in told["sentence"]
        assert trend(1, 0.0, "es") == "estable" and trend(float("nan"), 0.0, "fr") == ""

    def test_a_method_of_sums_says_that_it_sums(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = asked(capsys, write(made([5.0] * 120)), "--method", "historical_limits")
        assert "summed with the periods before it: 20 seen" in out

    @pytest.mark.parametrize("kind", ["svg", "png"])
    def test_a_plot_holds_each_series_its_band_and_its_alarms(self, write: Write, tmp_path: Path, kind: str) -> None:
        lines = [
            f"{s},{d},{v:g}" for s in ("Ohio", "Maine") for d, v in zip(weeks(60), [*poisson(59), 95], strict=True)
        ]
        target = tmp_path / f"judged.{kind}"
        path = write("\n".join(["series,date,observed", *lines]))
        assert run(["detect", str(path), "--method", METHOD, "--plot", str(target)]) == 0
        drawn = target.read_bytes()
        if kind == "png":
            assert drawn.startswith(b"\x89PNG")
        else:
            told = drawn.decode()
            assert "Ohio" in told and "Maine" in told and "triangle: rang" in told and "Source: counts.csv." in told

    def test_a_plot_over_t_has_numbers_below(self, write: Write, tmp_path: Path) -> None:
        text = "t,observed\n" + "".join(f"{t},{v:g}\n" for t, v in enumerate(poisson(50), 1001))
        target = tmp_path / "judged.svg"
        assert run(["detect", str(write(text)), "--method", METHOD, "--plot", str(target)]) == 0
        assert ">1,020<" in target.read_text() or ">1020<" in target.read_text()

    def test_a_plot_has_a_name_that_says_its_kind(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = asked(capsys, write(made([1.0])), "--method", METHOD, "--plot", "plot.gif")
        assert code == 2 and ".svg or .png" in err

    def test_the_table_itself_is_never_written_over(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write(made([3.0]))
        code, _, err = asked(capsys, path, "--method", METHOD, "--out", path.parent / "." / path.name)
        assert code == 2 and "write over the table" in err and path.read_text() == made([3.0])

    def test_text_that_a_spreadsheet_would_run_is_escaped(self, write: Write, tmp_path: Path) -> None:
        path, out = write('series,date,observed\n=1+1,2026-01-05,3\n"a, ""b""",2026-01-05,4\n'), tmp_path / "out.csv"
        assert run(["detect", str(path), "--method", METHOD, "--out", str(out)]) == 0
        assert [row["series"] for row in rows_of(out.read_text())] == ["'=1+1", 'a, "b"']


class TestWhatGoesIn:
    def test_headings_in_three_languages_and_any_case(self, write: Write) -> None:
        for heading in (
            "SERIES,Date,Observed,Tested",
            "serie;fecha;observado;analizados",
            "Série;DATE;Observé;Analysés",
        ):
            sign = ";" if ";" in heading else ","
            table = read(write(heading + "\n" + sign.join(("a", "2026-01-05", "3", "40")) + "\n"))
            assert table.names == ("a",) and table.observed.tolist() == [3.0]
            assert table.exposure is not None and table.exposure.tolist() == [40.0]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
    def test_encodings_and_the_mark_at_the_start(self, write: Write, encoding: str) -> None:
        table = read(write("série,date,observé\nMontréal,2026-01-05,3\n", encoding=encoding))
        assert table.names == ("Montréal",) and table.observed.tolist() == [3.0]

    def test_semicolons_and_decimal_commas(self, write: Write) -> None:
        table = read(write("date;observed;tested\n2026-01-05;12,5;1.200\n2026-01-12;7;1.300,5\n"))
        assert table.observed.tolist() == [12.5, 7.0]
        assert table.exposure is not None and table.exposure.tolist() == [1200.0, 1300.5]

    def test_thousands_in_quotes(self, write: Write) -> None:
        assert read(write('date,observed\n2026-01-05,"1,234"\n2026-01-12,7\n')).observed.tolist() == [1234.0, 7.0]

    def test_what_can_be_read_in_two_ways_is_refused(self, write: Write) -> None:
        with pytest.raises(FileRefused, match="two ways"):
            read(write("date;observed\n2026-01-05;1,234\n"))
        with pytest.raises(FileRefused, match="two ways"):
            read(write("date,observed\n03/04/2026,3\n"))
        assert read(write("date,observed\n03/04/2026,3\n13/04/2026,3\n")).key.to_pylist()[0] == "03/04/2026"

    def test_points_that_may_part_thousands_are_refused_with_a_question(self, write: Write) -> None:
        with pytest.raises(FileRefused, match="two ways"):
            read(write("fecha;casos\n2026-01-05;1.017\n2026-01-12;950\n"))
        assert read(write("fecha;casos\n2026-01-05;1.234.567\n2026-01-12;1.017\n")).observed.tolist() == [1234567, 1017]
        assert read(write("fecha;casos\n2026-01-05;1.017\n2026-01-12;9.5\n")).observed.tolist() == [1.017, 9.5]
        assert read(write("date,observed\n2026-01-05,1.017\n")).observed.tolist() == [1.017]

    @pytest.mark.parametrize(
        ("heading", "periods", "cadence"),
        [
            ("mes", ["enero 2026", "Febrero de 2026", "abr. 2026"], Cadence.MONTH),
            ("mois", ["janvier 2026", "février 2026", "août 2026"], Cadence.MONTH),
            ("month", ["Dec-25", "Jan-26", "Feb-26"], Cadence.MONTH),
            ("mes", ["01/2026", "02/2026"], Cadence.MONTH),
            ("month", ["202601", "202602"], Cadence.MONTH),
            ("date", ["01/12/2025", "01/01/2026", "01/02/2026"], Cadence.MONTH),
            ("date", ["5-Jan-2026", "January 12, 2026", "19-ene-26"], Cadence.WEEK),
            ("date", ["46027", "46034", "46041"], Cadence.WEEK),
            ("fecha", ["46023", "46054", "46082"], Cadence.MONTH),
            ("week", ["2026-09", "2026-10", "2026-14"], Cadence.WEEK),
            ("semaine", ["2026-S01", "2026-S2", "2026-S10"], Cadence.WEEK),
            ("semana", ["SE 01/2026", "SE 02/2026"], Cadence.WEEK),
            ("date", ["H2 2025", "H1 2026"], Cadence.HALF_YEAR),
            ("trimestre", ["T1 2026", "T2 2026"], Cadence.QUARTER),
        ],
    )
    def test_periods_as_people_write_them(
        self, write: Write, heading: str, periods: list[str], cadence: Cadence
    ) -> None:
        table = read(write(f"{heading};casos\n" + "".join(f"{one};1\n" for one in periods)))
        assert table.cadence is cadence and len(np.unique(table.period)) == len(periods) and not table.aside
        assert table.key.to_pylist() == periods

    def test_a_month_of_a_name_without_a_year_is_no_date(self, write: Write) -> None:
        assert reasons(read(write("mes,casos\n2026-01,3\nenero,3\nJan 05,3\n02/01/23,3\n"))) == [
            (2, "not_a_period"),
            (3, "not_a_period"),
            (4, "not_a_period"),
        ]

    def test_a_column_of_years_completes_months_and_weeks(self, write: Write) -> None:
        months = read(write("año,mes,casos\n2025,12,3\n2026,1,4\n2026,1,4\n"))
        assert months.cadence is Cadence.MONTH and np.diff(months.period).tolist() == [1] and not months.unused
        assert reasons(months) == [(3, "twice")]
        named_ = read(write("año,mes,casos\n2025,diciembre,3\n2026,enero,4\n"))
        assert named_.cadence is Cadence.MONTH and np.diff(named_.period).tolist() == [1]
        weeks_ = read(write("year,week,cases\n2020,53,3\n2021,1,4\n"))
        assert weeks_.cadence is Cadence.WEEK and np.diff(weeks_.period).tolist() == [1]
        halves = read(write("año,semestre,casos\n2025,1,3\n2025,2,4\n2026,1,4\n"))
        assert halves.cadence is Cadence.HALF_YEAR and np.diff(halves.period).tolist() == [1, 1]
        with pytest.raises(FileRefused, match="no row"):  # which part of the year?
            read(write("year,period,cases\n2025,1,3\n2025,2,4\n"))
        assert read(write("year,cases\n2024,3\n2025,4\n")).cadence is Cadence.YEAR
        assert read(write("year,date,cases\n2026,2026-01-05,3\n")).unused == ("year",)

    def test_further_headings_count_where_no_better_one_stands(self, write: Write) -> None:
        table = read(write("period,samples,detections\n2025-H1,40,3\n2025-H2,50,4\n"))
        assert table.observed.tolist() == [3, 4] and table.exposure is not None and table.exposure.tolist() == [40, 50]
        assert read(write("week ending,Number of cases\n2026-01-10,3\n2026-01-17,3\n")).cadence is Cadence.MMWR_WEEK
        assert read(write("date,cases,deaths\n2026-01-10,3,1\n")).unused == ("deaths",)

    def test_a_column_for_each_series_is_asked_for(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        path = write("fecha,fentanilo,xilacina,notas\n2026-01-05,3,1,\n2026-01-12,4,ND,alta\n2026-01-19,,2,\n")
        code, _, err = asked(capsys, path)
        assert code == 4 and "--wide" in err
        table = read(path, wide=True)
        assert table.names == ("fentanilo", "xilacina") and table.unused == ("notas",)
        np.testing.assert_array_equal(table.observed, [3, 4, np.nan, 1, 2])
        assert reasons(table) == [(2, "not_a_number")] and table.aside[0].column == "xilacina"
        assert asked(capsys, path, "--wide", "--method", METHOD)[0] == 0
        with pytest.raises(FileRefused, match="no column of this table is a series"):
            read(write("date\n2026-01-05\n"), wide=True)

    def test_a_workbook(self, tmp_path: Path) -> None:
        cells = [["date", "observed"], *[[day, n] for n, day in enumerate(weeks(10))]]
        path = write_xlsx(tmp_path / "counts.xlsx", cells)
        table = read(path)
        assert table.observed.tolist() == list(range(10)) and table.cadence is Cadence.WEEK

    def test_an_empty_cell_is_a_missing_week_and_no_zero(self, write: Write) -> None:
        text = made([5.0] * 40).replace("2020-09-28,5", "2020-09-28,").replace("2020-10-05,5", "2020-10-05,NA")
        rows = as_table(judged_file(write(text), METHOD)).to_pylist()
        assert len(rows) == 40 and [row["observed"] for row in rows[37:]] == [5.0, None, None]
        assert [row["verdict"] for row in rows[37:]] == ["within", "cannot_say", "cannot_say"]

    def test_a_gap_between_rows_is_missing_and_gives_no_row(self, write: Write) -> None:
        lines = made([5.0] * 40).splitlines()
        sheet = judged_file(write("\n".join([*lines[:20], *lines[23:]])), METHOD)
        assert sheet.counts.value.shape == (1, 40) and np.isnan(sheet.counts.value[0, 19:22]).all()
        assert len(as_table(sheet)) == 37

    def test_series_of_different_lengths_are_aligned_by_date(self, write: Write) -> None:
        days = weeks(6)
        lines = [f"long,{day},1" for day in days] + [f"short,{day},2" for day in days[2:4]]
        value = judged_file(write("\n".join(["series,date,observed", *lines])), METHOD).counts.value
        np.testing.assert_array_equal(value[0], np.ones(6))
        np.testing.assert_array_equal(value[1], [np.nan, np.nan, 2, 2, np.nan, np.nan])

    def test_known_outbreaks_tests_and_completeness_reach_the_counts(self, write: Write) -> None:
        text = (
            "date,observed,tested,excluded,completeness\n"
            "2026-01-05,3,40,yes,\n2026-01-12,4,,no,0.8\n2026-01-19,0,0,,60%\n"
        )
        counts = judged_file(write(text), METHOD).counts
        np.testing.assert_array_equal(counts.excluded[0], [True, False, False])
        np.testing.assert_array_equal(counts.exposure[0], [40, np.nan, np.nan])
        np.testing.assert_allclose(counts.completeness[0], [1, 0.8, 0.6])

    def test_a_series_without_a_figure_of_tests_is_judged_by_its_counts(self, write: Write) -> None:
        path = write(
            "series,date,observed,tested\na,2026-01-05,3,\na,2026-01-12,4,\nb,2026-01-05,4,9\nb,2026-01-12,4,\n"
        )
        np.testing.assert_array_equal(judged_file(path, METHOD).counts.exposure, [[1, 1], [9, np.nan]])

    def test_sisters_share_a_number_and_others_do_not(self, write: Write) -> None:
        path = write("series,date,observed\na,2026-01-05,3\nb,2026-01-05,4\n")
        assert judged_file(path, METHOD, sisters=True).counts.sister.tolist() == [0, 0]
        assert judged_file(path, METHOD).counts.sister.tolist() == [0, 1]

    def test_frequency_is_for_t_alone(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        for text, wrong in (("date,observed\n2026-01-05,3\n", "12"), ("t,observed\n1,3\n", "13")):
            assert asked(capsys, write(text), "--method", METHOD, "--set", f"frequency={wrong}")[0] in (4, 5)

    @pytest.mark.parametrize(
        ("days", "cadence"),
        [
            (["2026-01-05", "2026-01-12", "2026-02-02"], Cadence.WEEK),
            (["2026-01-04", "2026-01-11"], Cadence.MMWR_WEEK),
            (["2026-01-10", "2026-01-17"], Cadence.MMWR_WEEK),
            (["2026-01-07", "2026-01-14", "2026-01-21"], Cadence.WEEK),
            (["2020-W53", "2021-W01"], Cadence.WEEK),
            (["2026-01-01", "2026-02-01", "2026-05-01"], Cadence.MONTH),
            (["2026-01-31", "2026-02-28"], Cadence.MONTH),
            (["2026-03", "2026-04"], Cadence.MONTH),
            (["2026-01-01", "2026-04-01", "2026-10-01"], Cadence.QUARTER),
            (["2026-Q1", "2026-Q2"], Cadence.QUARTER),
            (["2025-07-01", "2026-01-01", "2026-07-01"], Cadence.HALF_YEAR),
            (["2025-H2", "2026-H1"], Cadence.HALF_YEAR),
            (["2024-01-01", "2025-01-01"], Cadence.YEAR),
            (["2024-12-31", "2025-12-31"], Cadence.YEAR),
            (["2024", "2025"], Cadence.YEAR),
            (["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-09"], Cadence.DAY),
            (["2026-01-05"], Cadence.WEEK),
        ],
    )
    def test_the_dates_tell_the_cadence(self, write: Write, days: list[str], cadence: Cadence) -> None:
        table = read(write("date,observed\n" + "".join(f"{day},1\n" for day in days)))
        assert table.cadence is cadence and len(np.unique(table.period)) == len(days)

    def test_the_last_week_of_a_long_year_is_a_week_of_its_own(self, write: Write) -> None:
        table = read(write("date,observed\n2020-W52,1\n2020-W53,1\n2021-W01,1\n"))
        assert np.diff(table.period).tolist() == [1, 1]

    def test_mixed_weekdays_are_read_as_the_week_they_lie_in(self, write: Write) -> None:
        days = [*weeks(8), "2020-03-03", "2020-03-09", "2020-03-12"]  # a Tuesday; a Monday and the Thursday after it
        table = read(write("date,observed\n" + "".join(f"{day},{n}\n" for n, day in enumerate(days))))
        assert table.cadence is Cadence.WEEK and len(table) == 9
        assert reasons(table) == [(10, "twice_different"), (11, "twice_different")]


class TestWhatIsSetAside:
    def test_rows_in_are_rows_accepted_and_rows_set_aside_each_with_its_reason(self, write: Write) -> None:
        text = (
            "series,date,observed,tested\n"
            "a,2026-01-05,3,10\n"
            "a,2026-01-12,many,10\n"
            "a,2026-01-19,-4,10\n"
            "a,2026-13-45,4,10\n"
            "a,,4,10\n"
            ",2026-01-26,4,10\n"
            "a,2026-02-02,11,10\n"
            "a,2026-02-09,1\n"
            "a,2026-02,1,10\n"
            "a,2026-02-16,inf,10\n"
            "a,2026-02-23,<5,10\n"
        )
        assert reasons(read(write(text))) == [
            (2, "not_a_number"),
            (3, "negative"),
            (4, "not_a_period"),
            (5, "no_period"),
            (6, "no_series"),
            (7, "more_than_tested"),
            (8, "unreadable_row"),
            (9, "other_period"),
            (10, "not_a_number"),
            (11, "not_a_number"),
        ]

    def test_the_same_row_again_is_set_aside_and_different_ones_are_all(self, write: Write) -> None:
        table = read(write("date,observed\n2026-01-05,3\n2026-01-05,3\n2026-01-12,4\n2026-01-12,5\n2026-01-19,6\n"))
        assert reasons(table) == [(2, "twice"), (3, "twice_different"), (4, "twice_different")]
        assert table.observed.tolist() == [3.0, 6.0]

    def test_rows_of_several_series_without_a_name_are_refused_not_halved(self, write: Write) -> None:
        lines = [f"{port},{day},{n}" for n, port in enumerate(("El Paso", "Ysleta")) for day in weeks(20)]
        with pytest.raises(FileRefused, match="tells them apart `series`: port"):
            read(write("\n".join(["port,week,seizures", *lines])))

    def test_a_date_in_the_future_is_judged_and_pointed_at(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = write(made(poisson(99)) + "2099-01-05,4\n")
        code, told, _ = asked(capsys, path, "--method", METHOD)
        assert code == 0 and "100 rows: 100 accepted, 0 set aside." in told
        assert "1 row lies in the future (2099-01-05): look at its date." in told
        assert json.loads(asked(capsys, path, "--method", METHOD, "--json")[1])["to_come"] == ["2099-01-05"]

    def test_rows_set_aside_for_their_figures_still_tell_the_cadence(self, write: Write) -> None:
        rows = [f"{day},{3 if n % 12 == 0 else 30},15" for n, day in enumerate(weeks(60))]
        table = read(write("\n".join(["date,observed,tested", *rows])))
        assert table.cadence is Cadence.WEEK and len(table) == 5 and len(table.aside) == 55

    def test_a_bad_row_never_hides_the_others(self, write: Write) -> None:
        clean, spoiled = made(poisson(50)), made(poisson(50)) + '2021-01-01,"\n'
        assert as_table(judged_file(write(clean), METHOD)).equals(as_table(judged_file(write(spoiled), METHOD)))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "empty"),
            ("date,observed\n", "no row"),
            ("date,weight\n2026-01-05,3\n", "no column of counts"),
            ("observed\n3\n", "no column of periods"),
            ("date,cases,count\n2026-01-05,3,3\n", "more than one column"),
            ("date,observed,tested,population\n2026-01-05,3,3,3\n", "two denominators"),
            ("date,observed\n2026-01-05,many\n", "no row of counts.csv can be used"),
            ("date,observed\n0001-01-05,3\n", "no row"),
            ("date,observed\n02/01/23,3\n", "row 1, date: this is no date (02/01/23)"),
            ("Informe mensual\nfecha,casos\n2026-01-05,3\n", "delete the lines above the header"),
            ("Informe,,\nfecha,casos,\n2026-01-05,3,\n", "delete lines above the header and empty columns"),
            ("substance,2026-01,2026-02\nfentanyl,3,4\n", "periods go down, not across"),
            ("año,ene,feb,mar\n2026,3,4,5\n", "periods go down, not across"),
        ],
    )
    def test_a_table_of_nothing_is_refused_in_one_sentence(
        self, write: Write, capsys: pytest.CaptureFixture[str], text: str, words: str
    ) -> None:
        code, out, err = asked(capsys, write(text), "--method", METHOD)
        assert code == 4 and words in err and err.startswith("tocsin: ") and not out

    def test_a_date_far_from_the_others_is_told_before_memory_is_full(self, write: Write) -> None:
        lines = [f"s{number},{day},1" for number in range(400) for day in ("1801-01-05", "1801-01-06", "1801-01-07")]
        path = write("\n".join(["series,date,observed", *lines, "s0,2199-01-05,1"]))
        with pytest.raises(FileRefused, match="far from the others"):
            judged_file(path, METHOD)

    def test_one_row_is_answered(self, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = asked(capsys, write("date,observed\n2026-01-05,3\n"), "--method", METHOD, "--format", "csv")
        assert code == 0 and rows_of(out)[0]["verdict"] == "cannot_say"

    def test_a_million_rows_are_read_in_bulk(self, write: Write) -> None:
        days = weeks(500)
        lines = [f"s{series},{day},{series % 7}" for series in range(2000) for day in days]
        table = read(write("\n".join(["series,date,observed", *lines])))
        assert (
            len(table) == 1_000_000
            and len(table.names) == 2000
            and table.observed.sum() == 500 * sum(series % 7 for series in range(2000))
        )


class TestMethodsByName:
    @pytest.mark.parametrize("name", DETECTORS)
    def test_every_detector_judges_a_spreadsheet(self, write: Write, name: str) -> None:
        sheet: Spreadsheet = judged_file(write(made([*poisson(299), 200.0])), name)
        told = as_table(sheet)
        assert told.num_rows == 300 and told["verdict"].null_count == 0 and told["rung"].null_count == 0

    def test_case_strokes_and_spaces_do_not_matter(self) -> None:
        assert named("Usual-Level") is named("USUAL level") is DETECTORS["usual_level"]

    @pytest.mark.parametrize("name", KNOWN_AS)
    def test_names_of_others_stand_for_detectors_and_settings_of_ours(self, name: str) -> None:
        ours, settings = KNOWN_AS[name]
        fields = {field.name for field in dataclasses.fields(DETECTORS[ours])}  # pyright: ignore[reportArgumentType]
        assert set(settings) <= fields
        assert all(getattr(named(name), key) == value for key, value in settings.items())

    def test_an_unknown_name_is_told_with_the_nearest(self) -> None:
        with pytest.raises(BadValue, match="did you mean usual_level"):
            named("usuallevl")

    def test_settings_are_read_by_the_types_of_the_fields(self) -> None:
        made: object = with_settings(DETECTORS["usual_level"], {"alpha": "1/50", "width": "30"})
        assert (getattr(made, "alpha"), getattr(made, "width")) == (0.02, 30)  # noqa: B009
        for wrong in ({"alpha": "2"}, {"alpha": "x"}, {"width": "2.5"}, {"widht": "3"}):
            with pytest.raises(BadValue):
                with_settings(DETECTORS["usual_level"], wrong)

    @pytest.mark.parametrize(("name", "setting"), [("ears_c1", "baseline=-3"), ("rki1", "half_width=-1")])
    def test_settings_that_stop_a_method_are_refused(
        self, write: Write, capsys: pytest.CaptureFixture[str], name: str, setting: str
    ) -> None:
        code, _, err = asked(capsys, write(made(poisson(30))), "--method", name, "--set", setting)
        assert code == 5 and err.startswith("tocsin: ") and setting.split("=", maxsplit=1)[0] in err

    def test_the_list_says_what_each_needs_and_how_often_it_is_wrong(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert not [one.name for one in listed() if not one.does or not one.wrong]
        assert asked(capsys, "--methods")[1] == asked(capsys, "--method", "list")[1]
        told = json.loads(asked(capsys, "--methods", "--json")[1])
        assert [one["name"] for one in told] == list(DETECTORS)

    def test_no_file_and_wrong_words_exit_with_two(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert asked(capsys)[0] == 2
        assert asked(capsys, "none.csv", "--set", "alpha")[0] == 2
        assert asked(capsys, "none.csv", "--method", METHOD)[0] == 4
