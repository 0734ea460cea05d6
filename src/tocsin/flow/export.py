"""Export: observations, panels, findings or signals as one Arrow table, cut to what a reader may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.clock import moment
from tocsin.errors import UsageError
from tocsin.flow.answer import all_panels, briefing, findings_at, standing
from tocsin.flow.home import Node
from tocsin.flow.seen import may_show
from tocsin.flow.series import may_see
from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.mark import PUBLIC, Mark, Purpose, Reader
from tocsin.records.observation import SCHEMA
from tocsin.records.panel import Panel, Status

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("observations", "panels", "findings", "signals")


def table(
    node: Node,
    what: str,
    *,
    source: str | None = None,
    substance: str | None = None,
    place: str | None = None,
    since: str | None = None,
    as_of: datetime | None = None,
    reader: Reader = PUBLIC,
) -> pa.Table:
    """One table, cut to what the reader may see. `substance` and `place` are ids; `since` keeps periods that end on or after it.

    Raises `UsageError` when `what` is none of `KINDS`.
    """
    makers: dict[str, Callable[[Node, datetime, Reader, str | None], pa.Table]] = {
        "observations": _observations,
        "panels": _panels,
        "findings": _findings,
        "signals": _signals,
    }
    if what not in makers:
        raise UsageError(
            "nothing of this name can be exported", wanted=", ".join(KINDS), got=what, next_step="name one of them"
        )
    made = makers[what](node, standing(node, as_of), reader, source)
    if source:
        made = made.filter(pc.field("source") == source)
    if substance:
        made = made.filter(pa.array([substance in _ids(v) for v in made["substance"].to_pylist()], pa.bool_()))
    if place:
        made = made.filter(pa.array([_within(place, v) for v in made["place"].to_pylist()], pa.bool_()))
    if since:
        made = made.filter(pc.field("period_end") >= pa.scalar(moment(since).date(), pa.date32()))
    return made


def _ids(value: Any) -> tuple[str, ...]:
    from tocsin.vocabulary import substances

    names = value if isinstance(value, list) else str(value).split(";")
    return tuple(names) + tuple(substances.group_of(name) for name in names)


def _within(place: str, value: Any) -> bool:
    return any(
        str(one) == place or str(one).startswith((f"{place}-", f"{place}/"))
        for one in (value if isinstance(value, list) else [value])
    )


def _observations(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    from tocsin.vocabulary.names import resolve

    known = node.lake.observations(source=source, known_at=at).to_pyarrow().select(SCHEMA.names)
    keep = [
        reader.may_see(Mark(m), Purpose(p)) and may_show(place, stream, reader)
        for m, p, place, stream in zip(
            *(known[n].to_pylist() for n in ("mark", "purpose", "place", "stream")), strict=True
        )
    ]
    known = known.filter(pa.array(keep, pa.bool_()))
    pairs = zip(known["substance_raw"].to_pylist(), known["source"].to_pylist(), strict=True)
    substances = [";".join(resolve(raw, origin)) for raw, origin in pairs]
    table = known.add_column(SCHEMA.get_field_index("substance_raw"), "substance", pa.array(substances, pa.string()))
    return table.sort_by(
        [("source", "ascending"), ("record", "ascending"), ("substance_raw", "ascending"), ("measure", "ascending")]
    )


def _panels(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    tables = [_long(panel, reader) for _, panel in all_panels(node, at, source)]
    return pa.concat_tables(tables) if tables else _long_schema().empty_table()


def _long_schema() -> pa.Schema:
    text = ("series", "source", "stream", "substance", "place", "level", "measure", "cadence", "status")
    return pa.schema(
        [
            *(pa.field(n, pa.string()) for n in text),
            ("period_start", pa.date32()),
            ("period_end", pa.date32()),
            ("value", pa.float64()),
            ("tested", pa.float64()),
            ("derived", pa.bool_()),
            ("epoch", pa.int16()),
        ]
    )


def _long(panel: Panel, reader: Reader) -> pa.Table:
    shown = np.array([may_see(key, reader) for key in panel.keys.to_pylist()], bool)
    rows, columns = np.nonzero((panel.status != Status.NOT_REPORTED) & shown[:, None])
    keys = panel.keys.take(pa.array(rows))
    names = np.array([status.name.lower() for status in Status])
    given: dict[str, Any] = {
        n: keys[n] for n in ("series", "source", "stream", "substance", "place", "level", "measure", "derived")
    }
    given |= {
        "cadence": [panel.cadence.value] * len(rows),
        "status": names[panel.status[rows, columns]].tolist(),
        "period_start": panel.starts[columns],
        "period_end": panel.ends[columns],
        "epoch": panel.epoch[rows, columns],
    }
    for name in ("value", "tested"):
        array = getattr(panel, name)[rows, columns]
        given[name] = pa.array(array, pa.float64(), mask=np.isnan(array))
    schema = _long_schema()
    return pa.table(
        [
            pa.chunked_array([given[f.name].cast(f.type)])
            if isinstance(given[f.name], pa.Array)
            else given[f.name].cast(f.type)
            if isinstance(given[f.name], pa.ChunkedArray)
            else pa.array(given[f.name], f.type)
            for f in schema
        ],
        schema=schema,
    )


def _findings(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    rows = [
        f
        for f in findings_at(node, at)[0]
        if reader.may_see(Mark(f["mark"]), Purpose(f["purpose"])) and may_show(f["places"][0], f["stream"], reader)
    ]
    made = pa.Table.from_pylist(rows, FINDING_SCHEMA)
    joined = {
        n: pa.array([";".join(v) for v in made[n + "s"].to_pylist()], pa.string()) for n in ("substance", "place")
    }
    return made.append_column("substance", joined["substance"]).append_column("place", joined["place"])


def _signals(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    rows = [
        {
            "rank": line.rank,
            "signal": line.signal,
            "kind": line.kind,
            "substance": line.subject,
            "place": line.place,
            "harm": line.harm,
            "source": line.lead.source,
            "stream": line.lead.stream,
            "measure": line.lead.measure,
            "basis": line.lead.basis,
            "period_start": line.lead.period_start,
            "period_end": line.lead.period_end,
            "baseline": line.lead.baseline,
            "baseline_tested": line.lead.baseline_tested,
            "observed": line.lead.observed,
            "observed_tested": line.lead.observed_tested,
            "ratio": line.lead.ratio,
            "ratio_low": line.lead.ratio_low,
            "ratio_high": line.lead.ratio_high,
            "p_value": line.lead.p_value,
            "score": line.score,
            "streams": line.streams,
            "new_places": line.new_places,
            "within_budget": line.within_budget,
            "series": line.lead.series,
            "mark": line.mark,
            "purpose": line.purpose,
        }
        for line in briefing(node, reader, at).lines
    ]
    whole, text = (
        ("rank", "streams", "new_places"),
        (
            "signal",
            "kind",
            "substance",
            "place",
            "harm",
            "source",
            "stream",
            "measure",
            "basis",
            "series",
            "mark",
            "purpose",
        ),
    )
    order = [
        "rank",
        "signal",
        "kind",
        "substance",
        "place",
        "harm",
        "source",
        "stream",
        "measure",
        "basis",
        "period_start",
        "period_end",
        "baseline",
        "baseline_tested",
        "observed",
        "observed_tested",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p_value",
        "score",
        "streams",
        "new_places",
        "within_budget",
        "series",
        "mark",
        "purpose",
    ]
    schema = pa.schema(
        [
            (
                n,
                pa.int64()
                if n in whole
                else pa.string()
                if n in text
                else pa.date32()
                if n.startswith("period")
                else pa.bool_()
                if n == "within_budget"
                else pa.float64(),
            )
            for n in order
        ]
    )
    return pa.Table.from_pylist(rows, schema)
