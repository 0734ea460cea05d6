"""Write the vocabulary's table of identifiers: UNII, structure, CAS and PubChem numbers, formula and molar mass.

Run it with a Python that has RDKit, py2opsin (and Java) and `chemicals`; none of them is needed at run time:
`python scripts/vocabulary/make_identifiers.py --shared FOLDER [--check]`. `identifiers.csv` is written here as a whole: never edit
it. With `--check` nothing is written: the table is computed again and compared. It ends with a report of what a person
should look at: structures that disagree with their class, and rows that share a structure.

- UNII: from the UNII list, by the label or a name of the substance that is a display or official name there, else any
  name but a brand or code. `reviewed_identifiers.csv` beside this script overrules it (`none`: not in the list).
- Structure: that of the UNII where the shared `structures.csv` has it, else what OPSIN reads in a systematic name of
  `names.csv`, else that of the PubChem record whose first names are the label (of `chemicals`). A reviewed SMILES overrules all of
  them (racemates that the list draws as one enantiomer, names that were read wrong); `none`: it has none. Mixtures, plants, polymers and proteins have none.
- CAS and PubChem: by the full InChIKey from the identifiers of the `chemicals` package (facts of PubChem). A CAS
  number whose check digit fails, or that several records claim, is left out; so is any that is known only for another
  stereoisomer. Reviewed numbers come first (`none`: what the record says is another substance's).
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from pubchem_facts import named, numbers
from structure_classes import disagreements
from structures import Structure, from_names, structure
from unii_list import FOLDER, SOURCE, Finder, listed, own_names, signed, table

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / "src/tocsin/vocabulary/data"
REVIEWED = Path(__file__).with_name("reviewed_identifiers.csv")
COLUMNS: tuple[str, ...] = (
    "substance",
    "unii",
    "inchikey",
    "connectivity",
    "cas",
    "pubchem",
    "formula",
    "mass",
    "smiles",
    "source",
)
UNDRAWN = ("plants-and-fungi", "not-drugs", "samples")  # of many parts: no structure stands for them
Row = dict[str, str]


def drawn(
    shared: Path, substances: list[Row], names: dict[str, list[Row]]
) -> dict[str, tuple[str, Structure | None, str]]:
    """UNII, structure and where that is from, of every substance by id, with the reviewed table in front."""
    finder = Finder(listed(shared))
    reviewed = {row["substance"]: row for row in table(REVIEWED)}
    of_unii = {row["unii"]: row["smiles"] for row in table(shared / FOLDER / "structures.csv")}
    systematic = {s["id"]: [n["name"] for n in names[s["id"]] if n["kind"] == "systematic"] for s in substances}
    uniis: dict[str, str] = {}
    for one in substances:
        said = reviewed.get(one["id"], {}).get("unii", "")
        uniis[one["id"]] = "" if said == "none" else said or finder.find(own_names(one, names[one["id"]]))
    asked = [name for one in substances if uniis[one["id"]] not in of_unii for name in systematic[one["id"]]]
    read = from_names(asked)
    unread = [s for s in substances if uniis[s["id"]] not in of_unii and not _read(systematic[s["id"]], read)]
    recorded = named({signed(one["label_en"]) for one in unread if one["drug_class"] not in UNDRAWN})
    result: dict[str, tuple[str, Structure | None, str]] = {}
    for one in substances:
        ways = (
            ("reviewed", reviewed.get(one["id"], {}).get("smiles", "")),
            ("", of_unii.get(uniis[one["id"]], "")),
            ("systematic name", _read(systematic[one["id"]], read)),
            ("facts of PubChem", recorded.get(signed(one["label_en"]), "")),
        )
        how, smiles = next(((how, smiles) for how, smiles in ways if smiles), ("", ""))
        result[one["id"]] = (uniis[one["id"]], structure("" if smiles == "none" else smiles), how)
    return result


def _read(systematic: list[str], read: dict[str, str]) -> str:
    """The structure of the first systematic name that could be read."""
    return next((read[name] for name in systematic if name in read), "")


def identifiers(shared: Path) -> list[Row]:
    """The whole table: a row for every substance of which anything is known, in the order of substances.csv."""
    substances = [row for row in table(DATA / "substances.csv") if row["kind"] == "substance"]
    names: dict[str, list[Row]] = defaultdict(list)
    for row in table(DATA / "names.csv"):
        names[row["substance"]].append(row)
    known = drawn(shared, substances, names)
    called = {one["id"]: {signed(name) for name in own_names(one, names[one["id"]])} for one in substances}
    shapes = {identity: shape for identity, (_, shape, _) in known.items() if shape}
    found = numbers({shape.inchikey: (shape.open, called[identity]) for identity, shape in shapes.items()})
    reviewed = {row["substance"]: row for row in table(REVIEWED)}
    said = {identity: row["cas"] for identity, row in reviewed.items()}
    rows = (_row(one["id"], *known[one["id"]], found, said.get(one["id"], "")) for one in substances)
    return [row for row in rows if any(row[column] for column in ("unii", "smiles", "cas"))]


def _row(
    identity: str, unii: str, shape: Structure | None, how: str, found: dict[str, tuple[str, str]], said: str
) -> Row:
    """One line, its source naming where each part came from."""
    cas, pubchem = found.get(shape.inchikey, ("", "")) if shape else ("", "")
    cas = "" if said == "none" else said or cas
    source = [SOURCE] if unii else []
    if shape and how:
        source.append(f"structure: {how}")
    if said and cas:
        source.append("CAS: reviewed")
    elif cas or pubchem:
        source.append("CAS and PubChem numbers: facts of PubChem")
    values = (shape.inchikey, shape.connectivity) if shape else ("", "")
    rest = (shape.formula, shape.mass, shape.smiles) if shape else ("", "", "")
    return dict(zip(COLUMNS, (identity, unii, *values, cas, pubchem, *rest, "; ".join(source))))


def written(rows: Iterable[Row]) -> str:
    """The table as text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def report(rows: list[Row]) -> None:
    """What a person should look at."""
    print(f"{len(rows)} rows; " + ", ".join(f"{c}: {sum(bool(r[c]) for r in rows)}" for c in COLUMNS[1:9]))
    for column in ("unii", "inchikey", "cas", "pubchem"):
        times = Counter(row[column] for row in rows if row[column])
        for value in (value for value, n in times.items() if n > 1):
            print(f"shared {column} {value}:", ", ".join(r["substance"] for r in rows if r[column] == value))
    classes = {row["id"]: row["drug_class"] for row in table(DATA / "substances.csv")}
    for line in disagreements([(r["substance"], classes[r["substance"]], r["smiles"]) for r in rows if r["smiles"]]):
        print(line)


def main() -> int:
    """Write the table, or compare it; 1 when it differs."""
    parser = argparse.ArgumentParser(description="Write the table of identifiers from the shared data.")
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    told = parser.parse_args()
    rows = identifiers(told.shared)
    target = DATA / "identifiers.csv"
    if told.check:
        same = target.exists() and target.read_text(encoding="utf-8") == written(rows)
        print("as computed" if same else f"differs: {target.name}")
        return 0 if same else 1
    target.write_text(written(rows), encoding="utf-8")
    report(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
