"""Causes: the substances that the free text of a death certificate names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.sources.adapters.naming import Reading, is_unknown
from tocsin.sources.checks import quoted
from tocsin.vocabulary.names import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMA = "‚"  # stands in for the comma inside 1,1-difluoroethane while a text is cut at commas
# Words that stand between the names: each is a place to cut, also where it is misspelled.
BETWEEN = (
    "acute|chronic|recent|remote|likely|prob[a-z]*|in[a-z]*tox[a-z]*|int[a-z]*xi[a-z]*n|intox|toxi?[a-z]*ty|toxi[a-z]*|"
    "eff[ei]cts?|effectsof|combin[a-z]*|cobined|due|to|of|the|from|ffom|by|with|wtih|in[a-z]*uding|includes?|and|nd|"
    "or|in|on|as|an?|drugs?|multi|mult[a-z]*ple|multi-?drug|mixed-drug|poly[a-z]*|use[sd]?|using|usage|while|abuse|"
    "assoc[a-z]*|complicat[a-z]*|sequelae|following|overdose|od|mixed|mixture|pharmaceutical|prescri[a-z]*|rx|"
    "poisoning|exposure|related|history|induced|substances?|consumption|ingestion|formation|setting|derived|pos|"
    "metabolites?|toxocity|taking|person|case|designer"
)
CUTS = r"[,;|&+]+|[.:](\s|$)|(^|\s)[(\[]+|[)\]]+(\s|$)"
GLUED = r"\b(and|of)(para-|n-|u-|[0-9])"  # ofpara-fluorofentanyl
# What is said not to be there: from the word to the next sign.
DENIED = r"\b(no|not|without|negative for|absence of)\b[^,;.|]*"
DENIED_BEFORE = r"[^,;.|]*\b(neg|negative)\b"
# How the names of substances end. Words of a certificate that do not look so are not kept: they may be an illness.
LIKE_A_NAME = re.compile(
    r"(?=.*[a-z])(?:[\w,'()+-]*(?:ine|yne|ane|ene|one|yl|ol|ide|ate|il|am|ital|azole|tin|pram)|"
    r"(?=[\w,'-]{4,}$)(?=.*\d)[\w,'-]+)"
)
NOT_A_NAME = re.compile(
    "spine|urine|uterine|pontine|bone|stone|alone|medicine|prostate|suicide|side|late|state|site|fine|line|time|"
    "intestine|covid-19|sars-cov-2|control|adrenal|clavicle|one|nine|exam|cream|team|seam|stool|ultimate|climate|"
    "private|duodenal|outside|inside|decline|saline|routine|vaccine|substane|nitrate|female|male|age|adult"
)


def segments(fields: Iterable[tuple[str, bool]]) -> str:
    """SQL over `once`: (file_row, raw, condition), one row for each piece of text between two cuts, in small letters.

    `fields` are columns, and whether they speak of conditions: of those only names that the vocabulary has count.
    """
    said = " UNION ALL ".join(
        f"SELECT file_row, {condition} AS condition, {quoted(column)} AS said FROM once WHERE {quoted(column)} IS NOT NULL"
        for column, condition in fields
    )
    text = "regexp_replace(said, '(\\p{Ll})(\\p{Lu}\\p{Ll})', '\\1 \\2', 'g')"  # effectsOf, IntoxicationCombined
    text = f"lower(regexp_replace({text}, '(\\d|\\b[Nn]),\\s*(\\d|[Nn]-)', '\\1{COMMA}\\2', 'g'))"
    text = f"regexp_replace({text}, '{GLUED}', ' ; \\2', 'g')"
    for pattern in (DENIED, DENIED_BEFORE, CUTS, _between(), _between()):  # twice: neighbours share the space
        text = f"regexp_replace({text}, '{pattern}', ' ; ', 'g')"
    bare = "trim(regexp_replace(piece, '\\s+', ' ', 'g'), ' .:-''\"?*#()[]')"
    return (
        f"SELECT DISTINCT file_row, condition, replace({bare}, '{COMMA}', ',') AS raw FROM "
        f"(SELECT file_row, condition, unnest(string_split({text}, ';')) AS piece FROM ({said})) WHERE {bare} <> ''"
    )


def _between() -> str:
    return f"(^|\\s)({BETWEEN})(\\s|$)"


def in_text(source: str) -> Reading:
    """A reading of one piece of text: a name; or names side by side, of which each is known; or an unknown name.

    Nothing is guessed from a part of a name: doxylamine is not xylazine, and an unknown analogue is not fentanyl.
    What does not look like the name of a substance stands for nothing.
    """
    return lambda text: _read(text, source)


def _read(text: str, source: str) -> tuple[str, ...]:
    found = resolve(text, source)
    if not is_unknown(found[0]):
        return found
    if "/" in text:
        return tuple(identity for part in text.split("/") for identity in _read(part.strip(), source) if part.strip())
    words = text.split()
    each = [resolve(word, source)[0] for word in words]
    if len(words) > 1 and not any(map(is_unknown, each)):
        return tuple(each)
    return found if len(words) <= 3 and all(map(_looks_like_a_name, words)) else ()


def _looks_like_a_name(word: str) -> bool:
    return len(word) > 3 and not NOT_A_NAME.fullmatch(word) and LIKE_A_NAME.fullmatch(word) is not None
