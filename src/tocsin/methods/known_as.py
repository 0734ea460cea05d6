"""Known as: the detectors by the names that people know them by, and their settings as a person types them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tocsin.errors import BadValue
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.detector import Detector

Setting = float | int | bool | str | tuple[Any, ...] | None
LAST_104: dict[str, Setting] = {"until_asked": True, "newest": 104}  # the first phase is all before what is judged
LAST_52: dict[str, Setting] = {"until_asked": True, "newest": 52}
AS_IN_R: dict[str, Setting] = {"log_score": True, "from_known": True}
R_DEFAULTS: dict[str, Setting] = {
    "seasons": 1,
    "left_out": 3,
    "trend_level": 0.05,
    "rule": "delta",
    "alpha": 0.05,
    "limit54": (5, 4),
    **AS_IN_R,
}
KNOWN_AS: dict[str, tuple[str, dict[str, Setting]]] = {
    "farringtonFlexible_noufaily_nbPlugin": ("farrington_flexible", {**AS_IN_R, "rule": "nb_plugin"}),
    "farringtonFlexible_noufaily_delta": ("farrington_flexible", {**AS_IN_R, "rule": "delta"}),
    "farringtonFlexible_noufaily_muan": ("farrington_flexible", {**AS_IN_R, "rule": "muan"}),
    "farringtonFlexible_noufaily_nbPlugin_limit54_trend05": (
        "farrington_flexible",
        {**AS_IN_R, "alpha": 0.01, "trend_level": 0.05, "limit54": (5, 4)},
    ),
    "farringtonFlexible_default": ("farrington_flexible", R_DEFAULTS),
    "farringtonFlexible_default_b3": ("farrington_flexible", {**R_DEFAULTS, "years": 3}),
    "farrington_original": ("farrington", {}),
    "cusum_standard": ("cusum", LAST_104),
    "cusum_rossi": ("cusum_rossi", LAST_104),
    "glrnb": ("glr_negative_binomial", LAST_52),
    "glrnb_intercept": ("glr_negative_binomial", LAST_52),
    "glrpois": ("glr_poisson", LAST_52),
    "glrpois_intercept": ("glr_poisson", LAST_52),
    "glrnb_theta_cusum": ("glr_negative_binomial_cusum", LAST_52),
    "cdc": ("historical_limits", {}),
}  # names of R's `surveillance` and of published comparisons: (name of ours, settings); first of all names
BY_DATE = "by_date"
YES, NO = ("1", "true", "yes"), ("0", "false", "no")


def plain(name: str) -> str:
    """A name without what people write differently: `EARS-C1`, `ears_c1` and `earsC1` are one; R's `algo.` is left out."""
    return re.sub(r"[^a-z0-9]", "", name.casefold()).removeprefix("algo")


def names() -> dict[str, str]:
    """Every name a detector answers to, and the name of the detector; those not in service are left out."""
    others = {name: ours for name, (ours, _) in KNOWN_AS.items() if ours in DETECTORS}
    return {name: name for name in DETECTORS} | others


