"""Structures of substances, and what follows from them. Needs RDKit, and py2opsin where a name is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Structure:
    """Canonical SMILES with what is computed from it; `mass` is the molar mass in g/mol, two decimals.

    `open`: some handedness is possible and none is said.
    """

    smiles: str
    inchikey: str
    formula: str
    mass: str
    open: bool

    @property
    def connectivity(self) -> str:
        """The first block of the InChIKey: the same for all stereoisomers."""
        return self.inchikey.split("-")[0]


def structure(smiles: str) -> Structure | None:
    """What RDKit makes of a SMILES; nothing where it cannot read it."""
    from rdkit import Chem, RDLogger
    from rdkit.Chem.Descriptors import MolWt
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    RDLogger.DisableLog("rdApp.*")
    drawn = Chem.MolFromSmiles(smiles) if smiles else None
    if drawn is None or not drawn.GetNumAtoms():
        return None
    # Read once more: the canonical form of the canonical form is what a later check computes.
    canonical = Chem.MolToSmiles(drawn)
    again = Chem.MolFromSmiles(canonical)
    centres = Chem.FindMolChiralCenters(again, includeUnassigned=True, useLegacyImplementation=False)
    unsaid = any(label == "?" for _, label in centres)
    return Structure(canonical, Chem.MolToInchiKey(again), CalcMolFormula(again), f"{MolWt(again):.2f}", unsaid)


def from_names(names: Iterable[str]) -> dict[str, str]:
    """SMILES by systematic name, as far as OPSIN can read them. Locants N-, O- and S- must keep their case."""
    from py2opsin import py2opsin

    asked = sorted(set(names))
    if not asked:
        return {}
    read = py2opsin(asked, output_format="SMILES")
    found = [read] if isinstance(read, str) else list(read or [])
    return {name: str(smiles) for name, smiles in zip(asked, found) if smiles}
