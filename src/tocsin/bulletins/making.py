"""How a figure was made, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tocsin.bulletins.remarks import remark_why
from tocsin.records.provenance import Conversion, Explanation, Part, Version
from tocsin.vocabulary import measures, places, substances
from tocsin.wording import moment, number, say, several

MOST_NAMES = 12
EXACT = 9  # digits after the point, zeros at the end left out: what a reader may want to add up


def exact(value: float | None, language: str) -> str:
    """A figure with all that was published of it."""
    return "–" if value is None else number(value, language, EXACT, trim=True)


def how(told: Explanation, language: str) -> tuple[str, ...]:
    """One sentence for each step between the published values and the figure."""
    making = told.making
    if told.feed:
        return remark_why(told.feed, language), say("provenance.rule.feed", language)
    said = [say(f"provenance.rule.{making.rule}", language, count=making.observations)]
    said += [say("provenance.periods", language, count=len(told.cells))] if len(told.cells) > 1 else []
    said += _names("provenance.substances", making.substances, substances.label, language)
    said += _names("provenance.places", making.places, places.label, language)
    said += [_converted(part.conversion, language) for part in told.parts if part.conversion][:1]
    if making.denominator != "none" and told.tested is not None:
        said.append(say(f"provenance.of.{making.denominator}", language, tested=number(told.tested, language)))
    unlisted = making.observations - len(told.parts)
    if any(release.kept == "counts" for release in told.releases):
        said.append(say("provenance.events", language))
    elif unlisted > 0:
        said.append(say("provenance.not_listed", language, count=unlisted))
    return tuple(said)


def _names(code: str, ids: Sequence[str], label: Callable[[str, str], str], language: str) -> list[str]:
    """The sentence of what was put together; nothing where it is one thing."""
    if not ids:
        return []
    names = several([label(one, language) for one in ids[:MOST_NAMES]], language)
    more = len(ids) - MOST_NAMES
    shown = say("provenance.names_more", language, names=names, count=more) if more > 0 else names
    return [say(code, language, count=len(ids), names=shown)]


def _converted(one: Conversion, language: str) -> str:
    return say(
        "provenance.converted", language, unit=one.unit, factor=number(one.factor, language, 8, trim=True), to=one.to
    )


def value_of(version: Version, measure: str, language: str) -> str:
    """What one version says: a value with its unit, a bound, or that it was taken back."""
    if version.retracted:
        return say("provenance.taken_back", language)
    if version.bound_kind == "suppressed":
        return say("provenance.suppressed", language)
    if version.value is None and version.bound_kind:
        side = "above" if version.bound_kind == "above" else "below"
        return say(f"provenance.{side}", language, bound=exact(version.bound, language))
    unit = measures.unit_label(measure, language, version.value)
    return f"{exact(version.value, language)} {unit}"


def published(part: Part, language: str) -> str:
    """The newest value of a part, with the published figure beside it where its unit was left behind."""
    said = value_of(part.newest, part.measure, language)
    if part.conversion and not part.newest.retracted:
        said += f" ({exact(part.conversion.published, language)} {part.conversion.unit})"
    return said


def earlier(part: Part, language: str) -> tuple[str, ...]:
    """What the same key said before, newest first, each with the day since when it was known."""
    lines = []
    for version in reversed(part.versions[:-1]):
        code = "provenance.before.retracted" if version.retracted else "provenance.before"
        value = value_of(version, part.measure, language)
        lines.append(say(code, language, value=value, day=moment(version.known_at, language)))
    return tuple(lines)