def named(name: str) -> Detector:
    """The detector of this name, or known as it, with the settings the name stands for. Raises `BadValue`."""
    ours = {plain(own): detector for own, detector in DETECTORS.items()}
    others = {plain(known): at for known, at in KNOWN_AS.items() if at[0] in DETECTORS}
    if known := others.get(plain(name)):
        return replace(DETECTORS[known[0]], **known[1])  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownVariableType]
    if found := ours.get(plain(name)):
        return found
    near = get_close_matches(plain(name), [*ours, *others], n=1, cutoff=0.4)
    nearest = next((own for own in names() if near and plain(own) == near[0]), "")
    raise BadValue(
        "there is no method of this name",
        wanted=", ".join(DETECTORS),
        got=name,
        next_step=f"did you mean {nearest}?" if nearest else "name one of them",
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A detector as a list shows it: what it does, how many periods it needs, and how often it is wrong."""

    name: str
    does: str
    needs: int
    wrong: str
    settings: dict[str, Setting]
    known_as: tuple[str, ...]


def listed() -> list[Listed]:
    """Every detector in service, in the words of its own promise."""
    known = names()
    return [
        Listed(
            name,
            _first_sentence(doc := inspect.getdoc(type(detector)) or ""),
            detector.needs.history,
            _first_sentence(doc.partition("False alarms:")[2]),
            _settings(detector),
            tuple(other for other, ours in known.items() if ours == name and other != name),
        )
        for name, detector in DETECTORS.items()
    ]


def _first_sentence(text: str) -> str:
    """Up to the first stop that ends a line or comes before a capital, in one line."""
    return re.split(r"(?<=[a-z0-9)`])[.;:](?=\s+[A-Z]|\s*\n|\s*$)", " ".join(text.split()), maxsplit=1)[0].strip()


def _settings(detector: Any) -> dict[str, Setting]:
    return {name: getattr(detector, name) for name in _typed(detector)}


def _typed(detector: Any) -> list[str]:
    """The settings that a person may type; what a detector keeps for itself is not shown, and is none."""
    return [one.name for one in fields(detector) if one.repr]


def by_number(detector: Detector) -> Detector:
    """The same detector for periods that are only numbered: one that compares by date compares by number instead."""
    if not hasattr(detector, BY_DATE):
        return detector
    return replace(detector, **{BY_DATE: False})  # pyright: ignore[reportArgumentType, reportUnknownVariableType]


def with_settings(detector: Detector, given: Mapping[str, str]) -> Detector:
    """The same detector with settings read from text, by the types of its fields. Raises `BadValue`."""
    made: Any = detector
    hints = get_type_hints(type(detector))
    known = _typed(made)
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            raise BadValue(
                f"{made.name.split('/')[0]} has no setting of this name",
                wanted=", ".join(known) or "none",
                got=name,
                next_step=f"did you mean {near[0]}?" if near else "leave it out",
            )
    return replace(made, **{name: _read(name, text, hints[name]) for name, text in given.items()})


def _read(name: str, text: str, hint: Any) -> Setting:
    """`text` as a value of the type that the field has."""
    try:
        value = _as(hint, text.strip())
    except (ValueError, TypeError):
        raise BadValue(f"{name} cannot be set to this", wanted=_told(hint), got=text) from None
    if name.startswith("alpha") and isinstance(value, float) and not 0 < value < 1:
        raise BadValue(f"{name} is a probability", wanted="a number between 0 and 1", got=text)
    return value


def _as(hint: Any, text: str) -> Setting:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if NoneType in inner and text.casefold() in ("none", "null", ""):
            return None
        return _first_of([one for one in inner if one is not NoneType], text)
    if origin is Literal:
        return next(one for one in inner if plain(str(one)) == plain(text)) if _among(inner, text) else _refuse(text)
    if origin is tuple:
        parts = [part for part in re.split(r"[,;\s]+", text.strip("()[]")) if part]
        kinds = [inner[0]] * len(parts) if inner[-1] is Ellipsis else list(inner)
        return tuple(_as(kind, part) for kind, part in zip(kinds, parts, strict=True))
    if hint is bool:
        return text.casefold() in YES if text.casefold() in (*YES, *NO) else _refuse(text)
    return float(_fraction(text)) if hint is float else hint(text)


def _among(choices: tuple[Any, ...], text: str) -> bool:
    return plain(text) in [plain(str(one)) for one in choices]


def _first_of(kinds: list[Any], text: str) -> Setting:
    for kind in kinds:
        try:
            return _as(kind, text)
        except (ValueError, TypeError):
            continue
    return _refuse(text)


def _fraction(text: str) -> float:
    """A number, or two with a stroke between them: 2/3."""
    above, stroke, below = text.partition("/")
    return float(above) / float(below) if stroke and float(below) else float(text)


def _refuse(text: str) -> Setting:
    raise ValueError(text)


def _told(hint: Any) -> str:
    kinds = {float: "a number", int: "a whole number", bool: "yes or no", str: "a word"}
    if get_origin(hint) is Literal:
        return ", ".join(map(str, get_args(hint)))
    return kinds.get(hint) or str(hint)
