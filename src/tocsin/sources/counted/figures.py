"""Figures: cells as numbers, whatever sign their decimals have; what is no number is told, never guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.errors import FileRefused

pc: Any = compute  # its functions are made when it is loaded, and have no types
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MISSING = pa.array(["", "na", "n/a", "#n/a", "nan", "null", ".", ".."])
DASHES = pa.array(["-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"])  # how many write that a cell is empty
YES = pa.array(["1", "true", "t", "yes", "y", "x", "si", "sí", "oui", "o", "vrai", "verdadero"])
NO = pa.array(["0", "false", "f", "no", "n", "non", "faux", "falso"])
SPACES = r"[\s\x{00A0}\x{202F}\x{2009}]"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
GROUPED = r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$"  # 1,234,567.8
SURELY_GROUPED = r"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3}){2,}(\.[0-9]*)?|(,[0-9]{3})+\.[0-9]*)$"
DECIMAL_COMMA = r"^[+-]?[0-9]*,[0-9]+$"
SURELY_POINTS = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3}){2,}$"  # 1.234.567
GROUPED_BY_POINTS = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?$"  # 1.234.567,8


def trimmed(cells: pa.ChunkedArray) -> pa.Array:
    """Text without spaces around it; an empty cell is empty text."""
    return pc.fill_null(pc.utf8_trim_whitespace(_joined(cells)), "")


def any_empty(cells: pa.ChunkedArray) -> bool:
    """Whether a cell of this column is missing."""
    return _any(pc.is_in(pc.utf8_lower(trimmed(cells)), value_set=MISSING))


def numbers(cells: pa.ChunkedArray, heading: str, delimiter: str) -> tuple[Floats, Bools]:
    """Each cell as a number, and which cells are none (R,). A missing cell (empty, NA) is NaN and is well.

    Commas are read for the whole column: 12,5 beside 1234 has decimals, 1,234 beside 2,345,678 has thousands. Raises
    `FileRefused` where a file parted by semicolons leaves both readings open.
    """
    text = pc.replace_substring_regex(trimmed(cells), SPACES, "")
    missing = pc.is_in(pc.utf8_lower(text), value_set=MISSING)
    plain = _without_commas(text, heading, delimiter)
    good = pc.match_substring_regex(plain, NUMBER)
    value = pc.if_else(good, plain, None).cast(pa.float64())
    figures = pc.fill_null(value, np.nan).to_numpy(zero_copy_only=False).copy()
    bad = ~good.to_numpy(zero_copy_only=False) & ~missing.to_numpy(zero_copy_only=False)
    return figures, bad | np.isinf(figures)


def flags(cells: pa.ChunkedArray) -> tuple[Bools, Bools]:
    """Each cell as yes or no, and which are neither (R,). Empty is no."""
    text = pc.utf8_lower(trimmed(cells))
    yes = pc.is_in(text, value_set=YES).to_numpy(zero_copy_only=False)
    no = pc.or_(pc.is_in(text, value_set=NO), pc.is_in(text, value_set=MISSING)).to_numpy(zero_copy_only=False)
    return yes, ~yes & ~no


def shares(cells: pa.ChunkedArray, heading: str, delimiter: str) -> tuple[Floats, Bools]:
    """Each cell as a share above 0 and at most 1 (`80%` is 0.8), and which cells are none (R,). Empty is 1."""
    text = trimmed(cells)
    percent = pc.ends_with(text, "%").to_numpy(zero_copy_only=False)
    figures, bad = numbers(pa.chunked_array([pc.utf8_rtrim(text, "%")]), heading, delimiter)
    share = np.where(np.isnan(figures), 1.0, figures / np.where(percent, 100, 1))
    return share, bad | (share <= 0) | (share > 1)


def _joined(cells: pa.ChunkedArray) -> pa.Array:
    whole = cells.cast(pa.string()).combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _any(found: pa.Array) -> bool:
    return bool(pc.any(found, min_count=0).as_py())


def _all(found: pa.Array) -> bool:
    return bool(pc.all(found, min_count=0).as_py())


def _two_ways(heading: str, got: str) -> FileRefused:
    return FileRefused(
        f"the figures of `{heading}` can be read in two ways",
        wanted="1234 or 1.23",
        got=got,
        next_step="write thousands without a sign between them",
    )


def _without_commas(text: pa.Array, heading: str, delimiter: str) -> pa.Array:
    """Text with points for decimals and nothing for thousands.

    In a file parted by semicolons 1.234 may be either, unless 1.234.567 stands beside it.
    """
    comma, grouped = pc.match_substring(text, ","), pc.match_substring_regex(text, GROUPED)
    points, pointed = pc.match_substring_regex(text, GROUPED_BY_POINTS), pc.match_substring(text, ".")
    decimal = pc.and_not(pc.match_substring_regex(text, DECIMAL_COMMA), grouped)
    decimals = _any(decimal) or _any(pc.and_(points, comma))
    thousands = _any(pc.match_substring_regex(text, SURELY_GROUPED))
    if _any(grouped) and (decimals == thousands) and (decimals or delimiter == ";"):
        raise _two_ways(heading, pc.filter(text, grouped)[0].as_py())
    if delimiter == ";" and not decimals and _any(points) and _all(pc.or_(points, pc.invert(pointed))):
        if not _any(pc.match_substring_regex(text, SURELY_POINTS)):
            raise _two_ways(heading, pc.filter(text, points)[0].as_py())
        return pc.if_else(points, pc.replace_substring(text, ".", ""), text)
    if decimals:
        return pc.replace_substring(pc.if_else(points, pc.replace_substring(text, ".", ""), text), ",", ".")
    return pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
