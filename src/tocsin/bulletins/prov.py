"""W3C PROV: an explanation as PROV-JSON, for whoever keeps provenance in a system of their own.

The shape is that of the W3C member submission, https://www.w3.org/submissions/prov-json/ (2013). Pure: the same
explanation gives the same bytes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from tocsin.records.provenance import Explanation, Found, Part, ReleaseFacts, Version

PREFIXES = {
    "tocsin": "urn:tocsin:",
    "sha256": "urn:sha256:",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SOFTWARE = "tocsin:software"
Document = dict[str, dict[str, Any]]


def prov_json(told: Explanation) -> bytes:
    """The explanation as PROV-JSON, UTF-8, keys sorted. It holds what the explanation holds: no more for any reader."""
    return (json.dumps(document(told), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def document(told: Explanation) -> Document:
    """The explanation as a PROV document: every name that a relation uses stands among the things it names."""
    made: Document = defaultdict(dict)
    made["prefix"] = dict(PREFIXES)
    made["agent"][SOFTWARE] = {"prov:type": _name("prov:SoftwareAgent"), "prov:label": "Tocsin"}
    made["agent"][_publisher(told)] = {"prov:type": _name("prov:Organization"), "prov:label": told.credit.publisher}
    for release in told.releases:
        _release(made, told, release)
    for part in told.parts:
        _part(made, told, part)
    _figure(made, told)
    if told.found:
        _finding(made, told, told.found)
    return dict(made)


def _name(text: str) -> dict[str, str]:
    return {"$": text, "type": "prov:QUALIFIED_NAME"}


def _number(value: float | None) -> dict[str, str] | None:
    return None if value is None else {"$": repr(value), "type": "xsd:double"}


def _instant(value: datetime) -> dict[str, str]:
    return {"$": value.isoformat(), "type": "xsd:dateTime"}


def _given(**attributes: Any) -> dict[str, Any]:
    """Attributes under our prefix; what is not known is left out."""
    return {f"tocsin:{name}": value for name, value in attributes.items() if value not in (None, "", ())}


def _relate(made: Document, kind: str, **ends: Any) -> None:
    """One relation, named after its ends, so that the same relation stands once."""
    given = {f"prov:{name}": value for name, value in ends.items() if value is not None}
    plain = [value if isinstance(value, str) else value["$"] for value in given.values()]
    made[kind]["_:" + "/".join((kind, *plain))] = given


def _publisher(told: Explanation) -> str:
    return f"tocsin:publisher/{told.credit.source}"


def _release(made: Document, told: Explanation, release: ReleaseFacts) -> None:
    """The file, the release read from it, and the reading; of a table of ours the publisher's own file too."""
    file, entity, reading = f"sha256:{release.file_sha256}", _release_name(release), f"tocsin:reading/{release.release}"
    made["entity"][file] = {"prov:type": _name("tocsin:File"), "prov:label": release.file_name}
    made["entity"][entity] = {
        "prov:type": _name("tocsin:Release"),
        **_given(kind=release.kind, known_at=_instant(release.known_at), known_basis=release.known_basis),
        **_given(rows=release.rows_in, accepted=release.rows_accepted, set_aside=release.rows_quarantined),
        **_given(source=release.source, licence=told.credit.licence, attribution=told.credit.attribution),
    }
    made["activity"][reading] = {"prov:type": _name("tocsin:Reading"), "prov:endTime": release.recorded_at.isoformat()}
    _relate(made, "used", activity=reading, entity=file)
    _relate(made, "wasGeneratedBy", entity=entity, activity=reading)
    _relate(made, "wasAssociatedWith", activity=reading, agent=SOFTWARE)
    _relate(made, "wasDerivedFrom", generatedEntity=entity, usedEntity=file)
    if release.original:
        first = f"sha256:{release.original.file_sha256}"
        made["entity"][first] = {
            "prov:type": _name("tocsin:File"),
            "prov:label": release.original.file_name,
            **_given(rows=release.original.rows),
        }
        _relate(made, "wasDerivedFrom", generatedEntity=file, usedEntity=first)
        file = first
    _relate(made, "wasAttributedTo", entity=file, agent=_publisher(told))


def _release_name(release: ReleaseFacts) -> str:
    return f"tocsin:release/{release.release}"


