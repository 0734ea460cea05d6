"""Wording: the only place that turns a code into a sentence, in English, French and Spanish.

English templates are dictionaries in `sentences/`; French and Spanish are gettext catalogues in `locale/`, keyed by
code (as context) and English text. Everything here takes plain values and gives text, never HTML.
"""

from __future__ import annotations

from tocsin.wording.dates import age, day, moment, month, period, within
from tocsin.wording.figures import number, percent
from tocsin.wording.languages import LANGUAGES
from tocsin.wording.lists import several
from tocsin.wording.speaking import knows, say

__all__ = [
    "LANGUAGES",
    "age",
    "day",
    "knows",
    "moment",
    "month",
    "number",
    "percent",
    "period",
    "say",
    "several",
    "within",
]
