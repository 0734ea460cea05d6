"""Calendar words in English, French and Spanish: months, halves, quarters, and what may stand between them."""

from __future__ import annotations

import re
import unicodedata


def words(text: str) -> frozenset[str]:
    """The words of a list written in one line."""
    return frozenset(text.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier ene enero",
            "feb february fev fevr fevrier febrero",
            "mar march mars marzo",
            "apr april avr avril abr abril",
            "may mai mayo",
            "jun june juin junio",
            "jul july juil juillet julio",
            "aug august aou aout ago agosto",
            "sep sept september septembre septiembre setiembre set",
            "oct october octobre octubre",
            "nov november novembre noviembre",
            "dec december decembre dic diciembre",
        ),
        1,
    )
    for name in names.split()
}
ORDINALS = {
    name: number
    for number, names in enumerate(
        (
            "first premier premiere primer primero primera i",
            "second deuxieme segundo segunda ii",
            "third troisieme tercer tercero tercera iii",
            "fourth quatrieme cuarto cuarta iv",
        ),
        1,
    )
    for name in names.split()
}
HALVES = frozenset(["h", "s", "sa", "half", "semester", "semestre", "sem", "semestriel"])
QUARTERS = frozenset(["q", "t", "qtr", "quarter", "trim", "trimestre", "trimester"])
WEEKS = frozenset(["w", "wk", "week", "s", "sem", "semaine", "semana", "se", "mmwr", "epi", "epiweek", "ew", "cdc"])
YEARS = frozenset(["fy", "year", "ano", "annee", "an", "fiscal", "exercice", "ejercicio", "fytd", "ef", "cy", "ytd"])
FILLERS = frozenset(
    [
        "de",
        "del",
        "d",
        "du",
        "le",
        "la",
        "les",
        "el",
        "of",
        "the",
        "er",
        "e",
        "eme",
        "re",
        "o",
        "a",
        "st",
        "nd",
        "rd",
        "th",
        "and",
        "et",
        "y",
        "to",
        "au",
        "al",
    ]
)


def plain(text: str) -> str:
    """Lower case, without accents, ordinals as letters."""
    spelled = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spelled if not unicodedata.combining(letter))


def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers of a text, fillers left out: "1er semestre de 2024" gives 1, semestre, 2024."""
    bare = re.sub(r"\b([1-4])([qtsh])(?=\b|[12]\d{3})", r"\2\1 ", plain(text))  # 1T2024 is T1 2024
    bare = re.sub(r"\b([qtsh])([1-4])(?=[12]\d{3}\b)", r"\1\2 ", bare)
    return tuple(part for part in re.findall(r"[a-z]+|\d+", bare) if part not in FILLERS)
