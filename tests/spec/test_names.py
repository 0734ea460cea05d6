"""How a published name becomes an id: examples that are the manual, and traps that must stay shut."""

from __future__ import annotations

import pytest

from tocsin.vocabulary.names import resolution_table, resolve
from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.substances import all_substances, class_label, group_of, label, members_of, substance

NFLIS, CBP, NYC, UNC = "nflis-dqs", "cbp-drug-seizures", "nyc-drugchecking", "unc-drugchecking"
SCORE, MX = "euda-score", "mx-sesnsp"

# Made by hand from the published names: name, source, id, group whose line it joins.
GOLD = [
    ("Fentanyl", NFLIS, "fentanyl", "fentanyl"),
    ("Fentanyl", CBP, "fentanyl", "fentanyl"),
    ("Fentanyl and Fentanyl-related", NFLIS, "fentanyl-related", "fentanyl"),
    ("Fentanyl-related compound (unspecified)", NFLIS, "fentanyl-analogue-nos", "fentanyl-analogue-nos"),
    ("Carfentanil", NFLIS, "carfentanil", "carfentanil"),
    ("carfentanil", UNC, "carfentanil", "carfentanil"),
    ("Methylfentanyl", NFLIS, "methylfentanyl-isomer-not-given", "methylfentanyl-group"),
    ("ortho-Methylfentanyl (o-Methyl Fentanyl)", NFLIS, "ortho-methylfentanyl", "methylfentanyl-group"),
    ("ortho-methylfentanyl", UNC, "ortho-methylfentanyl", "methylfentanyl-group"),
    ("meta-Methylfentanyl (m-Methyl Fentanyl)", NFLIS, "meta-methylfentanyl", "methylfentanyl-group"),
    ("para-Methylfentanyl", NFLIS, "para-methylfentanyl", "methylfentanyl-group"),
    ("3-Methylfentanyl", NFLIS, "3-methylfentanyl", "methylfentanyl-group"),
    ("cis-3-Methylfentanyl", NFLIS, "cis-3-methylfentanyl", "methylfentanyl-group"),
    ("trans-3-Methylfentanyl", NFLIS, "trans-3-methylfentanyl", "methylfentanyl-group"),
    ("alpha-Methylfentanyl", NFLIS, "alpha-methylfentanyl", "alpha-methylfentanyl"),
    ("beta-Methylfentanyl", NFLIS, "beta-methylfentanyl", "beta-methylfentanyl"),
    ("beta-Hydroxy-3-methylfentanyl", NFLIS, "beta-hydroxy-3-methylfentanyl", "beta-hydroxy-3-methylfentanyl"),
    ("Fluorofentanyl", NFLIS, "fluorofentanyl-isomer-not-given", "fluorofentanyl-group"),
    ("para-Fluorofentanyl", NFLIS, "para-fluorofentanyl", "fluorofentanyl-group"),
    ("p-fluorofentanyl", UNC, "para-fluorofentanyl", "fluorofentanyl-group"),
    ("meta-Fluorofentanyl", NFLIS, "meta-fluorofentanyl", "fluorofentanyl-group"),
    ("3-Fluorofentanyl", NFLIS, "3-fluorofentanyl", "fluorofentanyl-group"),
    ("Chlorofentanyl", NFLIS, "chlorofentanyl-isomer-not-given", "chlorofentanyl-group"),
    ("ortho-chlorofentanyl", UNC, "ortho-chlorofentanyl", "chlorofentanyl-group"),
    ("Flurobutyryl/fluoroisobutyryl fentanyl", NFLIS, "fluorobutyryl-fluoroisobutyryl-fentanyl", "fluorobutyryl-group"),
    ("para-Fluoroisobutyryl fentanyl", NFLIS, "para-fluoroisobutyryl-fentanyl", "fluorobutyryl-group"),
    (
        "meta-Fluorobutyryl fentanyl (m-Fluorobutyryl Fentanyl; m-FBF)",
        NFLIS,
        "meta-fluorobutyryl-fentanyl",
        "fluorobutyryl-group",
    ),
    ("Butyryl fentanyl", NFLIS, "butyryl-fentanyl", "butyryl-group"),
    ("Isobutyryl fentanyl", NFLIS, "isobutyryl-fentanyl", "butyryl-group"),
    (
        "alpha'-Methylbutyryl fentanyl",
        NFLIS,
        "alpha-prime-methylbutyryl-fentanyl",
        "alpha-prime-methylbutyryl-fentanyl",
    ),
    ("Valeryl/isovaleryl fentanyl", NFLIS, "valeryl-isovaleryl-fentanyl", "valeryl-group"),
    ("para-Fluoro valeryl fentanyl", NFLIS, "para-fluoro-valeryl-fentanyl", "fluorovaleryl-group"),
    ("Furanyl fentanyl", NFLIS, "furanyl-fentanyl", "furanyl-group"),
    ("Furanyl/3-Furanyl fentanyl", NFLIS, "furanyl-3-furanyl-fentanyl", "furanyl-group"),
    ("para-Fluoro furanyl fentanyl", NFLIS, "para-fluoro-furanyl-fentanyl", "fluorofuranyl-group"),
    ("Tetrahydrofuranyl fentanyl", NFLIS, "tetrahydrofuranyl-fentanyl", "tetrahydrofuranyl-fentanyl"),
    ("Thiofuranyl fentanyl", NFLIS, "thiofuranyl-fentanyl", "thiofuranyl-fentanyl"),
    ("Acetyl fentanyl", NFLIS, "acetyl-fentanyl", "acetyl-fentanyl"),
    ("Methoxyacetyl fentanyl", NFLIS, "methoxyacetyl-fentanyl", "methoxyacetyl-fentanyl"),
    ("beta-Methyl acetyl fentanyl", NFLIS, "beta-methyl-acetyl-fentanyl", "methylacetyl-group"),
    ("para-Fluoro acetyl fentanyl", NFLIS, "para-fluoro-acetyl-fentanyl", "fluoroacetyl-group"),
    ("Cyclopropyl/Crotonyl Fentanyl", NFLIS, "cyclopropyl-crotonyl-fentanyl", "cyclopropyl-crotonyl-group"),
    ("4-ANPP", NFLIS, "4-anpp", "4-anpp-group"),
    ("4-Carbomethoxy 4-ANPP", NFLIS, "4-carbomethoxy-4-anpp", "4-anpp-group"),
    ("para-fluoro Phenethyl 4-ANPP", NFLIS, "para-fluoro-phenethyl-4-anpp", "4-anpp-group"),
    ("N-Phenyl-4-piperidinamine", NFLIS, "n-phenyl-4-piperidinamine", "piperidine-intermediates"),
    ("Norfentanyl", NFLIS, "norfentanyl", "piperidine-intermediates"),
    ("1-Boc-4-(4-fluoroanilino)piperidine", NFLIS, "1-boc-4-4-fluoroanilino-piperidine", "piperidine-intermediates"),
    ("N-Phenethyl Tetramethyl-4-AP (PE-TM-4-AP)", NFLIS, "n-phenethyl-tetramethyl-4-ap", "piperidine-intermediates"),
    ("N-Phenethyl-N-phenylpropionamide", NFLIS, "n-phenethyl-n-phenylpropionamide", "n-phenethyl-n-phenylpropionamide"),
    ("Benzylfentanyl", NFLIS, "benzylfentanyl", "benzylfentanyl-group"),
    ("N-Benzyl fluoro norfentanyl", NFLIS, "n-benzyl-fluoro-norfentanyl", "benzylfentanyl-group"),
    ("Benzoylbenzyl fentanyl", NFLIS, "benzoylbenzyl-fentanyl", "benzylfentanyl-group"),
    (
        "N-benzyl-N-(1-phenethylpiperidin-4-yl)propionamide (Fentanyl methylene homolog)",
        NFLIS,
        "n-benzyl-n-1-phenethylpiperidin-4-yl-propionamide",
        "n-benzyl-n-1-phenethylpiperidin-4-yl-propionamide",
    ),
    ("Unspecified Prescription Analgesic", NFLIS, "prescription-analgesic-nos", "prescription-analgesic-nos"),
    ("XYLAZINE", NFLIS, "xylazine", "xylazine"),
    ("Medetomidine", NYC, "medetomidine", "medetomidine"),
    ("dexmedetomidine", UNC, "dexmedetomidine", "medetomidine"),
    ("Ecstasy", CBP, "mdma", "mdma"),
    ("MDMA", SCORE, "mdma", "mdma"),
    ("Khat (Catha Edulis)", CBP, "khat", "khat"),
    ("Lsd", CBP, "lsd", "lsd"),
    ("Marijuana", CBP, "cannabis", "cannabis"),
    ("cannabis", SCORE, "cannabis", "cannabis"),
    ("cocaine", SCORE, "cocaine", "cocaine"),
    ("Other Drugs**", CBP, "other-drugs", "other-drugs"),
    ("Other Drugs", CBP, "other-drugs", "other-drugs"),
    ("all opioid samples", NYC, "all-opioid-samples", "all-opioid-samples"),
    ("all samples", NYC, "all-samples", "all-samples"),
    ("monthly_total", UNC, "all-samples", "all-samples"),
    ("n-pyrrolidino-protonitazene", UNC, "protonitazepyne", "protonitazepyne"),
    ("n-pyrrolidino-etonitazene", UNC, "etonitazepyne", "etonitazepyne"),
    ("n-pyrrolidino isotonitazene", UNC, "n-pyrrolidino-isotonitazene", "n-pyrrolidino-isotonitazene"),
    ("n-desethyl etonitazene", UNC, "n-desethyl-etonitazene", "n-desethyl-etonitazene"),
    ("bis(2,2,6,6-tetramethyl-4-piperidyl) sebacate", UNC, "btmps", "btmps"),
    ("n,n-dimethylpentylone", UNC, "n-n-dimethylpentylone", "n-n-dimethylpentylone"),
    ("2-fluoro-2-oxo pce", UNC, "2-fluoro-2-oxo-pce", "2-fluoro-2-oxo-pce"),
    ("noramidopyrine", UNC, "noramidopyrine", "noramidopyrine"),
    ("lidocaine", UNC, "lidocaine", "lidocaine"),
    ("Narcomenudeo", MX, "small-scale-dealing-files", "drug-files"),
    ("Narcomenudeo posesión simple", MX, "simple-possession-files", "drug-files"),
    ("Narcomenudeo con fines de venta", MX, "intent-to-sell-files", "drug-files"),
]


