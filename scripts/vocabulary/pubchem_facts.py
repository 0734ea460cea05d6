"""Facts of PubChem as the `chemicals` package carries them: numbers by structure, structures by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from structures import structure
from unii_list import signed

FIRST = 5  # how many names of a record, from the first, say what it is called and not what else was filed under it


def records() -> Iterator[list[str]]:
    """All records, as fields: PubChem number, CAS, formula, mass, SMILES, InChI, InChIKey, systematic name, names."""
    import chemicals

    for path in sorted(
        (Path(str(chemicals.__file__)).parent / "Identifiers").glob("chemical identifiers pubchem *.tsv")
    ):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield line.split("\t")


def named(labels: set[str]) -> dict[str, str]:
    """SMILES by label (as `signed` spells it), where the records that are first called so have one structure.

    Short labels and labels with digits are left alone, for there a name is too often another substance's; so are
    salts, and structures that leave handedness open.
    """
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for fields in records():
        for label in {signed(name) for name in fields[8 : 8 + FIRST]} & labels:
            if len(label) > 5 and not any(c.isdigit() for c in label):
                found[label].add((fields[4], fields[6]))
    alone = {label: next(iter(own)) for label, own in found.items() if len(own) == 1}
    return {label: smiles for label, (smiles, key) in alone.items() if _whole(smiles, key)}


def _whole(smiles: str, key: str) -> bool:
    shape = None if "." in smiles else structure(smiles)
    return shape is not None and not shape.open and shape.inchikey == key


def valid_cas(number: str) -> bool:
    """Whether the last digit of a CAS number is the weighted sum of the others, modulo ten."""
    parts = number.split("-")
    if len(parts) != 3 or not all(p.isdigit() for p in parts) or len(parts[1]) != 2 or len(parts[2]) != 1:
        return False
    digits = [int(d) for d in reversed(parts[0] + parts[1])]
    return sum(place * digit for place, digit in enumerate(digits, start=1)) % 10 == int(parts[2])


def numbers(wanted: dict[str, tuple[bool, set[str]]]) -> dict[str, tuple[str, str]]:
    """CAS and PubChem number (or nothing) by full InChIKey, as far as `chemicals` knows them.

    `wanted` says whether a structure leaves handedness open, and the names of its substance: then a record counts only
    if it bears one of them, lest levamisole takes the number of the racemate.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pubchem, cas, _, _, _, _, key, *called in records():
        if key in wanted and (not wanted[key][0] or wanted[key][1] & {signed(name) for name in called}):
            found[key].append((cas if valid_cas(cas) else "", pubchem if int(pubchem) > 0 else ""))
    return {key: _agreed(records) for key, records in found.items()}


def _agreed(records: list[tuple[str, str]]) -> tuple[str, str]:
    """What several records of one structure say alike; a number they quarrel about is left out."""
    cas, pubchem = ({record[n] for record in records if record[n]} for n in (0, 1))
    return (cas.pop() if len(cas) == 1 else "", pubchem.pop() if len(pubchem) == 1 else "")
