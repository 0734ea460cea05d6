"""Write the rows of the US DEA slang report into the vocabulary's table of supply terms, and keep all other rows.

Run it as `python scripts/vocabulary/make_supply_terms.py --shared FOLDER [--check]`. A term is what the supply is called: it stands
for all the substances it was reported for and is a name of none of them. Left out are, in this order:

- categories with no row in `CATEGORIES`;
- names of the vocabulary, in any scope but for the words of `ALSO_NAMES`, lest a term take the place of a name;
- words that the vocabulary never says, and medicines, goods and preparations that are themselves what is meant;
- words of the table of words, places, single letters and numbers: they stand in cells of other columns;
- `everyday_terms.txt` beside this script: food, colours, persons and things that a cell may well mean as they are;
- terms that other rows already have in some language. A DEA category that such a row does not cover is told.

A remark in brackets (mixed with heroin) adds its substance; one that names a better substance (Alpha-PVP) replaces it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from one_table import write

from tocsin.vocabulary.reading.lexicon import NEVER
from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import rows

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = REPOSITORY / "src/tocsin/vocabulary/data/supply_terms.csv"
EVERYDAY = Path(__file__).with_name("everyday_terms.txt")
SLANG = "data/dea-lists/dea_street_names.csv"
SOURCE = "US DEA slang terms, by way of CTN-0094/DOPE"
COLUMNS = ("term", "language", "stands_for", "region", "since", "until", "source")
Row = dict[str, str]

CATEGORIES = {
    "Acetaminophen and Oxycodone": "oxycodone;acetaminophen",
    "Alprazolam": "alprazolam",
    "Amphetamine": "amphetamine",
    "Clonazepam": "clonazepam",
    "Cocaine": "cocaine",
    "Crack Cocaine": "cocaine",
    "Fentanyl and Fentanyl Derivatives": "fentanyls-any",
    "GHB": "ghb",
    "Heroin": "heroin",
    "Hydrocodone": "hydrocodone",
    "Ketamine": "ketamine",
    "LSD": "lsd",
    "MDMA": "mdma",
    "Marijuana": "cannabis",
    "Marijuana Concentrates": "cannabis",
    "Mescaline": "mescaline",
    "Methamphetamine": "methamphetamine",
    "Mushrooms": "psilocybin;psilocin",
    "Opium": "opium",
    "Oxycodone": "oxycodone",
    "PCP": "phencyclidine",
    "Peyote": "peyote",
    "Promethazine with Codeine": "promethazine;codeine",
    "Ritalin": "methylphenidate",
    "Synthetic Cannabinoids": "any-synthetic-cannabinoid",
    "Synthetic Cathinones": "any-cathinone",
}
MIXED = {
    "heroin": "heroin",
    "cocaine": "cocaine",
    "fentanyl": "fentanyl",
    "marijuana": "cannabis",
    "MDMA": "mdma",
    "PCP": "phencyclidine",
    "LSD": "lsd",
    "mescaline": "mescaline",
    "hashish": "cannabis",
    "strychnine": "strychnine",
}
INSTEAD = {"Alpha-PVP": "alpha-pvp"}
ALSO_NAMES = ("crack", "ecstasy", "molly")  # names in some sources; elsewhere what many things are sold as
THEMSELVES = ("norco", "dover's powder", "sandoz", "animal tranquilizer", "embalming fluid", "synthetic marijuana")
SPANISH = (
    "aceite|achivia|acido|alfombra|bambalachacha|bareta|barrato|basuco|basura|birria|blanca nieves|blanco|bolitas"
    "|bombita|bonita|brea negra|brisa|burrito|burritos verdes|caballo|caballo negro|caca|cajitas|carga|caro|cebolla"
    "|champinones|chapopote|chavalones|chicle|chiclosa|chinos|chistosa|chiva|chiva blanca|chivones|chochos|chorizo|churo"
    "|chutazo|cocazo|comida|cotorritos|cruz|cuadro|cuadros|cucuy|culican|diablos|diente|dienton|dona blanca|donna juana"
    "|dorado|dulces|el cid|el diablo|el gata diablo|escama|escorpino|falopa|frio|gabacho|gallito|gallos|gato|goma|gorda"
    "|gota|grasin|gringa|guardada|gueros|hielo|hierba|hongos|humo|juanita|lavada|lechuga|lenta|livianas|lobo|macona|madera"
    "|mafafa|manteca|mariquita|matraca|media luna|melcocha|mezcal|mole|mona|montura|mora|morena|morenita|mosquitos|mostaza"
    "|mota|muchacha|narizona|negra|negra tomasa|negrita|nieve|nina|paja|paloma|palomos|pantalones|papas|pedrito|pelosa"
    "|perico|pescado|pez|piedras|piezas|plata|pollito|pollo|prostituta negra|queso blanco|raspado|refrescas|refresco"
    "|repollo|roca|rosa maria|rueda|santa marta|soditas|suave|tacatosa|talco|talquito|tamales|tecata|ventanas|vidrio"
    "|yerba|yesca|zacate|zapapote"
)


def term_of(slang: str) -> tuple[str, list[str]]:
    """The term without its remark, and the ids that the remark adds or, after a "!", that stand instead."""
    bare = re.sub(r"\s+", " ", re.sub(r"\s*\([^)]*\)?", "", slang)).strip().replace("- ", "-")
    remark = "".join(re.findall(r"\(([^)]*)\)", slang))
    if remark in INSTEAD:
        return bare, ["!", INSTEAD[remark]]
    return bare, [MIXED[word] for word in re.findall(r"\w+", remark) if word in MIXED and "mixed" in remark]


def reported(shared: Path) -> dict[str, tuple[str, list[str]]]:
    """The terms of the report by their normalised spelling: as first written, and the ids of all their categories."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in csv.DictReader((shared / SLANG).open(encoding="utf-8", newline="")):
        if row["category"] not in CATEGORIES:
            print(f"category not mapped: {row['category']}")
            continue
        term, said = term_of(row["slang"].replace("’", "'"))
        ids = said[1:] if said[:1] == ["!"] else [*CATEGORIES[row["category"]].split(";"), *said]
        found.setdefault(normalised(term), (term, []))[1].extend(ids)
    return {key: (term, list(dict.fromkeys(ids))) for key, (term, ids) in found.items()}


