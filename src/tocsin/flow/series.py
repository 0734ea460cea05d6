"""One series as a page shows it: cells, findings, notes, what was known before, and its neighbours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.errors import BadValue
from tocsin.flow.answer import all_panels, bare_panels, findings_of, standing
from tocsin.flow.expecting import expected, growth
from tocsin.flow.home import Node
from tocsin.flow.seen import may_see
from tocsin.flow.to_come import ToCome, to_come
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.panel import KEY_SCHEMA, Panel, Status
from tocsin.records.release import Release
from tocsin.records.series import Cell, Note, SeriesView
from tocsin.vocabulary import measures

if TYPE_CHECKING:
    from tocsin.methods.judged import Judged
    from tocsin.records.source import Source

Figures = tuple[float | None, float | None]  # a value, and out of how many
Earlier = dict[date, tuple[float, float]]  # the same by the last day of a period; NaN where no total was told


def list_series(node: Node, reader: Reader = PUBLIC, as_of: datetime | None = None) -> pa.Table:
    """Every series the reader may see: its key, newest value and newest period's last day."""
    tables = []
    for _, panel in bare_panels(node, standing(node, as_of)):
        known = panel.status != Status.NOT_REPORTED
        last = panel.status.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
        newest = panel.value[np.arange(len(panel)), last]
        table = panel.keys.append_column("value", pa.array(newest)).append_column(
            "period_end", pa.array(panel.ends[last])
        )
        shown = [may_see(key, reader) for key in panel.keys.to_pylist()]
        tables.append(table.filter(pa.array(shown, pa.bool_())))
    empty = KEY_SCHEMA.append(pa.field("value", pa.float64())).append(pa.field("period_end", pa.date32()))
    return pa.concat_tables(tables) if tables else empty.empty_table()


def find_series(node: Node, text: str, reader: Reader = PUBLIC, as_of: datetime | None = None) -> tuple[str, ...]:
    """Series ids that a text points to: an id or its beginning, or words of substance, place and source."""
    from tocsin.vocabulary import places, substances

    words = text.casefold().split()
    found = []
    for key in list_series(node, reader, as_of).to_pylist():
        told = " ".join(
            (
                key["series"],
                key["source"],
                key["measure"],
                key["substance"],
                key["place"],
                key["level"],
                substances.label(key["substance"], "en"),
                places.label(key["place"], "en"),
            )
        ).casefold()
        if key["series"].startswith(text) or all(word in told for word in words):
            found.append(key["series"])
    return tuple(found)


def holds(node: Node, series: str, reader: Reader = PUBLIC, as_of: datetime | None = None) -> bool:
    """Whether the reader may see a series of this id; asks no delays, and no more sources than it must."""
    for _, panel in bare_panels(node, standing(node, as_of)):
        ids = panel.column("series")
        if series in ids:
            return may_see(panel.keys.slice(ids.index(series), 1).to_pylist()[0], reader)
    return False


def series(node: Node, series_id: str, reader: Reader = PUBLIC, as_of: datetime | None = None) -> SeriesView:
    """One series at one moment. Raises `BadValue` when there is none that this reader may see."""
    at = standing(node, as_of)
    source, panel, row = located(node, series_id, reader, at)
    key = panel.keys.slice(row, 1).to_pylist()[0]
    known = releases_of(node, source.name, at)
    earlier_as_of = _before(known)
    found, beside = findings_of(node, source.name, at)
    findings = [f for f in found if f["series"] == series_id]
    return SeriesView(
        series=series_id,
        source=source.name,
        stream=key["stream"],
        substance=key["substance"],
        place=key["place"],
        level=key["level"],
        measure=key["measure"],
        cadence=panel.cadence.value,
        derived=key["derived"],
        basis=basis_of(source, panel, row),
        mark=key["mark"],
        purpose=key["purpose"],
        as_of=at,
        cells=_cells(
            panel,
            row,
            expected(node, source, panel, row, at),
            _earlier(node, series_id, source, earlier_as_of),
            to_come(node, source, panel, at),
        ),
        growth=growth(node, source, panel, row, at),
        earlier_as_of=earlier_as_of,
        findings=_members(findings),
        notes=notes_of(source, key, at),
        overlay=_overlay(panel, row),
        siblings=_siblings(panel, row, reader),
        releases=known,
        streams_beside=beside,
    )


def _members(findings: list[dict[str, Any]]) -> tuple[Any, ...]:
    from tocsin.signals.members import member

    return tuple(member(f) for f in findings)


def releases_of(node: Node, source: str, at: datetime) -> tuple[Release, ...]:
    """The releases of one source known at a moment, newest first."""
    rows = node.lake.releases(known_at=at)
    own = rows.filter(pc.field("source") == source).to_pylist()
    return tuple(sorted((Release.from_row(row) for row in own), key=lambda r: r.known_at, reverse=True))


def located(node: Node, series: str, reader: Reader, at: datetime) -> tuple[Source, Panel, int]:
    """The source, panel and row of a series. Raises `BadValue` when there is none that this reader may see."""
    name = next((source.name for source, panel in bare_panels(node, at) if series in panel.column("series")), None)
    for source, panel in all_panels(node, at, name) if name else ():
        ids = panel.column("series")
        if series in ids:
            row = ids.index(series)
            if may_see(panel.keys.slice(row, 1).to_pylist()[0], reader):
                return source, panel, row
    raise BadValue(
        "no such series",
        wanted="the id of a series known at that date",
        got=series,
        next_step="run `tocsin show WORDS` to find one",
    )


