"""Headings of reports: which column says when it happened, when it was reported, and which are delays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.errors import FileRefused
from tocsin.sources.counted.headings import FURTHER, ROLES, bare

EVENT = frozenset(
    {"event", "eventdate", "dateofevent", "occurred", "occurreddate", "onset", "onsetdate", "dateofdeath", "deathdate"}
    | {"reference", "referencedate", "sampled", "sampledate", "collected", "collectiondate", "seized", "seizuredate"}
    | {"evento", "fechaevento", "fechadelevento", "fechadeevento", "ocurrio", "fechadefuncion", "fechadedefuncion"}
    | {"eventweek", "eventmonth", "eventday", "weekofevent", "monthofevent", "onsetweek", "weekofonset", "weekofdeath"}
    | {"monthofdeath", "semanadelevento", "mesdelevento", "semanadefuncion", "semanadedefuncion", "semainededeces"}
    | {"semainedelevenement", "moisdelevenement", "moisdedeces", "semainedesurvenue"}
    | {"fechamuestra", "evenement", "dateevenement", "datedelevenement", "survenue", "datedesurvenue", "datededeces"}
)
REPORT = frozenset(
    {"report", "reportdate", "reported", "reportedon", "reportedat", "datereported", "dateofreport", "reporting"}
    | {"known", "knownat", "knownon", "received", "receiveddate", "registered", "registrationdate", "notified"}
    | {"notification", "notificationdate", "published", "asof", "vintage", "issue", "issuedate", "released"}
    | {"reportweek", "reportmonth", "reportday", "reportingdate", "reportingweek", "weekreported", "weekofreport"}
    | {"monthofreport", "publicationdate", "dateofpublication", "releasedate", "release", "snapshot", "snapshotdate"}
    | {"vintagedate", "dateregistered", "dateofregistration", "datereceived", "datenotified", "dateofnotification"}
    | {"fechapublicacion", "fechadepublicacion", "semanadereporte", "semanadenotificacion", "mesdereporte"}
    | {"datedepublication", "semainederapport", "semainedenotification", "semainededeclaration", "moisderapport"}
    | {"datededeclaration", "datedenregistrement", "fechaderecepcion", "datedereception"}
    | {"reporte", "reportado", "fechareporte", "fechadereporte", "informe", "fechainforme", "notificacion"}
    | {"fechanotificacion", "fechadenotificacion", "registro", "fechaderegistro", "fecharegistro", "rapport"}
    | {"daterapport", "datederapport", "signalement", "datedesignalement", "datedenotification", "declaration"}
)
UNIT = r"(?:d|days?|w|wk|weeks?|m|months?|dias?|jours?|semanas?|semaines?|mes|meses|mois)"
DELAY = re.compile(
    rf"(?:value|valeur|valor|delay|lag|d|w|m|week|day|month|retraso|retard|delai|dia|jour|semana|semaine|mes|mois)?"
    rf"[\s_\-]*(\d{{1,3}})[\s_\-]*{UNIT}?\+?"
)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class ReportHeadings:
    """The columns of a table of reports: `event` always; `report` of a long table; `delays` (column, step) of a triangle.

    `count` is empty where every row is one event; `series` are the columns whose texts together name a series.
    """

    event: str
    report: str
    count: str
    series: tuple[str, ...]
    delays: tuple[tuple[str, int], ...]


def report_headings(names: Sequence[str], series: Sequence[str] = ()) -> ReportHeadings:
    """Which column is which. `series`: columns that name the series; else one called so, where there is one.

    A table with two columns or more of delays (0, 1, 2; value_0d; delay 0; D+1) is a triangle. Raises `FileRefused` where
    neither delays nor a second date are there, and where two columns may be one.
    """
    given = _given(names, series)
    delays = _delays([name for name in names if name not in given])
    report = "" if delays else _one("report date", [name for name in names if bare(name) in REPORT], REPORT)
    count = "" if delays else _count([name for name in names if name != report])
    taken = {report, count, *given, *(name for name, _ in delays)}
    event = event_heading([name for name in names if name not in taken])
    if not event or not (report or delays):
        raise FileRefused(
            "this table has no reporting delays",
            wanted="a date with columns 0, 1, 2.., or one for each day of a report, or columns event, report and count",
            got=", ".join(names)[:200],
            next_step="name the day it happened `event` and the day it was reported `report`",
        )
    named = tuple(given) or tuple(name for name in names if bare(name) in ROLES["series"])[:1]
    return ReportHeadings(event, report, count, named, delays)


def _given(names: Sequence[str], series: Sequence[str]) -> list[str]:
    found = [next((name for name in names if bare(name) == bare(asked)), "") for asked in series]
    if "" in found:
        raise FileRefused("no column has this name", wanted=", ".join(names)[:200], got=series[found.index("")])
    return found


def _delays(names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The columns of delays by step; empty where there are fewer than two, or two of the same step."""
    found = [(name, int(match[1])) for name in names if (match := DELAY.fullmatch(_plain(name)))]
    steps = [step for _, step in found]
    if len(found) < FEWEST or len(set(steps)) < len(steps):
        return ()
    return tuple(sorted(found, key=lambda one: one[1]))


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading.casefold().strip())
    return "".join(sign for sign in letters if not unicodedata.combining(sign)).replace("d+", "d")


def event_heading(names: Sequence[str]) -> str:
    """The column that says when it happened; empty where there is none. Raises `FileRefused` where two may be it."""
    named = [name for name in names if bare(name) in EVENT]
    dates = [name for name in names if bare(name) in ROLES["date"]]
    others = [name for name in names if bare(name) in FURTHER["date"] or bare(name) in ("year", "ano", "annee")]
    return _one("event date", named or dates or others, EVENT)


def _count(names: Sequence[str]) -> str:
    named = [name for name in names if bare(name) in ROLES["observed"]]
    return _one("count", named or [name for name in names if bare(name) in FURTHER["observed"]], ROLES["observed"])


def _one(role: str, names: Sequence[str], known: frozenset[str]) -> str:
    exact = [name for name in names if bare(name) in (bare(role), role.split(maxsplit=1)[0])]
    chosen = exact or names
    if len(chosen) > 1:
        first = role.split(maxsplit=1)[0]
        raise FileRefused(
            f"more than one column may be the {role}",
            wanted="one of them",
            got=", ".join(chosen),
            next_step=f"name the right one `{first}`" if first in known else "keep one of them",
        )
    return chosen[0] if chosen else ""
