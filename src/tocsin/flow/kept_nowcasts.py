"""Kept nowcasts: what was worked out once is read the next time, as long as all that it follows from is the same."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from tocsin.flow import kept_arrays
from tocsin.records.nowcast import GRIDS, Nowcast
from tocsin.records.period import Cadence

MOST = 12  # states kept of one panel: older ones are worked out again when asked for
MOST_BYTES = 200_000_000


in_memory: OrderedDict[tuple[Path, str], Nowcast | None] = OrderedDict()
_turn = Lock()


def remembered(note: Path, text: str, worked_out: Callable[[], Nowcast | None]) -> Nowcast | None:
    """The nowcast of this note from memory, else from the home's cache, else `worked_out` and kept in both.

    Memory holds the newest asked for, `MOST_BYTES` of them at most and one in any case. Threads may ask at once: each gets
    the same answer, though two that are first both work it out.
    """
    with _turn:
        if (note, text) in in_memory:
            in_memory.move_to_end((note, text))
            return in_memory[note, text]
    found = kept(note, text)
    if found is None and (found := worked_out()) is not None:
        keep(note, text, found)
    with _turn:
        in_memory[note, text] = found
        while len(in_memory) > 1 and sum(map(_bytes, in_memory.values())) > MOST_BYTES:
            in_memory.popitem(last=False)
    return found


def _bytes(nowcast: Nowcast | None) -> int:
    return 1_000 if nowcast is None else nowcast.quantiles.nbytes + len(GRIDS) * nowcast.mean.nbytes


def note_of(home: Path, source: str, measure: str, first: str, known: str) -> tuple[Path, str]:
    """Where the nowcast of a panel is kept (one for each state of its source), and the text it must be kept under."""
    text = hashlib.sha256(f"{measure}|{first}|{known}".encode()).hexdigest()
    return home / "cache" / "nowcasts" / source / f"{measure}.{first[:12]}.{text[:20]}.npz", text


def kept(note: Path, text: str) -> Nowcast | None:
    """The nowcast kept under `text`; None when there is none, or a broken one."""
    try:
        return _read(held) if (held := kept_arrays.kept(note, text)) else None
    except kept_arrays.BROKEN:
        return None


def _read(held: dict[str, Any]) -> Nowcast:
    grids = {name: held[name] for name in GRIDS}
    quantiles = np.full((*grids["reported"].shape, len(held["levels"])), np.nan)
    quantiles[held["told"]] = held["quantiles"]
    cadence, as_of = Cadence(str(held["cadence"])), held["as_of"][()]
    return Nowcast(held["periods"], cadence, as_of, **grids, levels=held["levels"], quantiles=quantiles)


def keep(note: Path, text: str, nowcast: Nowcast) -> None:
    """Lay a nowcast down; of one panel the newest `MOST` states stay."""
    told = np.isfinite(nowcast.quantiles).all(2)
    arrays = {
        "periods": nowcast.periods,
        "cadence": np.array(nowcast.cadence.value),
        "as_of": np.array(nowcast.as_of),
        "levels": nowcast.levels,
        "told": told,
        "quantiles": nowcast.quantiles[told],
    }
    panel = ".".join(note.name.split(".")[:2])
    kept_arrays.keep(note, text, arrays | {name: getattr(nowcast, name) for name in GRIDS}, MOST, f"{panel}.*.npz")
