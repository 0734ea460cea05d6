"""Epochs: annotated breaks of definition, panel or recording, after which older periods no longer compare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.vocabulary import measures, places
from tocsin.vocabulary.annotations import Annotation
from tocsin.vocabulary.substances import parts

NEW_PANEL = "new_panel"


def epochs(
    annotations: tuple[Annotation, ...],
    substances: list[str],
    series_places: list[str],
    measure: str,
    ends: NDArray[np.datetime64],
) -> NDArray[np.int16]:
    """How many breaks lie at or before each period, (N, T). A break in one place leaves its country alone."""
    count = np.zeros((len(substances), len(ends)), np.int16)
    for note in annotations:
        if not note.breaks or not of_measure(note, measure):
            continue
        hit = np.array([applies(note, s, p) for s, p in zip(substances, series_places, strict=True)], bool)
        count += (hit[:, None] & (ends >= np.datetime64(note.since))[None, :]).astype(np.int16)
    return count


def looked_for(
    annotations: tuple[Annotation, ...],
    substances: list[str],
    series_places: list[str],
    measure: str,
    ends: NDArray[np.datetime64],
) -> NDArray[np.bool_]:
    """Whether a missing row can be a zero, (N, T): before a new panel a substance was not tested for, and is no zero."""
    looked = np.ones((len(substances), len(ends)), bool)
    for note in annotations:
        if note.kind != NEW_PANEL or not of_measure(note, measure):
            continue
        hit = np.array([applies(note, s, p) for s, p in zip(substances, series_places, strict=True)], bool)
        looked &= ~(hit[:, None] & (ends < np.datetime64(note.since))[None, :])
    return looked


def of_measure(note: Annotation, measure: str) -> bool:
    """Whether an annotation speaks of this measure: an empty side means every one; of a pair's, what is counted alone."""
    return note.measure in ("", measure, measures.alone(measure))


def applies(note: Annotation, substance: str, place: str) -> bool:
    """Whether an annotation speaks of this series: an empty side means every one; of a pair, either substance is meant."""
    named = note.substance in ("", substance, *parts(substance))
    return named and (note.place in ("", place) or places.country_of(place) == note.place)
