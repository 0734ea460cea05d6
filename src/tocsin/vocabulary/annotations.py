"""Annotations: dated facts about a source that detectors and charts must obey."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from tocsin.vocabulary.rows import rows

KINDS = ("new_panel", "reference_standard", "law", "definition_break", "feed_loss", "recording_change", "note")


@dataclass(frozen=True, slots=True)
class Annotation:
    """An empty `place`, `substance` or `measure` means every one. `breaks` starts a new epoch at `since`."""

    source: str
    place: str
    substance: str
    measure: str
    since: date
    kind: str
    breaks: bool
    text_en: str
    text_fr: str
    text_es: str
    reference: str


@cache
def _all() -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            row["source_name"],
            row["place"],
            row["substance"],
            row["measure"],
            date.fromisoformat(row["since"]),
            row["kind"],
            row["breaks"] == "true",
            row["text_en"],
            row["text_fr"],
            row["text_es"],
            row["reference"],
        )
        for row in rows("annotations")
    )


def annotations(source: str | None = None) -> tuple[Annotation, ...]:
    """The annotations of one source, or of all, oldest first."""
    chosen = (note for note in _all() if source in (None, note.source))
    return tuple(sorted(chosen, key=lambda note: note.since))
