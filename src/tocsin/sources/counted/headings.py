"""Headings: which column of a table of counts is which, in English, French or Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tocsin.errors import FileRefused
from tocsin.sources.counted.months import NUMBER

ROLES: dict[str, frozenset[str]] = {
    "series": frozenset({"series", "serie", "seriesid", "seriesname"}),
    "t": frozenset({"t", "index", "indice"}),
    "date": frozenset(
        {"date", "fecha", "week", "semaine", "semana", "month", "mois", "mes", "period", "periode", "periodo"}
        | {"periodstart"}
    ),
    "observed": frozenset(
        {"observed", "observado", "observados", "observada", "observadas", "observe", "observes", "observee"}
        | {"observees", "count", "counts", "conteo", "conteos", "compte", "cases", "casos", "cas"}
        | {"value", "valor", "valeur"}
    ),
    "tested": frozenset(
        {"tested", "analizado", "analizados", "analizada", "analizadas", "analyse", "analyses", "analysee"}
        | {"analysees", "teste", "testes", "testee", "testees"}
    ),
    "population": frozenset({"population", "poblacion"}),
    "excluded": frozenset(
        {"excluded", "excluido", "excluidos", "excluida", "excluidas", "exclu", "exclus", "exclue", "exclues"}
    ),
    "completeness": frozenset({"completeness", "completitud", "exhaustividad", "completude", "exhaustivite"}),
}
FURTHER: dict[str, frozenset[str]] = {
    "date": frozenset(
        {"weekending", "weekstarting", "weekbeginning", "weekof", "epiweek", "semanaepidemiologica", "se", "dia", "day"}
        | {"jour", "quarter", "trimestre", "semestre", "halfyear", "mesano", "mesyano", "anomes"}
    ),
    "observed": frozenset(
        {"detections", "detected", "detecciones", "detectado", "detectados", "detecte", "detectes", "detectee"}
        | {"detectees", "positive", "positives", "positivos", "positivas", "positifs", "seizures", "incautaciones"}
        | {"decomisos", "saisies", "events", "eventos", "evenements", "deaths", "muertes", "defunciones", "deces"}
        | {"reported", "n", "number", "numero", "numberofcases", "numerodecasos", "nombredecas", "casecount"}
    ),
    "tested": frozenset(
        {"samples", "muestras", "echantillons", "samplestested", "muestrasanalizadas", "echantillonsanalyses", "tests"}
        | {"pruebas", "numbertested"}
    ),
}  # asked only where a table has none of the names above
YEAR = "year"
YEARS = frozenset({"year", "ano", "anio", "annee"})
WEEKS = ("week", "seman", "semaine")


PARTS = {
    "-W": frozenset({"week", "semana", "semaine", "epiweek", "semanaepidemiologica", "se"}),
    "-Q": frozenset({"quarter", "trimestre"}),
    "-H": frozenset({"semestre", "halfyear"}),
    "-": frozenset({"month", "mes", "mois"}),
}  # how a year and a number below such a heading are written as one


def between(heading: str) -> str:
    """What stands between a year and the number of a part of it; empty where the heading does not say which part."""
    return next((sign for sign, known in PARTS.items() if bare(heading) in known), "")


def says_week(heading: str) -> bool:
    """Whether a heading speaks of weeks: under it, 2026-07 is the seventh."""
    return bare(heading) == "se" or any(word in bare(heading) for word in WEEKS)


def bare(heading: str) -> str:
    """A heading in small letters without accents and signs: `Observé` and `observe` are one."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9]", "", letters)


def headings(names: Sequence[str]) -> dict[str, str]:
    """The column of each role that the table has.

    A column with the role's own English name wins over its other names, and those over further ones. A column of years
    is `year` beside a column of dates, and the dates themselves where there is none. Raises `FileRefused` where two
    columns may be one, where nothing is observed, where periods have no column, and for two kinds of denominators.
    """
    chosen = key_headings(names)
    found = {role: _named(role, names) for role in ROLES if role not in ("date", "t")}
    chosen |= {role: name for role, name in found.items() if name}
    if "observed" not in chosen:
        raise _nothing_observed(names, chosen)
    if not {"date", "t"} & set(chosen):
        raise _lacks("no column of periods", "a column `date` (or fecha, week) or `t`", names)
    if {"tested", "population"} <= set(chosen):
        raise _lacks("two denominators", "`tested` or `population`, not both", names)
    return chosen


def key_headings(names: Sequence[str]) -> dict[str, str]:
    """The columns that tell the period of a row: `date`, `t` and `year`, as far as the table has them."""
    found = {"date": _named("date", names), "t": _named("t", names)}
    year = _one(YEAR, [name for name in names if bare(name) in YEARS])
    found[YEAR if found["date"] else "date"] = year if found["date"] or not found["t"] else ""
    return {role: name for role, name in found.items() if name}


def _nothing_observed(names: Sequence[str], chosen: dict[str, str]) -> FileRefused:
    others = [name for name in names if name not in chosen.values()]
    if sum(map(_is_period, others)) > 1:
        wanted = "one row for each period: columns date, observed (and series)"
        return _lacks("periods in its header", wanted, names, "turn the table: periods go down, not across")
    if len(names) == 1:
        return _lacks("one column alone", "a header: date,observed", names, "delete the lines above the header")
    if {"date", "t"} & set(chosen) and len(others) > 1:
        wanted, step = "a column `observed`, or --wide", "if each column is a series of its own, say --wide"
        return _lacks("no column of counts", wanted, names, f"{step}; else name the counts `observed`")
    return _lacks("no column of counts", "a column `observed` (or count, cases, casos, observé)", names)


def _is_period(heading: str) -> bool:
    return bare(heading) in NUMBER or bool(re.search(r"(?<!\d)(19|20)\d{2}(?!\d{3})", heading))


def _named(role: str, names: Sequence[str]) -> str:
    known = [name for name in names if bare(name) in ROLES[role]]
    return _one(role, known or [name for name in names if bare(name) in FURTHER.get(role, ())])


def _one(role: str, names: Sequence[str]) -> str:
    exact = [name for name in names if bare(name) == role]
    chosen = exact or names
    if len(chosen) > 1:
        raise FileRefused(
            f"more than one column may be `{role}`",
            wanted="one of them",
            got=", ".join(chosen),
            next_step=f"name the right one `{role}`",
        )
    return chosen[0] if chosen else ""


def _lacks(what: str, wanted: str, names: Sequence[str], next_step: str = "") -> FileRefused:
    return FileRefused(
        f"this table has {what}",
        wanted=wanted,
        got=", ".join(names)[:200],
        next_step=next_step or "name the columns series, date, observed, tested",
    )