@pytest.mark.parametrize(("name", "source", "identity", "group"), GOLD)
def test_a_published_name_stands_for_one_substance_on_one_line(
    name: str, source: str, identity: str, group: str
) -> None:
    assert resolve(name, source) == (identity,)
    assert group_of(identity) == group


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("doxylamine", "xylazine"),
        ("flubromazolam", "bromazolam"),
        ("dexmedetomidine", "medetomidine"),
        ("N-pyrrolidino protonitazene", "protonitazene"),
        ("N-desethyl isotonitazene", "isotonitazene"),
        ("acetyl fentanyl", "fentanyl"),
        ("benzylfentanyl", "fentanyl"),
        ("norfentanyl", "fentanyl"),
        ("3-methylfentanyl", "meta-methylfentanyl"),
        ("3-fluorofentanyl", "meta-fluorofentanyl"),
        ("carfentanil", "despropionyl carfentanil"),
        ("methamphetamine", "amphetamine"),
        ("MDMA", "methamphetamine"),
        ("isotonitazene", "protonitazene"),
        ("butyryl fentanyl", "isobutyryl fentanyl"),
        ("alpha-methylfentanyl", "methylfentanyl"),
        ("lidocaine", "procaine"),
        ("fentanyl methylene homolog", "benzylfentanyl"),
    ],
)
def test_names_that_look_alike_stay_apart(one: str, other: str) -> None:
    assert not resolve(one, "")[0].startswith("unknown:") and not resolve(other, "")[0].startswith("unknown:")
    assert resolve(one, "") != resolve(other, "")


