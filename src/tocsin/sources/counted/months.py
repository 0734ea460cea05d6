"""Months by their names, in English, French or Spanish."""

from __future__ import annotations

import re
import unicodedata

NAMES = (
    "jan january ene enero janv janvier",
    "feb february febrero fev fevr fevrier",
    "mar march marzo mars",
    "apr april abr abril avr avril",
    "may mayo mai",
    "jun june junio juin",
    "jul july julio juil juillet",
    "aug august ago agosto aou aout",
    "sep sept september septiembre setiembre septembre",
    "oct october octubre octobre",
    "nov november noviembre novembre",
    "dec december dic diciembre decembre",
)
NUMBER = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
LINKS = ("de", "del", "of")
YEAR = re.compile(r"\d{4}")
DAY = re.compile(r"\d{1,2}(st|nd|rd|th|er)?")
SHORT = re.compile(r"(?:(\d{1,2})-)?([a-z]+)\.?-(\d{2})")  # as workbooks write them: Mar-26, 2-Mar-26
CENTURY = 2000


def named_month(text: str) -> tuple[int, int, int] | None:
    """Year, month and day (0: the month as a whole): marzo de 2026, Mar-26, 2 mars 2026, March 2, 2026."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    if (short := SHORT.fullmatch(bare)) and short[2] in NUMBER:
        return CENTURY + int(short[3]), NUMBER[short[2]], int(short[1] or 0)
    words = [word for word in re.split(r"[\s\-/.,]+", bare) if word and word not in LINKS]
    months = [NUMBER[word] for word in words if word in NUMBER]
    years = [int(word) for word in words if YEAR.fullmatch(word)]
    days = [int(re.sub(r"\D", "", word)) for word in words if DAY.fullmatch(word)]
    whole = len(months) + len(years) + len(days) == len(words)
    if not whole or len(months) != 1 or len(years) != 1 or len(days) > 1 or 0 in days:
        return None
    return years[0], months[0], (days or [0])[0]