def _part(made: Document, told: Explanation, part: Part) -> None:
    """The versions of one observation, each derived from its release and revising the one before."""
    known = {release.release for release in told.releases}
    before = None
    for version in part.versions:
        name = _version_name(part, version)
        made["entity"][name] = _observation(part, version)
        if version.release in known:
            _relate(made, "wasDerivedFrom", generatedEntity=name, usedEntity=f"tocsin:release/{version.release}")
            _relate(made, "wasGeneratedBy", entity=name, activity=f"tocsin:reading/{version.release}")
        if before:
            revision = _name("prov:Revision")
            _relate(made, "wasDerivedFrom", generatedEntity=name, usedEntity=before, type=revision)
        before = name
    for row in part.rows:
        name = f"tocsin:row/{part.newest.release}/{row.row}"
        cells = {column: cell for column, cell in row.cells if cell is not None}
        made["entity"][name] = {
            "prov:type": _name("tocsin:Row"),
            **_given(number=row.row, cells=json.dumps(cells, ensure_ascii=False, sort_keys=True)),
        }
        _relate(made, "wasDerivedFrom", generatedEntity=name, usedEntity=f"tocsin:release/{part.newest.release}")
        _relate(made, "wasDerivedFrom", generatedEntity=_version_name(part, part.newest), usedEntity=name)


def _version_name(part: Part, version: Version) -> str:
    return f"tocsin:observation/{part.observation}/{version.known_at:%Y%m%dT%H%M%S%fZ}"


def _observation(part: Part, version: Version) -> dict[str, Any]:
    converted = part.conversion if version is part.newest else None
    return {
        "prov:type": _name("tocsin:Observation"),
        **_given(record=part.record, substance=part.substance_raw, place=part.place, measure=part.measure),
        **_given(value=_number(version.value), bound=_number(version.bound), bound_kind=version.bound_kind),
        **_given(tested=_number(version.tested), retracted=version.retracted or None),
        **_given(known_at=_instant(version.known_at), known_basis=version.known_basis),
        **(_given(published=_number(converted.published), unit=converted.unit) if converted else {}),
        **(_given(factor=_number(converted.factor)) if converted else {}),
    }


def _figure(made: Document, told: Explanation) -> None:
    if told.series is None:
        return
    name, making = _figure_name(told), f"tocsin:making/{told.series}/{told.period}"
    made["entity"][name] = {
        "prov:type": _name("tocsin:Figure"),
        **_given(value=_number(told.value), tested=_number(told.tested), status=told.status),
        **_given(substance=told.substance, place=told.place, level=told.level, measure=told.measure),
        **_given(first_day=told.period_start.isoformat(), last_day=told.period_end.isoformat()),
        **_given(as_of=_instant(told.as_of), mark=told.mark, purpose=told.purpose),
    }
    made["activity"][making] = {
        "prov:type": _name("tocsin:Making"),
        **_given(rule=told.making.rule, observations=told.making.observations),
    }
    _relate(made, "wasGeneratedBy", entity=name, activity=making)
    _relate(made, "wasAssociatedWith", activity=making, agent=SOFTWARE)
    used = [_version_name(part, part.newest) for part in told.parts]
    for one in used or [_release_name(release) for release in told.releases]:
        _relate(made, "used", activity=making, entity=one)
        _relate(made, "wasDerivedFrom", generatedEntity=name, usedEntity=one)


def _figure_name(told: Explanation) -> str:
    """A mean over the sites of a network is named by the network: `series` is that of one site."""
    several = told.making.rule == "mean_of_sites"
    return f"tocsin:figure/{f'{told.substance}/{told.place}' if several else told.series}/{told.period}"


def _finding(made: Document, told: Explanation, found: Found) -> None:
    """What was found: a thing of its own, made by one run of one method from the figure."""
    name, run = f"tocsin:finding/{found.finding}", f"tocsin:run/{found.run or 'on-request'}/{found.finding}"
    made["entity"][name] = {
        "prov:type": _name("tocsin:Finding"),
        **_given(verdict=found.verdict, trend=found.trend, reasons=", ".join(found.reasons)),
        **_given(**{key: _number(value) for key, value in found.figures.items()}),
    }
    made["activity"][run] = {
        "prov:type": _name("tocsin:Detection"),
        **_given(method=found.method, version=found.version, settings=found.settings, vocabulary=found.vocabulary),
        **_given(lake_version=found.lake_version),
        **({"prov:endTime": found.recorded_at.isoformat()} if found.recorded_at else {}),
    }
    _relate(made, "wasGeneratedBy", entity=name, activity=run)
    _relate(made, "used", activity=run, entity=_figure_name(told))
    _relate(made, "wasDerivedFrom", generatedEntity=name, usedEntity=_figure_name(told))
    _relate(made, "wasAssociatedWith", activity=run, agent=SOFTWARE)