@pytest.mark.parametrize(
    "name",
    [
        "BE",
        "KET",
        "COD",
        "APB",
        "MET",
        "3,4-DMDA",
        "foobaryl-PVP",
        "xylazinol",
        "protonitazane",
        "doxylamim",
        "Med",
        "",
        "***",
    ],
)
def test_what_the_vocabulary_does_not_know_stays_unknown_under_every_source(name: str) -> None:
    """Nothing is guessed: no part of a word, no near miss, no slang, no abbreviation of another source."""
    for source in ("", NFLIS, UNC):
        assert resolve(name, source) == (f"unknown:{name}",)


def test_an_abbreviation_counts_only_in_the_source_that_uses_it() -> None:
    assert resolve("Med", NYC) == ("medetomidine",)
    assert resolve("Xyl", NYC) == ("xylazine",)
    assert resolve("Xyl", CBP) == ("unknown:Xyl",)


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("N-pyrrolidino protonitazene", "protonitazepyne"),
        ("N‑Pyrrolidino‑Protonitazene", "protonitazepyne"),
        ("n pyrrolidino etonitazene", "etonitazepyne"),
        ("  XYLAZINE * ", "xylazine"),
        ("xilacina", "xylazine"),
        ("Xilazina", "xylazine"),
        ("α-methylfentanyl", "alpha-methylfentanyl"),
        ("β-Methylfentanyl", "beta-methylfentanyl"),
        ("ORTHO METHYLFENTANYL", "ortho-methylfentanyl"),
        ("o-methylfentanyl", "ortho-methylfentanyl"),
        ("4-fluorofentanyl", "para-fluorofentanyl"),
        ("2-fluorofentanyl", "ortho-fluorofentanyl"),
        ("alpha’-methylbutyryl fentanyl", "alpha-prime-methylbutyryl-fentanyl"),
        ("3′,4′-dimethoxy fentanyl", "3-prime-4-prime-dimethoxy-fentanyl"),
        ("despropionyl fentanyl", "4-anpp"),
        ("4-anilino-N-phenethylpiperidine", "4-anpp"),
        ("benzoyl fentanyl", "phenyl-fentanyl"),
        ("acryloylfentanyl", "acryl-fentanyl"),
        ("furanylfentanyl", "furanyl-fentanyl"),
        ("metanfetamina", "methamphetamine"),
        ("métamfétamine", "methamphetamine"),
        ("Heroína", "heroin"),
        ("héroïne", "heroin"),
        ("HEROINA", "heroin"),
        ("cocaïne", "cocaine"),
        ("fentanilo", "fentanyl"),
        ("carfentanilo", "carfentanil"),
        ("kétamine", "ketamine"),
        ("paracetamol", "acetaminophen"),
        ("acétaminophène", "acetaminophen"),
        ("isotonitaceno", "isotonitazene"),
        ("étonitazépyne", "etonitazepyne"),
        ("médétomidine", "medetomidine"),
        ("FENTANYL ANALOGUE", "fentanyl-analogue-nos"),
        ("carfentanil", "carfentanil"),
        ("ortho-méthylfentanyl", "ortho-methylfentanyl"),
        ("para-fluorofentanilo", "para-fluorofentanyl"),
    ],
)
def test_case_accents_greek_letters_dashes_and_languages_do_not_matter(written: str, identity: str) -> None:
    assert resolve(written, UNC) == (identity,)


