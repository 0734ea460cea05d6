"""Marks: words that stand where a number should, and what each of them means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tocsin.sources.mapping.calendar import plain
from tocsin.sources.mapping.questions import Choice, Desk, Question

MISSING = (
    "- -- – — . .. ... n/a na n.a n.a. s/d s.d. s/i null none nan not available no disponible non disponible nr n.r. "
    "not reported not tested nt n.t. not sampled no data sin datos no data available sans donnees x.x nd* #n/a #value! #div/0! pending"
)
SUPPRESSED = "* ** *** s (s) suppr. suppr supp. suppressed supprime suprimido confidential confidencial confidentiel c masked x † ‡ # §"
BELOW_LOD = (
    "<lod < lod <ld <ldd <mdl lod bdl b.d.l. bld not detected no detectado no detectada non detecte non detectee "
    "indetectable undetected <dl neg negative negativo"
)
BELOW_LOQ = (
    "<loq < loq <lq <ldq <ldc loq bloq blq b.l.q. trace traces trazas tr nq n.q. detected, not quantified dnq d.n.q."
)
AMBIGUOUS = ("nd", "n.d.", "n.d", "n/d", "n. d.")  # not detected, or no data
TOTALS = (
    "total totals totales totaux all todos todas tous toutes ensemble all drugs all substances grand total gran total "
    "united states total statewide national nacional canada total sum overall"
)


def _words(kind: str, text: str, phrases: tuple[str, ...]) -> dict[str, str]:
    bare = text
    for phrase in phrases:
        bare = bare.replace(phrase, " ")
    return dict.fromkeys((*bare.split(), *phrases), kind)


KNOWN: dict[str, str] = (
    _words(
        "missing",
        MISSING,
        (
            *("not available", "no disponible", "non disponible", "not reported", "not tested", "not sampled"),
            *("no data available", "no data", "sin datos", "sans donnees"),
        ),
    )
    | _words("suppressed", SUPPRESSED, ())
    | _words(
        "below_lod", BELOW_LOD, ("< lod", "not detected", "no detectado", "no detectada", "non detecte", "non detectee")
    )
    | _words("below_loq", BELOW_LOQ, ("< loq", "detected, not quantified"))
)
KNOWN_TOTALS = frozenset(
    _words(
        "",
        TOTALS,
        ("all drugs", "all substances", "grand total", "gran total", "united states total", "canada total"),
    )
) - {"united", "states"}


def is_mark(cell: str) -> bool:
    """Whether a word is known to stand where a number should."""
    return plain(cell).strip() in KNOWN or cell.strip().lower() in AMBIGUOUS


def marks_of(cells: Iterable[str], desk: Desk, *, concentration: bool) -> tuple[tuple[str, str], ...]:
    """The marks among cells that are no numbers, as written, with their kind; unknown words are left out.

    "n.d." is asked: it is "not detected" in a laboratory and "no data" in an office.
    """
    written = Counter(cell.strip().lower() for cell in cells)
    found: list[tuple[str, str]] = []
    for text in written:
        if text in AMBIGUOUS:
            found.append((text, _asked(text, desk, concentration)))
        elif (kind := KNOWN.get(plain(text))) is not None:
            found.append((text, kind))
    return tuple(sorted(found))


def _asked(text: str, desk: Desk, concentration: bool) -> str:
    choices = (Choice("below_lod"), Choice("missing"))
    default = "below_lod" if concentration else "missing"
    return desk.ask(Question("mark_nd", choices, default, example=text))


def totals_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The words among names that stand for a total of the others."""
    return tuple(sorted({text.strip() for text in texts if plain(text).strip() in KNOWN_TOTALS}))
