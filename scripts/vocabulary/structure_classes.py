"""Whether the class of a substance and its structure agree: patterns of the families, and the reviewed exceptions.

A pattern says what every member of the class must contain (`MUST`), or which class a structure of that shape belongs to
(`THEN`, one of several allowed classes). A substance that disagrees is reported until its class is mended or it
stands in `EXCEPTIONS` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable

MUST = {
    "fentanyls": ("[#6;R1,R2]1~[#6]~[#7]~[#6]~[#6]~[#6]1[NX3]([#6](=O))[c]", "N-(piperidin-4-yl) anilide"),
    "nitazenes": ("c1ccc(cc1)[CH2]c2nc3ccccc3n2CCN", "2-benzylbenzimidazole with an aminoethyl at N-1"),
    "cathinones": ("[c,C]!@C(=O)[CX4][#7]", "beta-keto-phenethylamine"),
    "tryptamines": ("c1ccc2c(c1)c(c[nH0,nH1]2)[CX4][CX4][#7]", "indole with an aminoethyl at C-3"),
    "lysergamides": ("[#7]C(=O)[C;R]1[#6]~[#7]~[#6]~[#6]~[#6]1", "lysergic acid amide"),
    "barbiturates": ("O=C1[#7]C(=[O,S])[#7]C(=O)C1", "barbituric acid"),
    "amphetamines": ("c[CX4][CX4]([CX4])[#7]", "phenylpropan-2-amine"),
    "piperazines": ("N1CCNCC1", "piperazine"),
    "aminoindanes": ("[$([#7][C;r5]c),$([#7][C;r5][C;r5]c)]", "aminoindane"),
    "phenethylamines": ("[c][CX4][CX4][#7]", "phenethylamine"),
    "arylcyclohexylamines": ("[#7][C;R1]1([c])CCCCC1", "1-arylcyclohexan-1-amine"),
}
THEN = (
    (
        "C1CN(CCC1[NX3](C(=O)[#6,#8,#1])c2ccccc2)CC[c]",
        ("fentanyls", "precursors-and-impurities"),
        "N-phenethyl 4-anilidopiperidine",
    ),
    ("c1ccc(cc1)[CH2]c2nc3ccccc3n2CCN", ("nitazenes",), "2-benzylbenzimidazole"),
    ("O=C1[#7]C(=[O,S])[#7]C(=O)C1([CX4])[#6]", ("barbiturates",), "5,5-substituted barbituric acid"),
    ("c1ccccc1C(=O)[CX4;!R0,R0]([#6])[NX3;!$(N-C=O)]", ("cathinones",), "cathinone"),
    ("c1ccc2c(c1)c(c[nH]2)[CH2][CX4][NX3;H2,H1,H0;!$(N-C=O);!R]", ("tryptamines",), "tryptamine"),
    ("[NX3][C;R1]1(c2[c,s]cccc2)[CH2,C]CCCC1", ("arylcyclohexylamines", "dissociatives"), "arylcyclohexylamine"),
)
# Substance -> why it stands in its class all the same.
EXCEPTIONS: dict[str, str] = {
    "bupropion": "an antidepressant by use",
    "hydroxybupropion": "what becomes of an antidepressant",
    "diethylpropion": "a medicine older than the cathinones sold as drugs",
    "butalbital": "listed with the medicines since the first tables; an id keeps its class",
    "phenobarbital": "listed with the medicines since the first tables; an id keeps its class",
    "2-methyl-4-prime-methylthio-2-morpholinopropiophenone": "a photoinitiator of plastics, found as an adulterant",
    "3-meo-pcmo": "one carbon more between ring and nitrogen; named and sold with the arylcyclohexylamines",
    "5-hydroxytryptophan": "an amino acid of food supplements",
    "tryptophan": "an amino acid of food",
    "bromadol": "an opioid by use",
    "bk-2c-b": "the beta-keto relative of 2C-B, named and sold with it",
    "1-phenylcyclohexylamine": "what phencyclidine starts from or falls apart to",
    "dehydronorketamine": "the ring has one double bond; what becomes of ketamine",
    "2-2-chlorophenyl-2-nitrocyclohexanone": "what ketamine may start from",
    "t-boc-ketamine": "a masked form, not the drug",
    "t-boc-norketamine": "a masked form, not the drug",
    "ethylene-etonitazene": "one carbon more in the benzyl; named and met with the nitazenes",
    "ethylene-metonitazene": "one carbon more in the benzyl; named and met with the nitazenes",
    "serotonin": "what the body makes, listed with the hormones",
    "rizatriptan": "a medicine by use",
    "almotriptan": "a medicine by use",
    "frovatriptan": "a medicine by use",
    "sumatriptan": "a medicine by use",
    "zolmitriptan": "a medicine by use",
    "2-aminotetralin": "a ring of six for that of five; named and sold with the aminoindanes",
    "mdat": "a ring of six for that of five; named and sold with the aminoindanes",
}


def disagreements(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """One line for every substance (id, class, SMILES) whose structure lacks what its class must have, or has another's."""
    from rdkit import Chem

    must = {name: (Chem.MolFromSmarts(smarts), words) for name, (smarts, words) in MUST.items()}
    then = [(Chem.MolFromSmarts(smarts), allowed, words) for smarts, allowed, words in THEN]
    found: list[str] = []
    for identity, drug_class, smiles in rows:
        drawn = Chem.MolFromSmiles(smiles)
        if identity in EXCEPTIONS:
            continue
        pattern, words = must.get(drug_class, (None, ""))
        if pattern is not None and not drawn.HasSubstructMatch(pattern):
            found.append(f"class {drug_class}, but no {words}: {identity} {smiles}")
        for shape, allowed, said in then:
            if drug_class not in allowed and drawn.HasSubstructMatch(shape):
                found.append(f"{said}, but class {drug_class}: {identity} {smiles}")
    return found
