"""The methods in service. Listing is registering: a source's kind of panel decides which of them read it."""

from __future__ import annotations

from tocsin.methods.aberration.ears import Ears
from tocsin.methods.aberration.feed_loss import FeedLoss
from tocsin.methods.aberration.half_years import HalfYearRise
from tocsin.methods.aberration.matched_sites import MatchedSites
from tocsin.methods.aberration.recording_start import RecordingStart
from tocsin.methods.aberration.rise_by_year import RiseByYear
from tocsin.methods.aberration.rolling_year import RollingYear
from tocsin.methods.aberration.same_season import SameSeason
from tocsin.methods.aberration.share_change import ShareChange
from tocsin.methods.aberration.together import Together
from tocsin.methods.aberration.weight_change import WeightChange
from tocsin.methods.aberration.year_shares import YearShares
from tocsin.methods.detector import Detector
from tocsin.methods.needs import Method
from tocsin.methods.novelty.first_seen import FirstSeen
from tocsin.records.source import Source

METHODS: tuple[type, ...] = (
    Ears,
    FeedLoss,
    FirstSeen,
    HalfYearRise,
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

DETECTORS: dict[str, Detector] = {}  # by the name that a person types; settings change by `dataclasses.replace`


def methods_for(source: Source, measure: str) -> tuple[Method, ...]:
    """The methods that read this measure of this source, in the order their findings are kept."""
    match source.panels_method:
        case "counts_by_year" if measure == "mass_kg":
            return (WeightChange(year_starts=source.year_starts),)
        case "counts_by_year":
            exposed = source.denominator.kind == "population"
            together = (Together(year_starts=source.year_starts),) if "mass_kg" in source.measures else ()
            ears = tuple(Ears(variant=variant) for variant in ("C1", "C2", "C3"))
            return (RiseByYear(year_starts=source.year_starts, exposed=exposed), *together, RecordingStart(), *ears)
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
        case "levels":  # shown, and compared by no method yet
            return ()
        case other:
            raise ValueError(f"source {source.name} asks for panels of an unknown kind: {other}")
