"""A triangle says what was known when, whatever it was made of: a long table, counts by delay, or releases."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from tocsin.errors import BadValue
from tocsin.methods.nowcast.triangles.report_days import report_days
from tocsin.methods.nowcast.triangles.reports import triangle_of_increments, triangle_of_reports, triangle_of_vintages
from tocsin.records.panel import KEY_SCHEMA
from tocsin.records.period import Cadence, first_day, number_of
from tocsin.records.vintages import Vintages

NAN = np.nan
DAY = Cadence.DAY


def days(*names: str) -> np.ndarray:
    return np.array(names, "datetime64[D]")


def long_table(rows: list[tuple[int, int, int, float]]) -> tuple[np.ndarray, ...]:
    series, event, reported, count = zip(*rows, strict=True)
    return np.array(series), np.array(event), np.array(reported), np.array(count, float)


def made(rng: np.random.Generator, rows: int, width: int, deep: int) -> np.ndarray:
    return rng.poisson(2.0, (rows, width, deep)).astype(float)


def as_table(added: np.ndarray) -> tuple[np.ndarray, ...]:
    series, event, delay = np.nonzero(added)
    return series, event, event + delay, added[series, event, delay]


class TestALongTable:
    def test_reports_add_up_by_the_step_they_came_in(self) -> None:
        table = long_table([(0, 10, 10, 3), (0, 10, 11, 2), (0, 10, 11, 1), (1, 11, 12, 4), (0, 12, 12, 7)])
        told = triangle_of_reports(*table, cadence=DAY, delays=3)
        assert told.now == 12 and told.periods.tolist() == [10, 11, 12]
        np.testing.assert_array_equal(told.total[0], [[3, 6, 6], [0, 0, NAN], [7, NAN, NAN]])
        np.testing.assert_array_equal(told.total[1], [[0, 0, 0], [0, 4, NAN], [0, NAN, NAN]])

    def test_days_are_put_into_their_weeks_and_months(self) -> None:
        columns = (
            np.array([0, 0]),
            days("2026-01-30", "2026-01-02"),
            days("2026-02-02", "2026-03-09"),
            np.array([1.0, 5]),
        )
        month = triangle_of_reports(*columns, cadence=Cadence.MONTH, delays=3, since=date(2026, 1, 1))
        np.testing.assert_array_equal(month.total[0], [[0, 1, 6], [0, 0, NAN], [0, NAN, NAN]])
        assert first_day(month.periods, Cadence.MONTH)[0] == np.datetime64("2026-01-01")

    def test_a_negative_revision_lowers_the_total(self) -> None:
        told = triangle_of_reports(*long_table([(0, 1, 1, 5), (0, 1, 3, -2)]), cadence=DAY, delays=3)
        assert told.total[0, 0].tolist() == [5, 5, 3]

    def test_what_was_known_before_the_record_began_is_not_known_and_no_zero(self) -> None:
        table = long_table([(0, 0, 4, 9), (0, 3, 4, 2), (0, 4, 5, 1)])
        told = triangle_of_reports(*table, cadence=DAY, delays=6)
        np.testing.assert_array_equal(told.total[0, 0], [NAN, NAN, NAN, NAN, 9, 9])
        np.testing.assert_array_equal(told.total[0, 3], [NAN, 2, 2, NAN, NAN, NAN])

    def test_a_skipped_report_is_not_known_and_the_next_one_tells_it(self) -> None:
        table = long_table([(0, 0, 0, 1), (0, 0, 2, 4)])
        told = triangle_of_reports(*table, cadence=DAY, delays=4, skipped=np.array([1]))
        np.testing.assert_array_equal(told.total[0, 0], [1, NAN, 5, NAN])

    def test_a_later_report_counts_in_the_last_step_or_is_left_out(self) -> None:
        table = long_table([(0, 0, 0, 1), (0, 0, 9, 4), (0, 9, 9, 1)])
        assert triangle_of_reports(*table, cadence=DAY, delays=3).total[0, 0].tolist() == [1, 1, 5]
        assert triangle_of_reports(*table, cadence=DAY, delays=3, folded=False).total[0, 0].tolist() == [1, 1, 1]

    def test_a_later_report_keeps_the_last_step_known_though_its_own_step_was_before_the_record(self) -> None:
        told = triangle_of_reports(*long_table([(0, 0, 9, 4), (0, 9, 9, 1)]), cadence=DAY, delays=3)
        np.testing.assert_array_equal(told.total[0, 0], [NAN, NAN, 4])

    def test_a_week_that_is_not_over_is_not_read(self) -> None:
        columns = (
            np.array([0, 0]),
            days("2026-01-06", "2026-01-13"),
            days("2026-01-07", "2026-01-13"),
            np.array([1.0, 5]),
        )
        wednesday = triangle_of_reports(*columns, cadence=Cadence.WEEK, delays=2, now=date(2026, 1, 14))
        sunday = triangle_of_reports(*columns, cadence=Cadence.WEEK, delays=2, now=date(2026, 1, 18))
        assert (len(wednesday.periods), len(sunday.periods)) == (1, 2)
        assert sunday.now == number_of(days("2026-01-18"), Cadence.WEEK)[0]

    @pytest.mark.parametrize("seed", range(5))
    def test_built_as_of_a_day_is_cut_as_of_that_day(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        table = as_table(made(rng, 3, 30, 8) * (rng.random((3, 30, 8)) < 0.5))
        for now in (12, 20, 29):
            built = triangle_of_reports(*table, cadence=DAY, delays=8, now=now, rows=3, folded=False)
            cut = triangle_of_reports(*table, cadence=DAY, delays=8, rows=3, folded=False).until(now)
            np.testing.assert_array_equal(built.total, cut.total)
            np.testing.assert_array_equal(built.periods, cut.periods)

    def test_no_count_is_lost(self) -> None:
        table = as_table(made(np.random.default_rng(2), 4, 20, 15))
        told = triangle_of_reports(*table, cadence=DAY, delays=6, now=60)
        assert told.total[..., -1].sum(where=np.isfinite(told.total[..., -1])) == table[3].sum()

    def test_what_makes_no_sense_is_refused_with_its_row(self) -> None:
        good = long_table([(0, 3, 3, 1), (0, 3, 4, 1)])
        with pytest.raises(BadValue, match=r"older than its event.*first is row 1"):
            triangle_of_reports(good[0], good[1], np.array([3, 2]), good[3], cadence=DAY, delays=2)
        with pytest.raises(BadValue, match="count is missing"):
            triangle_of_reports(*good[:3], np.array([1, NAN]), cadence=DAY, delays=2)
        with pytest.raises(BadValue, match="nothing was reported by then"):
            triangle_of_reports(*good, cadence=DAY, delays=2, now=2)
        with pytest.raises(BadValue, match="not numbered"):
            triangle_of_reports(np.array([0, -1]), *good[1:], cadence=DAY, delays=2)
        with pytest.raises(BadValue, match="no times"):
            triangle_of_reports(good[0], days("NaT", "2026-01-01"), *good[2:], cadence=DAY, delays=2)
        with pytest.raises(BadValue, match="wrong shape"):
            triangle_of_reports(good[0][:1], *good[1:], cadence=DAY, delays=2)


class TestCountsByDelay:
    def test_agree_with_the_table_they_were_made_of(self) -> None:
        added = made(np.random.default_rng(1), 2, 25, 5)
        table = as_table(added)
        one = triangle_of_increments(added, np.arange(25), cadence=DAY, now=24)
        other = triangle_of_reports(*table, cadence=DAY, delays=5, now=24, folded=False)
        np.testing.assert_array_equal(one.total, other.total)

    def test_a_missing_count_leaves_the_total_unknown_from_there_unless_the_next_one_told_it(self) -> None:
        added, periods = np.array([[[3, NAN, 2, 1]]]), np.array([0])
        lost = triangle_of_increments(added, periods, cadence=DAY, now=9)
        carried = triangle_of_increments(added, periods, cadence=DAY, now=9, carried=True)
        np.testing.assert_array_equal(lost.total[0, 0], [3, NAN, NAN, NAN])
        np.testing.assert_array_equal(carried.total[0, 0], [3, NAN, 5, 6])

    def test_periods_must_follow_one_another(self) -> None:
        with pytest.raises(BadValue, match="no counts by series"):
            triangle_of_increments(np.zeros((1, 2, 3)), np.array([0, 2]), cadence=DAY, now=2)


def releases(known: np.ndarray, value: np.ndarray) -> Vintages:
    row = {field.name: "x" for field in KEY_SCHEMA} | {"derived": False, "origin": None, "destination": None}
    keys = pa.Table.from_pylist([row] * value.shape[1], schema=KEY_SCHEMA)
    first = int(number_of(days("2026-01-15"), Cadence.MONTH)[0])
    return Vintages(keys, Cadence.MONTH, np.arange(first, first + value.shape[2]), known, value)


class TestReleases:
    def test_a_month_without_a_release_is_not_known_and_the_newest_of_two_counts(self) -> None:
        value = np.array([[[1, NAN, NAN]], [[2, NAN, NAN]], [[4, 6, 5]], [[NAN, 7, NAN]]], float)
        told = triangle_of_vintages(releases(days("2026-01-20", "2026-01-30", "2026-03-05", "2026-03-25"), value))
        np.testing.assert_array_equal(told.total[0], [[2, NAN, 4], [NAN, 7, NAN], [5, NAN, NAN]])

    def test_later_releases_are_the_last_step_or_left_out(self) -> None:
        value = np.array([[[1, NAN]], [[5, 3]], [[9, NAN]]], float)
        given = releases(days("2026-01-20", "2026-02-20", "2026-05-20"), value)
        np.testing.assert_array_equal(triangle_of_vintages(given, delays=2).total[0], [[1, 9], [3, NAN]])
        np.testing.assert_array_equal(triangle_of_vintages(given, delays=2, folded=False).total[0], [[1, 5], [3, NAN]])

    def test_a_figure_of_a_month_that_had_not_begun_is_refused(self) -> None:
        with pytest.raises(BadValue, match="cannot be made of these releases"):
            triangle_of_vintages(releases(days("2026-01-20"), np.array([[[1, 2]]], float)))


class TestReportDays:
    def weekly(self, mean: float, width: int, monday: bool = False) -> np.ndarray:
        """Increments of days, reported on weekdays only; a report due at a weekend waits until Monday."""
        rng = np.random.default_rng(3)
        first = int(number_of(days("2026-01-05"), DAY)[0])
        series, event, delay = np.nonzero(np.ones((2, width, 6)))
        count = rng.poisson(mean, len(series)).astype(float)
        at = event + delay + first
        weekday = (at + 3) % 7
        at = at + np.where(weekday >= 5, 7 - weekday, 0) if not monday else at + (-weekday) % 7
        told = triangle_of_reports(series, event + first, at, count, cadence=DAY, delays=15)
        return report_days(told).closed[0]

    def test_weekends_are_found_closed(self) -> None:
        assert self.weekly(2.0, 70).tolist() == [False] * 5 + [True] * 2

    def test_a_source_that_reports_on_mondays_is_found(self) -> None:
        assert self.weekly(2.0, 140, monday=True).tolist() == [False] + [True] * 6

    def test_little_data_closes_nothing(self) -> None:
        assert not self.weekly(2.0, 14).any()

    def test_a_source_that_reports_every_day_is_open_every_day(self) -> None:
        added = made(np.random.default_rng(0), 2, 90, 5)
        told = report_days(triangle_of_increments(added, np.arange(90), cadence=DAY, now=89))
        assert not told.closed.any() and told.seen.sum() == 90

    def test_pools_have_days_of_their_own_and_a_stray_report_opens_no_sunday(self) -> None:
        added = made(np.random.default_rng(0), 2, 210, 3)
        steps = np.arange(210)[:, None] + np.arange(3)
        weekend = (steps + 3) % 7 >= 5
        added[1, weekend] = 0
        added[1, 100, 0] = 4  # 1970-04-11, a Saturday
        told = report_days(triangle_of_increments(added, np.arange(210), cadence=DAY, now=209, pool=np.array([4, 9])))
        assert told.pool.tolist() == [4, 9]
        assert told.closed.tolist() == [[False] * 7, [False] * 5 + [True] * 2]
        assert told.open_at(np.array([100, 102]), DAY).tolist() == [[True, True], [False, True]]

    def test_every_other_week_is_a_cycle_of_two(self) -> None:
        added = made(np.random.default_rng(0), 1, 60, 4)
        added[0, (np.arange(60)[:, None] + np.arange(4)) % 2 == 1] = 0
        told = report_days(triangle_of_increments(added, np.arange(60), cadence=Cadence.WEEK, now=59), cycle=2)
        assert told.closed.tolist() == [[False, True]]
