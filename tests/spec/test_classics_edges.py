"""What the classics say where their published programs stop: missing weeks, open weeks, rates, short and empty histories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from tests.made_panels import made_panel

from tocsin.methods.aberration.bayes import Bayes
from tocsin.methods.aberration.cusum import Cusum
from tocsin.methods.aberration.ears import Ears
from tocsin.methods.aberration.glr import Glr
from tocsin.methods.aberration.historical_limits import HistoricalLimits
from tocsin.methods.aberration.outbreak_p import OutbreakP
from tocsin.methods.aberration.rki import Rki
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import ABOVE, CANNOT_SAY, NONE, WITHIN, Judged
from tocsin.records.period import Cadence

WEEKS, AT = 320, 310
CLASSICS = (  # those with a threshold on the scale of a count
    "ears_c1",
    "ears_c2",
    "cusum",
    "cusum_rossi",
    "glr_poisson",
    "glr_negative_binomial",
    "glr_negative_binomial_cusum",
    "bayes1",
    "bayes2",
    "bayes3",
    "rki1",
    "rki2",
    "rki3",
    "historical_limits",
)
EVERY = (*CLASSICS, "ears_c3", "outbreak_p")


def steady(seed: int = 1, mean: float = 8.0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, WEEKS).astype(float)


def asked(name: str, counts: Counts, week: int = AT) -> Judged:
    return DETECTORS[name].judge(counts, np.array([week]))


def marked(counts: Counts, grid: str, weeks: slice | int, value: object) -> Counts:
    """The same counts with some cells of a grid set."""
    array = getattr(counts, grid).copy()
    array[:, weeks] = value
    return replace(counts, **{grid: array})


@pytest.mark.parametrize("name", EVERY)
class TestEveryClassic:
    def test_a_missing_week_before_leaves_this_week_answered(self, name: str) -> None:
        value = steady()
        value[[AT - 1, AT - 3, AT - 52, AT - 53]] = np.nan
        told = asked(name, of_values(value))
        assert told.verdict[0, 0] != CANNOT_SAY and np.isfinite(told.expected[0, 0])

    def test_a_missing_week_itself_cannot_be_told_but_is_expected(self, name: str) -> None:
        value = steady()
        value[AT] = np.nan
        told = asked(name, of_values(value))
        assert told.verdict[0, 0] == CANNOT_SAY and 4 < told.expected[0, 0] < 45

    def test_an_open_week_may_ring_and_is_no_baseline(self, name: str) -> None:
        value = steady()
        value[AT] = 500
        counts = marked(of_values(value), "open", AT, True)
        if name != "ears_c3":  # it rings by the two weeks before
            assert asked(name, counts).verdict[0, 0] == ABOVE
        value[AT] = 8
        np.testing.assert_array_equal(
            asked(name, counts, AT + 4).expected,
            asked(name, marked(of_values(value), "open", AT, True), AT + 4).expected,
        )

    def test_a_known_outbreak_is_no_baseline(self, name: str) -> None:
        value = steady()
        quiet = asked(name, marked(of_values(value), "excluded", slice(AT - 4, AT - 1), True))
        value[AT - 4 : AT - 1] += 400
        told = asked(name, marked(of_values(value), "excluded", slice(AT - 4, AT - 1), True))
        np.testing.assert_array_equal(told.expected, quiet.expected)
        if name != "ears_c3":
            np.testing.assert_array_equal(told.verdict, quiet.verdict)

    def test_only_weeks_of_one_epoch_compare(self, name: str) -> None:
        value = steady()
        value[:150] *= 50
        counts = marked(of_values(value), "epoch", slice(150, None), 1)
        detector = DETECTORS[name]
        detector = replace(detector, training=104) if hasattr(detector, "training") else detector
        told = detector.judge(counts, np.array([AT]))
        assert told.expected[0, 0] < 45 and told.verdict[0, 0] == WITHIN

    def test_the_first_week_of_an_epoch_cannot_be_told(self, name: str) -> None:
        told = asked(name, marked(of_values(steady()), "epoch", slice(AT, None), 1))
        assert told.verdict[0, 0] == CANNOT_SAY and told.rung[0, 0] == NONE

    def test_no_exposure_no_answer(self, name: str) -> None:
        counts = marked(of_values(steady()), "exposure", AT, np.nan)
        assert asked(name, counts).verdict[0, 0] == CANNOT_SAY


@pytest.mark.parametrize("name", CLASSICS)
class TestEveryThreshold:
    def test_half_a_count_is_held_against_half_of_what_is_expected(self, name: str) -> None:
        full = of_values(steady(mean=60.0))
        half = asked(name, marked(full, "completeness", AT, 0.5))
        whole = asked(name, full)
        parts = 0.5 if name != "historical_limits" else 3.5 / 4  # one of four weeks is by half incomplete
        np.testing.assert_allclose(half.expected, parts * whole.expected)
        assert half.upper[0, 0] < whole.upper[0, 0]

    def test_twice_the_exposure_doubles_what_is_expected(self, name: str) -> None:
        value, exposure = steady(mean=60.0), np.full(WEEKS, 100.0)
        single = asked(name, of_values(value, exposure=exposure))
        exposure[AT] = 200
        double = asked(name, of_values(value, exposure=exposure))
        parts = 2.0 if name != "historical_limits" else 5 / 4
        np.testing.assert_allclose(double.expected, parts * single.expected)
        assert double.upper[0, 0] > single.upper[0, 0]

    def test_one_exposure_for_all_weeks_changes_nothing(self, name: str) -> None:
        bare, per = (of_values(steady(), exposure=np.full(WEEKS, e)) for e in (1.0, 37.0))
        np.testing.assert_allclose(asked(name, per).upper, asked(name, bare).upper, rtol=1e-9)

    def test_the_threshold_is_where_it_begins_to_ring(self, name: str) -> None:
        value, rings = steady(), []
        upper = asked(name, of_values(value)).upper[0, 0]
        upper -= value[AT - 3 : AT].sum() if name == "historical_limits" else 0
        for count in (np.ceil(upper) - 1, np.floor(upper) + 1):
            value[AT] = count
            rings.append(asked(name, of_values(value)).verdict[0, 0] == ABOVE)
        assert rings == [False, True]


def test_ears_looks_further_back_for_a_week_that_is_missing() -> None:
    value = np.array([90.0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    value[5] = np.nan
    told = Ears("C1").judge(of_values(value), np.array([9]))
    np.testing.assert_allclose(told.expected, np.mean([2, 3, 4, 6, 7, 8, 1]))


def test_ears_after_a_flat_history_rings_at_anything_above_unless_told_a_least_deviation() -> None:
    value = np.append(np.full(12, 5.0), 6.0)
    verdicts = [
        Ears("C1", least_deviation=least).judge(of_values(value), np.array([12])).verdict[0, 0] for least in (0, 1)
    ]
    assert verdicts == [ABOVE, WITHIN]


def test_c3_rings_after_two_weeks_that_stood_out_and_as_published_in_such_a_week() -> None:
    value = np.array([4.0, 6, 5, 4, 6, 5, 4, 6, 5, 5, 9, 9, 5, 0])
    weeks = np.arange(10, 14)
    follows = Ears("C3").judge(of_values(value), weeks)
    present = Ears("C3", present=True).judge(of_values(value), weeks)
    assert follows.verdict[0].tolist() == [WITHIN, ABOVE, ABOVE, WITHIN]  # a week without an event never rings
    assert present.verdict[0].tolist() == [ABOVE, ABOVE, WITHIN, WITHIN]


def test_c3_answers_after_flat_weeks() -> None:
    value = np.zeros(20)
    value[16] = 2
    told = Ears("C3").judge(of_values(value), np.arange(12, 20))
    assert (told.verdict != CANNOT_SAY).all() and not told.alarm.any()


def test_the_p_value_of_ears_never_speaks_of_certainty_after_a_flat_history() -> None:
    value = np.append(np.full(12, 5.0), 6.0)
    assert 0.05 < Ears("C1").judge(of_values(value), np.array([12])).p_value[0, 0] < 0.1


def test_ears_reads_a_panel() -> None:
    value = np.array([[5.0, 6, 4, 5, 6, 5, 4, 30], [5.0, 6, 4, 5, 6, 5, 4, 5]])
    table = Ears("C1").detect(made_panel(value, cadence=Cadence.MONTH))
    assert table["series"].to_pylist() == ["s0"] and table["verdict"].to_pylist() == ["above"]


def test_a_missing_week_neither_feeds_nor_restarts_a_cusum() -> None:
    value = np.append(np.full(104, 4.0), [8, 8, np.nan, 4, 4])
    told = Cusum().judge(of_values(value), np.arange(104, 109))
    z = 2 - 1.04
    np.testing.assert_allclose(told.more["statistic"][0], [z, 2 * z, np.nan, 2 * z - 1.04, max(0, 2 * z - 2.08)])


def test_a_cusum_goes_on_after_it_rang_unless_it_is_to_restart() -> None:
    value = np.append(np.full(104, 4.0), [20, 4, 4])
    weeks = np.arange(104, 107)
    assert Cusum().judge(of_values(value), weeks).alarm[0].tolist() == [True, True, True]
    assert Cusum(restart=True).judge(of_values(value), weeks).alarm[0].tolist() == [True, False, False]


def test_a_first_case_rings_a_cusum_whose_history_has_none() -> None:
    value = np.zeros(200)
    value[150] = 1
    for rossi in (False, True):
        told = Cusum(rossi=rossi).judge(of_values(value), np.array([149, 150]))
        assert told.alarm[0].tolist() == [False, True]
        np.testing.assert_allclose(told.expected, 0.5 / 104)


def test_the_first_phase_cannot_be_told_and_may_be_all_before_the_first_period_asked_for() -> None:
    value = steady()
    told = DETECTORS["cusum"].judge(of_values(value), np.array([50, 103, 104]))
    assert told.verdict[0].tolist()[:2] == [CANNOT_SAY, CANNOT_SAY] and told.verdict[0, 2] != CANNOT_SAY
    asked_for = Cusum(until_asked=True).judge(of_values(value), np.array([40, 60]))
    np.testing.assert_allclose(asked_for.expected[0], value[:40].mean())


def test_a_first_phase_of_two_years_is_24_months() -> None:
    told = Cusum().judge(of_values(steady()[:40], cadence=Cadence.MONTH))
    assert np.flatnonzero(told.verdict[0] != CANNOT_SAY)[0] == 24


def test_the_ratio_of_a_step_is_the_sum_of_its_weeks() -> None:
    value = np.append(np.full(104, 5.0), [5, 8, 8, 8])
    told = Glr(harmonics=0).judge(of_values(value), np.array([107]))
    np.testing.assert_allclose(told.more["statistic"], 24 * np.log(24 / 15) - 9)


def test_after_a_signal_the_ratio_starts_anew() -> None:
    value = np.append(np.full(104, 5.0), [30, 5, 30])
    told = Glr(harmonics=0).judge(of_values(value), np.arange(104, 107))
    assert told.alarm[0].tolist() == [True, False, True]
    np.testing.assert_allclose(told.more["statistic"][0, 2], 30 * np.log(6) - 25)


def test_counts_that_do_not_scatter_have_a_poisson_ratio() -> None:
    value = np.append(np.full(104, 5.0), [5, 8, 8, 8])
    poisson, negative = (
        Glr(kind, harmonics=0).judge(of_values(value), np.array([107])).more["statistic"] for kind in (False, True)
    )
    np.testing.assert_allclose(negative, poisson, rtol=1e-9)


def test_a_first_case_is_answered_by_the_ratios_too() -> None:
    value = np.zeros(200)
    value[150] = 1
    for negative in (False, True):
        told = Glr(negative).judge(of_values(value), np.array([149, 150]))
        assert told.verdict[0].tolist() == [WITHIN, WITHIN] and told.more["statistic"][0, 1] > 3.5


def test_the_predictive_law_is_that_of_jeffreys_prior_and_exposures() -> None:
    value, exposure = np.array([3.0, 1, 4, 1, 5, 9, 7]), np.array([10.0, 20, 10, 20, 10, 20, 30])
    told = Bayes().judge(of_values(value, exposure=exposure), np.array([6]))
    law = stats.nbinom(23.5, 90 / 120)
    np.testing.assert_allclose(told.upper, law.ppf(0.95))
    np.testing.assert_allclose(told.p_value, law.sf(6))
    np.testing.assert_allclose(told.expected, law.mean())


def test_bayes_rings_where_its_tail_is_below_alpha() -> None:
    rng = np.random.default_rng(5)
    value = rng.negative_binomial(4, 0.02, (40, 120)).astype(float)
    value[20:] = rng.poisson(2, (20, 120))
    told = DETECTORS["bayes2"].judge(of_values(value), np.arange(60, 120))
    np.testing.assert_array_equal(told.p_value <= 0.05, told.alarm)
    assert 0.02 < told.alarm[20:].mean() < 0.06


@pytest.mark.parametrize(("level", "upper"), [(0.4, 3.285), (5.0, 11.177), (20.0, 30.017), (21.0, 21.0)])
def test_rki_has_a_poisson_limit_up_to_20_and_a_normal_one_above(level: float, upper: float) -> None:
    told = Rki().judge(of_values(np.full(8, level)), np.array([7]))
    np.testing.assert_allclose(told.upper, upper)


def test_a_history_of_thirty_weeks_is_answered() -> None:
    for name in ("bayes1", "bayes2", "rki1", "rki2", "ears_c1", "ears_c2", "ears_c3", "outbreak_p"):
        assert asked(name, of_values(steady()[:30]), 29).verdict[0, 0] != CANNOT_SAY, name


def test_historical_limits_speak_of_the_sum_of_four_weeks() -> None:
    value = np.full(WEEKS, 5.0)
    value[AT - 52] = 7
    told = HistoricalLimits().judge(of_values(value), np.array([AT]))
    blocks = np.append(np.full(14, 20.0), 22.0)
    reach = stats.norm.ppf(0.9975) * blocks.std(ddof=1) * np.sqrt(1 + 1 / 15)
    np.testing.assert_allclose([told.expected, told.more["observed"]], [[[blocks.mean()]], [[20.0]]])
    np.testing.assert_allclose(told.upper, blocks.mean() + reach)


def test_a_missing_week_of_the_block_is_not_expected_either() -> None:
    value = np.full(WEEKS, 5.0)
    value[AT - 2] = np.nan
    told = HistoricalLimits().judge(of_values(value), np.array([AT]))
    np.testing.assert_allclose([told.expected[0, 0], told.more["observed"][0, 0]], 15)


def test_outbreak_p_is_the_likelihood_ratio_of_the_increasing_mean() -> None:
    value = np.array([1.0, 3, 2, 2, 8])
    told = OutbreakP().judge(of_values(value))
    level = np.array([1, 7 / 3, 7 / 3, 7 / 3, 8])
    np.testing.assert_allclose(told.more["statistic"][0, 4], np.prod((level / value.mean()) ** value))
    np.testing.assert_allclose(told.more["log_statistic"][0, 0], 0, atol=1e-12)


def test_outbreak_p_keeps_its_digits_for_counts_of_millions_and_long_rises() -> None:
    many = OutbreakP().judge(of_values(np.repeat([1e6, 1.001e6], 200)), np.array([399])).more["log_statistic"][0, 0]
    exact = 2e8 * np.log(1 / 1.0005) + 2.002e8 * np.log(1.001 / 1.0005)
    np.testing.assert_allclose(many, exact, rtol=1e-6)
    rise = OutbreakP().judge(of_values(np.repeat([3.0, 30.0], 300)), np.array([599]))
    assert rise.verdict[0, 0] == ABOVE and rise.more["log_statistic"][0, 0] > 2_000


def test_historical_limits_of_weeks_from_sunday_are_sums_of_four_weeks_too() -> None:
    value = np.random.default_rng(3).poisson(5.0, (1, WEEKS)).astype(float)
    told = HistoricalLimits().judge(of_values(value, cadence=Cadence.MMWR_WEEK), np.array([AT]))
    assert told.more["observed"][0, 0] == value[0, AT - 3 : AT + 1].sum()
