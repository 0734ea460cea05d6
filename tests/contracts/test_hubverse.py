"""The hubverse's formats: what is written is read back the same, and every row that is not used is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tocsin.bulletins.hub_nowcasts import rows_of, truth_rows
from tocsin.bulletins.hub_tables import model_of, text_table
from tocsin.bulletins.hubverse import (
    oracle_of,
    read_model_output,
    read_truth,
    write_model_output,
    write_oracle_output,
    write_time_series,
)
from tocsin.cli.application import run
from tocsin.errors import BadValue, FileRefused
from tocsin.records.forecast import HubRows
from tocsin.records.nowcast import Nowcast
from tocsin.records.period import Cadence, number_of
from tocsin.replay.scoring import score

LEVELS = (0.1, 0.5, 0.9)
HEAD = "reference_date,target,horizon,location,output_type,output_type_id,value\n"


def made_nowcast() -> Nowcast:
    """Two series over three weeks to 2026-03-01; the newest of the second is refused."""
    weeks = number_of(np.array(["2026-02-09", "2026-02-16", "2026-02-23"], "datetime64[D]"), Cadence.WEEK)
    mean = np.array([[10.0, 12, 20], [5, 6, np.nan]])
    quantiles = mean[..., None] + np.array([-1.0, 0, 2])
    share = np.where(np.isnan(mean), np.nan, 0.9)
    basis = np.where(np.isnan(mean), 0, 2).astype(np.int8)
    return Nowcast(
        periods=weeks,
        cadence=Cadence.WEEK,
        as_of=np.datetime64("2026-03-01"),
        reported=np.array([[9.0, 11, 8], [5, 5, 2]]),
        completeness=share,
        concentration=np.full((2, 3), 50.0),
        mean=mean,
        levels=np.array(LEVELS),
        quantiles=quantiles,
        basis=basis,
    )


def told(rows: HubRows) -> list[tuple[int, str]]:
    assert rows.rows_in == len(rows) + len(rows.aside)
    return [(one.row, one.reason) for one in rows.aside]


def written(folder: Path, text: str, name: str = "2026-03-02-team-model.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


class TestWriting:
    def test_a_nowcast_becomes_a_row_for_each_period_and_output(self) -> None:
        rows = rows_of(made_nowcast(), {"location": ["a", "b"]}, "seizures")
        assert rows.num_rows == 5 * 4  # five periods that are not refused; a mean and three quantiles each
        first = rows.slice(0, 4).to_pylist()
        assert [(one["output_type"], one["output_type_id"], one["value"]) for one in first] == [
            ("mean", None, 10.0),
            ("quantile", "0.1", 9.0),
            ("quantile", "0.5", 10.0),
            ("quantile", "0.9", 12.0),
        ]
        assert first[0]["horizon"] == -2 and first[0]["target_end_date"] == date(2026, 2, 15)
        assert {one["reference_date"] for one in first} == {date(2026, 3, 1)} and first[0]["target"] == "seizures"

    def test_only_the_newest_periods_where_so_asked(self) -> None:
        rows = rows_of(made_nowcast(), {"location": ["a", "b"]}, "seizures", newest=1)
        assert rows.num_rows == 4 and set(rows["horizon"].to_pylist()) == {0}

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_what_is_written_is_read_back_the_same(self, tmp_path: Path, kind: str) -> None:
        rows = rows_of(made_nowcast(), {"location": ["a, b", 'say "c"']}, "seizures")
        path = write_model_output(rows, tmp_path, "lab", "tocsin", "2026-03-01", kind)
        assert path == tmp_path / "model-output" / "lab-tocsin" / f"2026-03-01-lab-tocsin.{kind}"
        back = read_model_output([tmp_path])
        assert not told(back) and set(back.table["model_id"].to_pylist()) == {"lab-tocsin"}
        assert back.task_ids == ("reference_date", "target", "horizon", "location", "target_end_date")
        assert back.table["value"].to_pylist() == rows["value"].to_pylist()
        assert back.table["location"].to_pylist() == rows["location"].to_pylist()
        assert back.table["output_type_id"].to_pylist() == rows["output_type_id"].to_pylist()
        assert back.table["target_end_date"].to_pylist() == [str(one) for one in rows["target_end_date"].to_pylist()]
        assert back.table["horizon"].to_pylist() == [str(one) for one in rows["horizon"].to_pylist()]

    def test_mean_has_no_id_and_csv_says_so(self, tmp_path: Path) -> None:
        rows = rows_of(made_nowcast(), {"location": ["a", "b"]}, "seizures", newest=1)
        lines = write_model_output(rows, tmp_path, "lab", "tocsin", "2026-03-01").read_text().splitlines()
        assert lines[1] == "2026-03-01,seizures,0,a,2026-03-01,mean,NA,20"

    def test_names_that_a_hub_does_not_take_are_refused(self, tmp_path: Path) -> None:
        rows = rows_of(made_nowcast(), {"location": ["a", "b"]}, "seizures")
        for team, model, day in (("my team", "m", "2026-03-01"), ("t", "a-b", "2026-03-01"), ("t", "m", "March")):
            with pytest.raises(BadValue):
                write_model_output(rows, tmp_path, team, model, day)

    def test_truths_and_time_series_are_written_and_read(self, tmp_path: Path) -> None:
        nowcast = made_nowcast()
        rows = truth_rows(
            np.array([[11.0, 12, np.nan], [5, 7, 3]]), nowcast.periods, nowcast, {"location": ["a", "b"]}, "n"
        )
        back = read_truth(write_oracle_output(rows, tmp_path))
        assert not told(back) and back.task_ids == ("target", "location", "target_end_date")
        assert back.table["oracle_value"].to_pylist() == [11, 12, 5, 7, 3]
        series = rows.rename_columns([*rows.column_names[:-1], "observation"])
        assert write_time_series(series, tmp_path).name == "time-series.csv"
        assert oracle_of(series).equals(rows)


class TestReading:
    def test_rows_in_are_rows_accepted_and_set_aside_each_with_its_reason(self, tmp_path: Path) -> None:
        lines = (
            "2026-03-02,n,0,a,quantile,0.1,4\n"
            "2026-03-02,n,0,a,quantile,0.10,4\n"
            "2026-03-02,n,0,a,quantile,1.5,4\n"
            "2026-03-02,n,0,a,quantile,NA,4\n"
            "2026-03-02,n,0,a,quantile,0.5,many\n"
            "2026-03-02,n,0,a,quantile,0.9,NA\n"
            "2026-03-02,n,0,a,guess,0.9,4\n"
            "2026-03-02,n,0,a,quantile,0.9\n"
            "2026-03-02,n,1,a,quantile,0.9,4\n"
            "2026-03-02,n,1,a,quantile,0.9,5\n"
            "2026-03-02,n,1,a,sample,1,5\n"
            "2026-03-02,n,1,a,pmf,high,0.5\n"
            "2026-03-02,n,1,a,median,,5\n"
        )
        rows = read_model_output([written(tmp_path, HEAD + lines)])
        assert told(rows) == [
            (2, "twice"),
            (3, "not_a_level"),
            (4, "not_a_level"),
            (5, "not_a_number"),
            (6, "no_value"),
            (7, "unknown_output_type"),
            (8, "unreadable_row"),
            (9, "twice_different"),
            (10, "twice_different"),
        ]
        assert rows.table["output_type"].to_pylist() == ["quantile", "sample", "pmf", "median"]
        assert rows.table["output_type_id"].to_pylist() == ["0.1", "1", "high", None]

    def test_columns_stand_in_any_order_and_unknown_ones_are_kept(self, tmp_path: Path) -> None:
        rows = read_model_output([written(tmp_path, "value,scenario,output_type_id,output_type\n4,A,0.5,quantile\n")])
        assert rows.task_ids == ("scenario",) and rows.table["scenario"].to_pylist() == ["A"]

    def test_files_with_different_tasks_are_put_together(self, tmp_path: Path) -> None:
        one = written(tmp_path, "horizon,output_type,output_type_id,value\n0,quantile,0.5,4\n", "2026-03-02-a-b.csv")
        two = written(tmp_path, "place,output_type,output_type_id,value\nx,quantile,0.5,4\n", "2026-03-02-c-d.csv")
        rows = read_model_output([one, two])
        assert rows.table.select(["model_id", "horizon", "place"]).to_pylist() == [
            {"model_id": "a-b", "horizon": "0", "place": "NA"},
            {"model_id": "c-d", "horizon": "NA", "place": "x"},
        ]

    def test_the_model_is_told_by_the_file_or_by_a_column(self, tmp_path: Path) -> None:
        assert model_of(Path("2022-11-19-Flusight-baseline.csv.gz")) == "Flusight-baseline"
        assert model_of(Path("2022-11-19-team-model.gz.parquet")) == "team-model"
        path = written(tmp_path, "model_id,output_type,output_type_id,value\nx-y,quantile,0.5,4\nNA,quantile,0.5,4\n")
        assert read_model_output([path]).table["model_id"].to_pylist() == ["x-y", "team-model"]

    def test_numbers_and_days_of_parquet_are_those_of_csv(self, tmp_path: Path) -> None:
        table = pa.table({"day": pa.array([date(2026, 3, 2)]), "when": pa.array([0]).cast(pa.timestamp("s"))})
        table = table.append_column("horizon", pa.array([1.0])).append_column("empty", pa.nulls(1, pa.string()))
        parquet.write_table(table, tmp_path / "x.parquet")
        cells = text_table(tmp_path / "x.parquet").cells.to_pylist()
        assert cells == [{"day": "2026-03-02", "when": "1970-01-01", "horizon": "1", "empty": "NA"}]

    def test_what_is_no_table_of_a_hub_is_refused(self, tmp_path: Path) -> None:
        for text, words in (("", "empty"), ("a,b\n1,2\n", "lacks a column")):
            with pytest.raises(FileRefused, match=words):
                read_model_output([written(tmp_path, text)])
        (tmp_path / "x").mkdir()
        with pytest.raises(FileRefused, match="no table"):
            read_model_output([tmp_path / "x"])
        with pytest.raises(FileRefused, match="oracle_value"):
            read_truth(written(tmp_path, "a,b\n1,2\n"))

    def test_the_newest_version_of_a_time_series_counts(self, tmp_path: Path) -> None:
        text = "date,observation,as_of\n2026-03-01,4,2026-03-02\n2026-03-01,6,2026-03-09\n2026-03-08,5,2026-03-09\n"
        rows = read_truth(written(tmp_path, text, "time-series.csv"))
        assert told(rows) == [(1, "older_version")] and rows.table["oracle_value"].to_pylist() == [6, 5]


def forecasts(folder: Path, model: str, figures: dict[tuple[str, int], tuple[float, float, float]]) -> None:
    lines = [
        f"2026-03-02,n,{horizon},{place},quantile,{level},{value}"
        for (place, horizon), values in figures.items()
        for level, value in zip(LEVELS, values, strict=True)
    ]
    written(folder, HEAD + "\n".join(lines) + "\n", f"2026-03-02-{model}.csv")


class TestScoring:
    def hub(self, folder: Path) -> tuple[Path, Path]:
        model_output = folder / "model-output"
        model_output.mkdir()
        forecasts(model_output, "t-good", {("a", 0): (10, 20, 30), ("a", -1): (5, 6, 8), ("b", 0): (1, 2, 3)})
        forecasts(model_output, "t-poor", {("a", 0): (40, 50, 60), ("a", -1): (7, 9, 8), ("c", 0): (1, 2, 3)})
        truth = written(folder, "location,horizon,oracle_value\na,0,24\na,-1,7\nb,0,2\n", "oracle-output.csv")
        return model_output, truth

    def test_models_are_scored_where_the_truth_is_known_and_the_rest_is_counted(self, tmp_path: Path) -> None:
        model_output, oracle = self.hub(tmp_path)
        made = score(read_model_output([model_output]), read_truth(oracle), (), "t-poor")
        good, poor = made.rows
        # by hand: 4 / 1.5; (0.1 * 3 + 0.5) / 1.5; 0.1 * 2 / 1.5
        assert good.model == "t-good" and good.scored == 3 and good.wis == pytest.approx((4 + 0.8 + 0.2) / 1.5 / 3)
        assert poor.wis == pytest.approx((2 + 16 + 13) / 1.5) and poor.scored == 1
        assert made.unscored == (("t-poor", "no_truth", 1), ("t-poor", "crossing", 1))
        assert good.covered == (1.0,) and poor.covered == (0.0,) and made.shares == (0.8,)
        # one task is shared
        assert good.scaled == pytest.approx(4 / 31) and poor.scaled == 1
        assert good.skill == pytest.approx((4 / 31) ** 0.5)

    def test_groups_are_scored_apart(self, tmp_path: Path) -> None:
        model_output, oracle = self.hub(tmp_path)
        made = score(read_model_output([model_output]), read_truth(oracle), ("location", "horizon"))
        assert [(one.model, one.group) for one in made.rows] == [
            ("t-good", ("a", "-1")),
            ("t-good", ("a", "0")),
            ("t-poor", ("a", "0")),
            ("t-good", ("b", "0")),
        ]

    def test_all_models_are_scored_on_the_levels_that_all_have(self, tmp_path: Path) -> None:
        rows = "".join(f"0,quantile,{level},{4 + 9 * level:g}\n" for level in (0.05, 0.1, 0.5, 0.9, 0.95))
        written(tmp_path, "horizon,output_type,output_type_id,value\n" + rows, "2026-03-02-many-levels.csv")
        rows = "".join(f"0,quantile,{level},{4 + 9 * level:g}\n" for level in (0.1, 0.25, 0.5, 0.9))
        written(tmp_path, "horizon,output_type,output_type_id,value\n" + rows, "2026-03-02-few-levels.csv")
        truth = tmp_path / "truth"
        truth.mkdir()
        oracle = read_truth(written(truth, "horizon,oracle_value\n0,9\n", "o.csv"))
        files = sorted(tmp_path.glob("*.csv"))
        made = score(read_model_output(files), oracle)
        assert made.levels == (0.1, 0.5, 0.9) and made.rows[0].wis == made.rows[1].wis

    def test_truths_that_do_not_fit_are_refused(self, tmp_path: Path) -> None:
        model_output, _ = self.hub(tmp_path)
        said = read_model_output([model_output])
        for text, words in (
            ("place,oracle_value\na,3\n", "do not fit"),
            ("location,sex,oracle_value\na,f,3\na,m,4\n", "do not fit"),
            ("location,oracle_value\nz,3\n", "no forecast has a truth"),
        ):
            with pytest.raises(BadValue, match=words):
                score(said, read_truth(written(tmp_path, text, "o.csv")))
        oracle = read_truth(written(tmp_path, "location,oracle_value\na,3\n", "o.csv"))
        for by, baseline in ((("colour",), ""), ((), "t-none")):
            with pytest.raises(BadValue):
                score(said, oracle, by, baseline)

    def test_a_model_without_quantiles_is_told(self, tmp_path: Path) -> None:
        model_output, oracle = self.hub(tmp_path)
        written(model_output, HEAD + "2026-03-02,n,0,a,mean,NA,4\n", "2026-03-02-t-mean.csv")
        assert ("t-mean", "no_quantiles", 1) in score(read_model_output([model_output]), read_truth(oracle)).unscored

    def test_the_command_says_it_in_a_table_or_as_json(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model_output, oracle = self.hub(tmp_path)
        words = ["score", str(model_output), "--oracle", str(oracle), "--baseline", "t-poor"]
        assert run(words) == 0
        out = capsys.readouterr().out
        assert (
            "18 rows: 18 accepted, 0 set aside." in out
            and "t-poor: 1 forecast not scored: their quantiles cross." in out
        )
        assert run([*words, "--json", "--by", "location"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["rows_in"] == said["rows_accepted"] == 18 and said["levels"] == [0.1, 0.5, 0.9]
        first = next(one for one in said["scores"] if one["model"] == "t-poor")
        assert first["group"] == {"location": "a"} and first["scaled_skill"] == 1 and first["coverage"] == {"0.8": 0}
        assert run(["score", str(model_output)]) == 2
        for language, said_in in (("fr", "quantiles se croisent"), ("es", "cuantiles se cruzan")):
            assert run([*words, "--language", language]) == 0
            assert said_in in capsys.readouterr().out
