"""Substances: which column or heading names them. A name the vocabulary does not know stays as published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.sources.mapping.calendar import words
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.vocabulary.names import is_name, is_named

HEADS = words(
    "drug drugs droga drogas drogue drogues substance substances sustancia sustancias analyte analytes analito analitos "
    "compound compuesto compose biomarker biomarkers marker marcador marqueur narcotico stupefiant metabolite estupefaciente"
)
ENOUGH, MOST = 0.5, 200


def known(name: str) -> bool:
    """Whether the vocabulary has a substance of this name."""
    return is_named(name.strip())


def share_known(texts: Sequence[str]) -> float:
    """What share of some names are substances."""
    looked = texts[:MOST]
    return sum(known(text) for text in looked) / len(looked) if looked else 0.0


def substance_column(columns: Sequence[Column]) -> Column | None:
    """The column of substances: half its names are known, or its heading says so."""
    texts = [one for one in columns if one.kind in ("text", "word")]
    scored = [(share_known(one.filled) + bool(one.words & HEADS), one) for one in texts]
    best = max(scored, key=lambda pair: (pair[0], -pair[1].number), default=(0.0, None))
    return best[1] if best[0] >= ENOUGH else None


def named_in(heading: str) -> str:
    """The substance that a heading names, its unit in brackets left out; empty where it names none."""
    bare = re.sub(r"[(\[].*?[)\]]", " ", heading).strip(" ,:_-")
    words_in = bare.replace("_", " ").split()
    runs = [words_in[at : at + size] for size in range(len(words_in), 0, -1) for at in range(len(words_in) - size + 1)]
    return next((" ".join(run) for run in runs if len(" ".join(run)) > 2 and is_name(" ".join(run))), "")
