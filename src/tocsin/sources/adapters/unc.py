"""UNC Street Drug Analysis Lab: monthly counts of samples and of some substances in them, as cited figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, month, number, printable

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

START = "CAST(try_strptime(trim(month), '%Y-%m') AS DATE)"
END = f"last_day({START})"
RECORD = f"strftime({START}, '%Y-%m')"
TOTAL = "monthly_total"


@dataclass(frozen=True, slots=True)
class UncMonthlyCounts:
    """Month by substance; the row `monthly_total` is the denominator. A substance without a row was not found."""

    source: ClassVar[str] = "unc-drugchecking"
    header: ClassVar[tuple[str, ...]] = ("month", "substance", "n")
    key: ClassVar[tuple[str, ...]] = ("month", "substance")
    identity: ClassVar[str] = f"concat_ws(chr(31), {RECORD}, trim(substance))"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the laboratory's programmes."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month, a name and a whole number."""
        return (*month("month", START, until), *printable("substance"), *number("n", whole=True))

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot, assumed known on the fifth of the month after its last."""
        extent = covers(connection, START, END, substances="trim(substance)", measures=("detections", "samples"))
        if extent is None:
            return []
        following = date(extent.last.year + extent.last.month // 12, extent.last.month % 12 + 1, 5)
        known, basis = (known_at, "reported") if known_at else (published(following), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, replace(extent, places=("US/unc-lab",)))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Detections with the month's samples as tested, and the samples."""
        shared = {
            "record": RECORD,
            "substance_raw": "trim(substance)",
            "place": "'US/unc-lab'",
            "place_precision": "'group'",
            "period_start": START,
            "period_end": END,
            "value": "n",
        }
        total = f"trim(t.substance) = '{TOTAL}' AND trim(t.month) = trim(good.month)"
        tested = f"(SELECT max(CAST(t.n AS DOUBLE)) FROM good t WHERE {total})"
        return (
            shared | {"measure": "'detections'", "tested": tested, "where": f"trim(substance) <> '{TOTAL}'"},
            shared | {"measure": "'samples'", "where": f"trim(substance) = '{TOTAL}'"},
        )
