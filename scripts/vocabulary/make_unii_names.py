"""Write the vocabulary's names taken from the UNII list: `unii_names.csv`, never edited by hand.

`python scripts/vocabulary/make_unii_names.py --shared FOLDER [--words FOLDER] [--check]`. `--words` is a folder of word lists, one
word a line (of American English, French and Spanish), as Linux systems keep them; with `--check` nothing is written.

A name is taken for a substance of `identifiers.csv` by its UNII, or by that of one of its salts. It must be a common
or official name, a short systematic one, a code of letters and digits, or a brand. Left out are: what stands in
names.csv already or belongs to two substances; street and supply names; words of the three languages; inverted names
("1H-INDEN-1-AMINE, 2,3-DIHYDRO-"); what a person found wrong, in `unii_names_left_out.csv` with the reason; names of parts, impurities and registers; names of four signs or fewer; and names
that say no position where several isomers have one ("dimethylamylamine").
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from unii_list import FOLDER, SOURCE, Listed, spelled, table

from tocsin.vocabulary.reading.lexicon import NEVER
from tocsin.vocabulary.reading.spelling import normalised, squeezed

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / "src/tocsin/vocabulary/data"
LEFT_OUT = Path(__file__).with_name("unii_names_left_out.csv")
COLUMNS: tuple[str, ...] = ("name", "substance", "language", "kind", "scope", "source")
KINDS = {"of": "synonym", "cn": "synonym", "sys": "systematic", "cd": "abbreviation", "bn": "trade"}
LONGEST = {"sys": 44, "cn": 60, "of": 60, "cd": 20, "bn": 30}
SALTS = (
    "(mono|di|tri|hemi)?hydrochloride|(di)?hydrobromide|hydroiodide|(bi|hemi|mono)?sulfate|(di)?phosphate|(bi)?tartrate"
    "|citrate|maleate|fumarate|succinate|mesylate|besylate|tosylate|nitrate|oxalate|(di)?sodium|potassium|calcium"
    "|magnesium|(mono|di|tri|hemi|sesqui)?hydrate|anhydrous|lactate|saccharate|aspartate|pamoate|xinafoate|napsylate"
    "|camsylate|edisylate|hyclate|salicylate|resinate|polistirex|unspecified form|unspecified"
)
SALT = re.compile(rf"(,? ({SALTS}))+$", re.IGNORECASE)
REGISTERS = re.compile(
    r"component|impurity|related compound|related substance|\bno\.|^(acscn|ids|cid|db|nsc|nih|dea|fema|ins|ccris|hsdb|brn"
    r"|einecs|chebi|chembl|schembl|zinc|ncgc|mls|smr|bdbm|cas|mfcd|ec|un|icn|ai3|epa)[- ]?\d|^ins |^ids-|^acscn-|^nih-|^e-?\d+|extract|standard|metabolite|analog|^[bcd]\d{4,5}$",
    re.IGNORECASE,
)
INVERTED = re.compile(
    r",\s|,\(|-$|^v\d| c(i|ii|iii|iv|v)$| (and|with|in|for|or) |\b(extended|delayed|release|whole|kit)\b", re.IGNORECASE
)
CODE = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9 \-./]+", re.IGNORECASE)
PLACES = re.compile(
    r"\d+|\b[nosdlrpombag]\b|alpha|beta|gamma|delta|ortho|meta(?=[^a-z]|fluor|chlor|brom|meth|hydrox|ethyl|iod|tol)|para"
    r"|\bcis\b|\btrans\b|\bdl\b"
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What may not be a name: what has an owner, and what are words."""

    owners: dict[str, str]
    words: frozenset[str]
    barred: frozenset[str]


def unplaced(name: str) -> str:
    """A name without positions and signs of isomers: what it says when nobody knows which isomer it is."""
    return re.sub(r"[^a-z]", "", PLACES.sub(" ", normalised(name)))


def taken(shared: Path, words: Path) -> Taken:
    """Owners of names by both spellings, words of three languages, and names of the street and the trade."""
    owners: dict[str, str] = {}
    for row in table(DATA / "substances.csv"):
        for name in (row["id"], row["label_en"], row["label_fr"], row["label_es"]):
            owners |= {normalised(name): row["id"], squeezed(name): row["id"]}
    for row in table(DATA / "names.csv"):
        owners |= {normalised(row["name"]): row["substance"], squeezed(row["name"]): row["substance"]}
    lists = [
        path.read_text(encoding="utf-8").split() for path in sorted(words.glob("[!.]*")) if "README" not in path.name
    ]
    street = [row["slang"] for row in table(shared / "data/dea-lists/dea_street_names.csv")]
    supply = [row["term"] for row in table(DATA / "supply_terms.csv")] + [r["word"] for r in table(DATA / "words.csv")]
    barred = {squeezed(name) for name in street + supply} | {squeezed(row["name"]) for row in table(LEFT_OUT)}
    return Taken(owners, frozenset(normalised(word) for words in lists for word in words), frozenset(barred))


