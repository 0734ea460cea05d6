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
from tocsin.flow.seen import may_see
from tocsin.flow.to_come import STANDS, ToCome, to_come
from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.mark import PUBLIC, Mark, Reader
from tocsin.records.observation import SCHEMA
from tocsin.records.panel import Panel, Status

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("observations", "panels", "findings", "signals", "odm")


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

    `odm` are the observations of wastewater as a file of PHES-ODM. Raises `UsageError` when `what` is none of `KINDS`.
    """
    from tocsin.sources.catalogue import source as named

    makers: dict[str, Callable[[Node, datetime, Reader, str | None], pa.Table]] = {
        "observations": _observations,
        "panels": _panels,
        "findings": _findings,
        "signals": _signals,
        "odm": _observations,
    }
    if what not in makers:
        raise UsageError(
            "nothing of this name can be exported", wanted=", ".join(KINDS), got=what, next_step="name one of them"
        )
    if source:
        named(source, node.sources)  # a source that is not there is told, and is no empty table
    made = makers[what](node, standing(node, as_of), reader, source)
    if source:
        made = made.filter(pc.field("source") == source)
    if substance:
        made = made.filter(pa.array([substance in _ids(v) for v in made["substance"].to_pylist()], pa.bool_()))
    if place:
        made = made.filter(pa.array([_within(place, v) for v in made["place"].to_pylist()], pa.bool_()))
    if since:
        made = made.filter(pc.field("period_end") >= pa.scalar(moment(since).date(), pa.date32()))
    return _odm(made) if what == "odm" else made


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
    if reader.clearance is Mark.CLEAR:  # counts of single events by day and town stay inside: panels show them coarser
        events = pa.array([one.name for one in node.sources if one.events], pa.string())
        known = known.filter(~pc.field("source").isin(events))
    columns = known.select(["mark", "purpose", "place", "stream"]).to_pylist()
    keep = [may_see(row, reader) for row in columns]
    known = known.filter(pa.array(keep, pa.bool_()))
    pairs = zip(known["substance_raw"].to_pylist(), known["source"].to_pylist(), strict=True)
    substances = [";".join(resolve(raw, origin)) for raw, origin in pairs]
    table = known.add_column(SCHEMA.get_field_index("substance_raw"), "substance", pa.array(substances, pa.string()))
    return table.sort_by(
        [("source", "ascending"), ("record", "ascending"), ("substance_raw", "ascending"), ("measure", "ascending")]
    )


def _odm(observations: pa.Table) -> pa.Table:
    from tocsin.sources.odm_table import to_odm

    return to_odm(observations.filter(pc.field("stream") == "wastewater"))


def _panels(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    found = all_panels(node, at, source)
    tables = [_long(panel, to_come(node, one, panel, at), reader) for one, panel in found]
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
            *(pa.field(n, pa.float64()) for n in ("completeness", "nowcast", "nowcast_low", "nowcast_high")),
            ("stand", pa.string()),
        ]
    )


def _long(panel: Panel, coming: ToCome, reader: Reader) -> pa.Table:
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
    grids = {"value": panel.value, "tested": panel.tested, "completeness": coming.completeness}
    grids |= {"nowcast": coming.middle, "nowcast_low": coming.low, "nowcast_high": coming.high}
    for name, grid in grids.items():
        array = grid[rows, columns]
        given[name] = pa.array(array, pa.float64(), mask=np.isnan(array))
    given["stand"] = STANDS[coming.stand[rows, columns].astype(int)].tolist()
    return pa.Table.from_pydict({f.name: given[f.name] for f in _long_schema()}, _long_schema())


def _findings(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    rows = [f for f in findings_at(node, at)[0] if may_see(f, reader)]
    made = pa.Table.from_pylist(rows, FINDING_SCHEMA)
    joined = {
        n: pa.array([";".join(v) for v in made[n + "s"].to_pylist()], pa.string()) for n in ("substance", "place")
    }
    return made.append_column("substance", joined["substance"]).append_column("place", joined["place"])


OF_THE_LINE = (
    "rank",
    "signal",
    "kind",
    "place",
    "harm",
    "score",
    "streams",
    "new_places",
    "within_budget",
    "mark",
    "purpose",
)
SIGNALS = pa.schema(
    [
        ("rank", pa.int64()),
        *((name, pa.string()) for name in ("signal", "kind", "substance", "place", "harm")),
        *((name, pa.string()) for name in ("source", "stream", "measure", "basis")),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        *((name, pa.float64()) for name in ("baseline", "baseline_tested", "observed", "observed_tested")),
        *((name, pa.float64()) for name in ("ratio", "ratio_low", "ratio_high", "p_value", "score")),
        ("streams", pa.int64()),
        ("new_places", pa.int64()),
        ("within_budget", pa.bool_()),
        *((name, pa.string()) for name in ("series", "mark", "purpose")),
    ]
)


def _signals(node: Node, at: datetime, reader: Reader, source: str | None) -> pa.Table:
    rows = [
        {n: getattr(line if n in OF_THE_LINE else line.lead, n) for n in SIGNALS.names} | {"substance": line.subject}
        for line in briefing(node, reader, at).lines
    ]
    return pa.Table.from_pylist(rows, SIGNALS)