def first_known(node: Node, series: str, reader: Reader = PUBLIC) -> datetime:
    """When a series was first known to this node. Raises `BadValue` when the reader may see no such series."""
    at = standing(node, None)
    source, _, _ = located(node, series, reader, at)
    for release in reversed(releases_of(node, source.name, at)):
        if any(series in panel.column("series") for _, panel in all_panels(node, release.known_at, source.name)):
            return release.known_at
    return at


def _before(known: tuple[Release, ...]) -> datetime | None:
    """The moment just before the newest release: what the revision ghost shows."""
    older = [r.known_at for r in known if r.known_at < known[0].known_at] if known else []
    return known[0].known_at - timedelta(microseconds=1) if older else None


def _earlier(node: Node, series_id: str, source: Source, at: datetime | None) -> Earlier:
    if at is None:
        return {}
    for _, panel in all_panels(node, at, source.name):
        ids = panel.column("series")
        if series_id in ids:
            row = ids.index(series_id)
            tested = panel.tested[row] if basis_of(source, panel, row) == "share" else np.full(len(panel.ends), np.nan)
            told = zip(panel.ends.astype(object), panel.value[row].tolist(), tested.tolist(), strict=True)
            return {end: (value, tested) for end, value, tested in told if np.isfinite(value)}
    return {}


def _cells(panel: Panel, row: int, told: Judged, earlier: Earlier, coming: ToCome) -> tuple[Cell, ...]:
    known = np.flatnonzero(panel.status[row] != Status.NOT_REPORTED)
    shown = range(known[0], known[-1] + 1) if len(known) else ()
    return tuple(_cell(panel, row, t, told, earlier, coming) for t in shown)


def _cell(panel: Panel, row: int, t: int, told: Judged, earlier: Earlier, coming: ToCome) -> Cell:
    from tocsin.methods.judged import ABOVE, RUNGS, VERDICTS

    value, end = _none(panel.value[row, t]), panel.ends[t].astype(object)
    tested, verdict = _none(panel.tested[row, t]), int(told.verdict[0, t])
    before, before_tested = _moved(earlier.get(end), value, tested)
    return Cell(
        panel.starts[t].astype(object),
        end,
        value,
        tested,
        Status(panel.status[row, t]).name.lower(),
        _none(told.expected[0, t]),
        _none(told.upper[0, t]),
        _none(told.lower[0, t]),
        _none(told.p_value[0, t]),
        VERDICTS[verdict].value,
        RUNGS[int(told.rung[0, t])].value,
        before,
        verdict == ABOVE,
        _none(coming.completeness[row, t]),
        _none(coming.middle[row, t]),
        _none(coming.low[row, t]),
        _none(coming.high[row, t]),
        coming.stand_name(row, t),
        before_tested,
    )


def _moved(was: tuple[float, float] | None, value: float | None, tested: float | None) -> Figures:
    """The figure before, and of a share what it was out of; None where neither of them moved since."""
    if was is None:
        return None, None
    before, out_of = _none(was[0]), _none(was[1])
    return (None, None) if before == value and out_of in (None, tested) else (before, out_of)


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def basis_of(source: Source, panel: Panel, row: int) -> str:
    """What its figures are read as: count, share, rate or load."""
    if source.panels_method == "yearly_sites":
        return "load"
    if not np.isfinite(panel.tested[row]).any() or measures.is_percent(str(panel.keys["measure"][row])):
        return "count"  # a percentage is a share already
    return "rate" if source.denominator.kind == "population" else "share"


def notes_of(source: Source, key: dict[str, Any], at: datetime) -> tuple[Note, ...]:
    """The annotations of a series whose day has come."""
    from tocsin.panels.epochs import applies, of_measure
    from tocsin.vocabulary.annotations import annotations

    return tuple(
        Note(n.since, n.kind, n.breaks, {"en": n.text_en, "fr": n.text_fr, "es": n.text_es}, n.reference)
        for n in annotations(source.name)
        if n.since <= at.date() and of_measure(n, key["measure"]) and applies(n, key["substance"], key["place"])
    )


def _overlay(panel: Panel, row: int) -> str | None:
    keys = panel.keys.to_pylist()
    same = [
        k["series"]
        for k in keys
        if k["substance"] == keys[row]["substance"] and k["level"] == "country" and keys[row]["level"] != "country"
    ]
    return same[0] if same else None


def _siblings(panel: Panel, row: int, reader: Reader) -> tuple[tuple[str, str], ...]:
    keys = panel.keys.to_pylist()
    newest = np.nan_to_num(panel.value[:, -1])
    same = [
        i for i, k in enumerate(keys) if i != row and k["substance"] == keys[row]["substance"] and may_see(k, reader)
    ]
    return tuple(
        (keys[i]["series"], keys[i]["place"]) for i in sorted(same, key=lambda i: (-newest[i], keys[i]["place"]))
    )