def entries(shared: Path) -> tuple[dict[str, str], list[Listed]]:
    """The substance of every UNII, those of salts among them; and all names of the list."""
    names = [
        Listed(spelled(r["name"]), r["type"], r["unii"], spelled(r["display_name"]))
        for r in table(shared / FOLDER / "names.csv.gz")
        if "IMPURITY" not in r["name"].upper()
    ]
    owner = {row["unii"]: row["substance"] for row in table(DATA / "identifiers.csv") if row["unii"]}
    classes = {row["id"]: row["drug_class"] for row in table(DATA / "substances.csv")}
    bases = {normalised(SALT.sub("", one.shown)): owner[one.unii] for one in names if one.unii in owner}
    for one in names:
        base = bases.get(normalised(SALT.sub("", one.shown)))
        # A phosphate or succinate of a steroid is another substance, not a salt.
        if base and SALT.search(one.shown) and classes[base] != "hormones-and-steroids":
            owner.setdefault(one.unii, base)
    return owner, names


def fits(one: Listed, known: Taken) -> bool:
    """Whether a name of the list may stand for its substance at all."""
    name, tight = one.name, squeezed(one.name)
    parts = normalised(name).split()
    if one.kind not in KINDS or len(name) > LONGEST[one.kind] or len(re.sub(r"\W", "", name)) < 5 or NEVER.search(name):
        return False
    if REGISTERS.search(name) or INVERTED.search(name) or tight in known.barred:
        return False
    if one.kind == "cd" or (one.kind == "cn" and any(c.isdigit() for c in name) and CODE.fullmatch(name)):
        return bool(CODE.fullmatch(name)) and (one.kind == "cn" or len(parts) <= 3)
    if one.kind == "bn" and sum(c.isalpha() for c in name) < 5:
        return False
    return one.kind == "of" or not all(part in known.words for part in parts)


def cased(one: Listed) -> str:
    """A name in the case people write: codes in capitals, brands with one, locants of atoms as they are."""
    if one.kind == "cd" or (CODE.fullmatch(one.name) and len(one.name) <= 9):
        return one.name
    if one.kind == "bn":
        return one.name.title()
    return re.sub(r"(?<![a-z])[nos](?=[,\-'])", lambda found: found[0].upper(), one.name.lower())


def chosen(shared: Path, words: Path) -> list[Row]:
    """The rows: every fitting name that one substance alone can mean, in the order of substances and names."""
    known = taken(shared, words)
    owner, names = entries(shared)
    placed: dict[str, set[str]] = defaultdict(set)
    for one in names:
        if normalised(one.name) != unplaced(one.name):
            placed[unplaced(one.name)].add(owner.get(one.unii, one.unii))
    claims: dict[str, dict[str, Listed]] = defaultdict(dict)
    for one in names:
        if one.unii in owner and fits(one, known):
            tidy = replace(one, name=one.name.strip(" -*"))
            claims[squeezed(one.name)].setdefault(owner[one.unii], tidy)
    order = {row["id"]: place for place, row in enumerate(table(DATA / "substances.csv"))}
    found: list[Row] = []
    seen: set[str] = set()
    for tight, claimed in claims.items():
        (who, one), *others = claimed.items()
        vague = normalised(one.name).replace(" ", "") == unplaced(one.name) and len(placed[unplaced(one.name)]) > 1
        if others or vague or tight in known.owners or normalised(one.name) in known.owners:
            continue
        if normalised(one.name) in seen:
            continue
        seen.add(normalised(one.name))
        found.append(dict(zip(COLUMNS, (cased(one), who, "en", KINDS[one.kind], "", SOURCE))))
    return sorted(found, key=lambda row: (order[row["substance"]], row["kind"], row["name"].casefold()))


def main() -> int:
    """Write the table, or compare it; 1 when it differs."""
    parser = argparse.ArgumentParser(description="Write the table of names taken from the UNII list.")
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict"), help="a folder of word lists")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    told = parser.parse_args()
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    rows = chosen(told.shared, told.words)
    writer.writerows(rows)
    target = DATA / "unii_names.csv"
    if told.check:
        same = target.read_text(encoding="utf-8") == text.getvalue()
        print("as computed" if same else f"differs: {target.name}")
        return 0 if same else 1
    target.write_text(text.getvalue(), encoding="utf-8")
    print(f"{len(rows)} names of {len({row['substance'] for row in rows})} substances")
    return 0


if __name__ == "__main__":
    sys.exit(main())
