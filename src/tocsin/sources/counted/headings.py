"""Headings: which column of a table of counts is which, in English, French or Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tocsin.errors import FileRefused

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


def bare(heading: str) -> str:
    """A heading in small letters without accents and signs: `Observé` and `observe` are one."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9]", "", letters)


def headings(names: Sequence[str]) -> dict[str, str]:
    """The column of each role that the table has.

    A column with the role's own English name wins over its other names. Raises `FileRefused` where two columns may be
    one, where nothing is observed, where periods have no column, and for two kinds of denominators.
    """
    found = {role: _one(role, [name for name in names if bare(name) in known]) for role, known in ROLES.items()}
    chosen = {role: name for role, name in found.items() if name}
    if "observed" not in chosen:
        raise _lacks("no column of counts", "a column `observed` (or count, cases, casos, observé)", names)
    if not {"date", "t"} & set(chosen):
        raise _lacks("no column of periods", "a column `date` (or fecha, week) or `t`", names)
    if {"tested", "population"} <= set(chosen):
        raise _lacks("two denominators", "`tested` or `population`, not both", names)
    return chosen


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


def _lacks(what: str, wanted: str, names: Sequence[str]) -> FileRefused:
    return FileRefused(
        f"this table has {what}",
        wanted=wanted,
        got=", ".join(names)[:200],
        next_step="name the columns series, date, observed, tested",
    )