def test_normalising_keeps_what_tells_isomers_apart() -> None:
    assert normalised("alpha'-Methyl") != normalised("alpha-Methyl")
    assert normalised("3,4-MDMA") != normalised("3,4-DMA")
    assert normalised("cis-3") != normalised("trans-3")


def test_every_label_and_id_finds_its_own_substance() -> None:
    for one in all_substances():
        for name in (one.id, one.label_en, one.label_fr, one.label_es):
            assert resolve(name, "a-source-of-its-own") == (one.id,), name


def test_a_resolution_table_has_one_row_for_each_distinct_name() -> None:
    table = resolution_table(UNC, ["xylazine", "p-fluorofentanyl", "xylazine", "foobarine"])
    assert table.to_pydict() == {
        "source": [UNC] * 3,
        "substance_raw": ["xylazine", "p-fluorofentanyl", "foobarine"],
        "substance": ["xylazine", "para-fluorofentanyl", "unknown:foobarine"],
    }


def test_an_unknown_name_is_a_substance_of_its_own_without_a_harm_class() -> None:
    found = substance("unknown:new thing")
    assert (found.label_fr, found.kind, found.harm) == ("new thing", "unknown", "none")
    assert found.group == found.id == "unknown:new thing"


def test_the_members_of_a_group_leave_the_side_chain_isomers_out() -> None:
    assert set(members_of("methylfentanyl-group")) == {
        "methylfentanyl-isomer-not-given",
        "ortho-methylfentanyl",
        "meta-methylfentanyl",
        "para-methylfentanyl",
        "3-methylfentanyl",
        "cis-3-methylfentanyl",
        "trans-3-methylfentanyl",
    }


