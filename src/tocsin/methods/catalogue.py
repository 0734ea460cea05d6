"""The methods in service. Listing is registering: a source's kind of panel decides which of them read it."""

from __future__ import annotations

from tocsin.methods.aberration.bayes import Bayes
from tocsin.methods.aberration.cusum import Cusum
from tocsin.methods.aberration.ears import Ears
from tocsin.methods.aberration.expectation import Expectation
from tocsin.methods.aberration.farrington import Farrington
from tocsin.methods.aberration.farrington_flexible import FarringtonFlexible
from tocsin.methods.aberration.feed_loss import FeedLoss
from tocsin.methods.aberration.glr import Glr
from tocsin.methods.aberration.half_years import HalfYearRise
from tocsin.methods.aberration.historical_limits import HistoricalLimits
from tocsin.methods.aberration.ladder import Ladder
from tocsin.methods.aberration.level_change import LevelChange
from tocsin.methods.aberration.matched_sites import MatchedSites
from tocsin.methods.aberration.outbreak_p import OutbreakP
from tocsin.methods.aberration.recording_start import RecordingStart
from tocsin.methods.aberration.rise_by_year import RiseByYear
from tocsin.methods.aberration.rki import Rki
from tocsin.methods.aberration.rolling_year import RollingYear
from tocsin.methods.aberration.same_season import SameSeason
from tocsin.methods.aberration.share_change import ShareChange
from tocsin.methods.aberration.together import Together
from tocsin.methods.aberration.usual_level import UsualLevel
from tocsin.methods.aberration.weight_change import WeightChange
from tocsin.methods.aberration.year_before import YearBefore
from tocsin.methods.aberration.year_shares import YearShares
from tocsin.methods.detector import Detector
from tocsin.methods.needs import Method
from tocsin.methods.novelty.first_seen import FirstSeen
from tocsin.methods.trend.growth import TrendClass
from tocsin.records.period import Cadence
from tocsin.records.source import Source
from tocsin.vocabulary import measures

METHODS: tuple[type, ...] = (
    Ears,
    Expectation,
    FeedLoss,
    FirstSeen,
    HalfYearRise,
    LevelChange,
    MatchedSites,
    RecordingStart,
    RiseByYear,
    RollingYear,
    SameSeason,
    ShareChange,
    Together,
    WeightChange,
    YearShares,
)

DETECTORS: dict[str, Detector] = {
    "best": Ladder(),
    "farrington_flexible": FarringtonFlexible(),
    "farrington_flexible_delta": FarringtonFlexible(rule="delta"),
    "farrington_flexible_muan": FarringtonFlexible(rule="muan"),
    "farrington": Farrington(),
    "ears_c1": Ears("C1"),
    "ears_c2": Ears("C2"),
    "ears_c3": Ears("C3"),
    "cusum": Cusum(),
    "cusum_rossi": Cusum(rossi=True),
    "glr_poisson": Glr(),
    "glr_negative_binomial": Glr(negative_binomial=True),
    "glr_negative_binomial_cusum": Glr(negative_binomial=True, rise=1.5),
    "bayes1": Bayes(years=0, half_width=6),
    "bayes2": Bayes(years=1, half_width=6),
    "bayes3": Bayes(years=2, half_width=4, recent=False),
    "rki1": Rki(years=0, half_width=6),
    "rki2": Rki(years=1, half_width=6),
    "rki3": Rki(years=2, half_width=4, recent=False),
    "historical_limits": HistoricalLimits(),
    "outbreak_p": OutbreakP(),
    "trend": TrendClass(),
    "usual_level": UsualLevel(),
    "year_before": YearBefore(),
}  # by the name that a person types; settings change by `dataclasses.replace`

AMOUNTS = ("weight", "volume", "money", "tablet", "round", "firearm", "piece")  # heavy-tailed: one event may hold most


def methods_for(source: Source, measure: str) -> tuple[Method, ...]:
    """The methods that read this measure of this source, in the order their findings are kept."""
    match source.panels_method:
        case "counts_by_year" if measure == "mass_kg":
            return (WeightChange(year_starts=source.year_starts),)
        case "counts_by_year":
            exposed = source.denominator.kind == "population"
            together = (Together(year_starts=source.year_starts),) if "mass_kg" in source.measures else ()
            rise = RiseByYear(year_starts=source.year_starts, exposed=exposed)
            return (rise, *together, RecordingStart(), Expectation())
        case "half_years":
            return (HalfYearRise(), FeedLoss(), FirstSeen())
        case "shares_by_window":
            return (ShareChange(), FirstSeen(window=3, history=6))
        case "yearly_sites":
            return (MatchedSites(),)
        case "rolling_sums":
            return () if measure.startswith("predicted_") else (RollingYear(),)
        case "harms":
            return (YearShares(),) if measure.startswith("percent_") else (SameSeason(),)
        case "counts" if measures.measure(measure).counts in AMOUNTS:
            return (WeightChange(year_starts=source.year_starts),)
        case "counts":
            return (Expectation(exposed=measures.is_paired(measure)),)
        case "shares" if measures.measure(measure).unit == "%":
            return (LevelChange(),)
        case "shares":  # samples are what shares are out of, and no series of their own
            return () if measure == "samples" else (Expectation(exposed=True),)
        case "levels":  # shown, and compared by no method yet
            return ()
        case other:
            raise ValueError(f"source {source.name} asks for panels of an unknown kind: {other}")


def expectation(source: Source, measure: str, cadence: Cadence) -> tuple[Detector, bool]:
    """The detector that says what to expect of such series, and whether it reads them as shares of `Panel.tested`."""
    if cadence is Cadence.ROLLING_12_MONTHS:
        return DETECTORS["year_before"], False
    if not measures.is_count(measure):
        return DETECTORS["usual_level"], False
    exposed = source.denominator.kind in ("tested", "events", "family") or measures.is_paired(measure)
    return DETECTORS["best"], exposed