def _spellings(cells: Iterable[str]) -> set[str]:
    return {spelled for cell in cells if cell for spelled in (normalised(cell), squeezed(cell))}


def left_out() -> dict[str, set[str]]:
    """Why a term may be left out, and the spellings this holds for."""
    labels = ("label_en", "label_fr", "label_es")
    names = [row["name"] for table in ("names", "unii_names") for row in rows(table)]
    names += [row[column] for row in rows("substances") for column in ("id", *labels)]
    places = [
        row[column] for table in ("places", "counties") for row in rows(table) for column in labels if column in row
    ]
    places += [alias for row in rows("places") for alias in row["aliases"].split(";")]
    places += [row["name"] for row in rows("ct_towns")]
    return {
        "a name": _spellings(names) - set(ALSO_NAMES),
        "what it says itself": set(THEMSELVES),
        "a word": {normalised(row["word"]) for row in rows("words")},
        "a place": _spellings(places),
        "an everyday word": {normalised(line) for line in EVERYDAY.read_text(encoding="utf-8").splitlines()},
    }


def why_not(term: str, reasons: dict[str, set[str]]) -> str | None:
    """Why the report's term is no row, or None where it is one."""
    key = normalised(term)
    if NEVER.search(term):
        return "never said"
    if len(squeezed(term)) < 2 or not re.search(r"[a-z]", key):
        return "a letter or a number"
    return next((why for why, said in reasons.items() if key in said or squeezed(term) in said), None)


def made(shared: Path, kept: list[Row]) -> list[Row]:
    """The rows of the report, by term; what was left out is counted, and what kept rows do not cover is told."""
    reasons, counted = left_out(), dict[str, int]()
    taken: dict[str, set[str]] = {}
    for row in kept:
        taken.setdefault(normalised(row["term"]), set()).update(row["stands_for"].split(";"))
    spanish, found = set(SPANISH.split("|")), list[Row]()
    for key, (term, ids) in sorted(reported(shared).items()):
        why = "kept from another source" if key in taken else why_not(term, reasons)
        if why:
            counted[why] = counted.get(why, 0) + 1
            missing = sorted(set(ids) - taken.get(key, set(ids)))
            print(*([f"{term}: other rows do not say {';'.join(missing)}"] if missing else []), sep="\n", end="")
            continue
        cells = (term, "es" if key in spanish else "en", ";".join(ids), "", "", "", SOURCE)
        found.append(dict(zip(COLUMNS, cells, strict=True)))
    print(f"\n{len(found)} terms of the report; left out: {counted}")
    return found


def main() -> int:
    """Write the table, or with --check say whether it is what this script would write."""
    return write(
        "Write the supply terms of the DEA slang report.",
        TABLE,
        COLUMNS,
        lambda row: row["source"] != SOURCE,
        lambda shared, kept: [*kept, *made(shared, kept)],
    )


if __name__ == "__main__":
    sys.exit(main())