@pytest.mark.parametrize(
    ("identity", "harm"),
    [
        ("fentanyl", "critical"),
        ("carfentanil", "critical"),
        ("methylfentanyl-group", "critical"),
        ("protonitazepyne", "critical"),
        ("medetomidine", "high"),
        ("xylazine", "high"),
        ("bromazolam", "high"),
        ("heroin", "high"),
        ("cocaine", "high"),
        ("methamphetamine", "high"),
        ("4-anpp-group", "moderate"),
        ("ketamine", "moderate"),
        ("small-scale-dealing-files", "moderate"),
        ("all", "moderate"),
        ("lidocaine", "low"),
        ("procaine", "low"),
        ("cannabis", "low"),
        ("khat", "low"),
        ("caffeine", "none"),
        ("benzylfentanyl", "low"),
    ],
)
def test_the_harm_class_of_a_substance(identity: str, harm: str) -> None:
    assert substance(identity).harm == harm


@pytest.mark.parametrize(
    ("identity", "english", "french", "spanish"),
    [
        ("carfentanil", "carfentanil", "carfentanil", "carfentanilo"),
        ("methylfentanyl-group", "methylfentanyl group", "groupe des méthylfentanyls", "grupo de los metilfentanilos"),
        ("ortho-methylfentanyl", "ortho-methylfentanyl", "ortho-méthylfentanyl", "ortho-metilfentanilo"),
        ("xylazine", "xylazine", "xylazine", "xilacina"),
        (
            "para-fluoro-furanyl-fentanyl",
            "para-fluoro furanyl fentanyl",
            "para-fluorofuranylfentanyl",
            "para-fluorofuranilfentanilo",
        ),
        ("fentanyl-carbamate", "fentanyl carbamate", "carbamate de fentanyl", "carbamato de fentanilo"),
        ("lidocaine", "lidocaine", "lidocaïne", "lidocaína"),
    ],
)
def test_a_reader_sees_the_name_in_their_language(identity: str, english: str, french: str, spanish: str) -> None:
    assert [label(identity, language) for language in ("en", "fr", "es")] == [english, french, spanish]


def test_classes_have_names_too() -> None:
    assert class_label("nitazenes", "es") == "nitacenos"
    assert class_label("not-a-class", "fr") == "not-a-class"
