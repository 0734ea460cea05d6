"""What a text is read as: the traps of the field, each an example that must stay shut, and what is left over."""

from __future__ import annotations

import pytest

from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.proposals import proposals
from tocsin.vocabulary.reading import answer

CT, NYC, UNC, VSRR, CBP = "ct-deaths", "nyc-drugchecking", "unc-drugchecking", "cdc-vsrr", "cbp-drug-seizures"


@pytest.mark.parametrize(
    ("text", "named", "not_named"),
    [
        ("doxylamine", "doxylamine", "xylazine"),
        ("Acute doxylamine intoxication", "doxylamine", "xylazine"),
        ("flubromazolam", "flubromazolam", "bromazolam"),
        ("dexmedetomidine", "dexmedetomidine", "medetomidine"),
        ("alpha-pyrrolidinopentiophenone", "alpha-pvp", "etonitazepyne"),
        ("N-phenethyl-4-piperidone (NPP)", "n-phenethyl-4-piperidone", "n-isopropylpentedrone"),
        ("N-isopropylpentedrone", "n-isopropylpentedrone", "n-phenethyl-4-piperidone"),
        ("methamphetamine", "methamphetamine", "amphetamine"),
        ("Meth/Amphetamine", "amphetamine-or-methamphetamine", "methamphetamine"),
        ("despropionyl fentanyl", "4-anpp", "fentanyl"),
        ("norfentanyl", "norfentanyl", "fentanyl"),
        ("carfentanil", "carfentanil", "fentanyl"),
        ("3,4-MDMA", "mdma", "3-4-dma"),
        ("4'-fluorofentanyl", "4-prime-fluorofentanyl", "para-fluorofentanyl"),
        ("4-fluorofentanyl", "para-fluorofentanyl", "4-prime-fluorofentanyl"),
        ("methanol", "methanol", "ethanol"),
        ("isopropyl alcohol", "isopropanol", "ethanol"),
        ("delta-8-THC", "delta-8-thc", "delta-9-thc"),
    ],
)
def test_a_name_within_a_name_is_not_read(text: str, named: str, not_named: str) -> None:
    assert answer(text, CT).ids == (named,)
    assert not_named not in answer(text, CT).ids


@pytest.mark.parametrize(
    ("text", "source", "ids"),
    [
        ("BE", CT, ("benzoylecgonine",)),
        ("HEROIN, FENTANYL, BE", CT, ("heroin", "fentanyl", "benzoylecgonine")),
        ("TO BE DETERMINED", CT, ()),
        ("BE", UNC, ()),
        ("BE", "", ()),
        ("NPP", UNC, ("n-phenethyl-4-piperidone",)),
        ("NPP", "", ()),
        ("COD", CT, ("codeine",)),
        ("COD", UNC, ()),
        ("her", CT, ("heroin",)),
        ("Found in her home after a fall down the stairs", CT, ()),
        ("Med", NYC, ("medetomidine",)),
        ("Med", CT, ()),
        ("MET", "", ()),
        ("APB", "", ()),
        ("NOS", "", ()),
        ("PEA", "", ()),
    ],
)
def test_an_abbreviation_counts_where_its_source_uses_it_and_nowhere_else(
    text: str, source: str, ids: tuple[str, ...]
) -> None:
    assert answer(text, source).ids == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("N-pyrrolidino protonitazene", ("protonitazepyne",)),
        ("protonitazepyne", ("protonitazepyne",)),
        ("N-pyrrolidino etonitazene", ("etonitazepyne",)),
        ("Isotonitazene/Protonitazene", ("isotonitazene-or-protonitazene",)),
        ("isotonitazene or protonitazene", ("isotonitazene-or-protonitazene",)),
        ("Isotonitazene; Protonitazene", ("isotonitazene", "protonitazene")),
        ("Citalopram/Escitalopram", ("citalopram-or-escitalopram",)),
        ("cyclopropyl/crotonyl fentanyl", ("cyclopropyl-crotonyl-fentanyl",)),
        ("Valeryl/Isovalerylfentanyl", ("valeryl-isovaleryl-fentanyl",)),
        ("ortho-fluorofentanyl", ("ortho-fluorofentanyl",)),
        ("o-fluorofentanyl", ("ortho-fluorofentanyl",)),
        ("2-fluorofentanyl", ("ortho-fluorofentanyl",)),
        ("fluorofentanyl", ("fluorofentanyl-isomer-not-given",)),
        ("fluorofentanyl, isomer not given", ("fluorofentanyl-isomer-not-given",)),
    ],
)
def test_isomers_stay_apart_and_what_the_text_leaves_open_is_a_group(text: str, ids: tuple[str, ...]) -> None:
    assert answer(text).ids == ids


@pytest.mark.parametrize(
    ("text", "kind", "ids"),
    [
        ("PCP NEG", "not_a_substance", ()),
        ("fentanyl not detected", "not_a_substance", ()),
        ("Negative for fentanyl and heroin", "not_a_substance", ()),
        ("morphine no 6mam", "substance", ("morphine",)),
        ("Morphine (Not Heroin)", "substance", ("morphine",)),
        ("cocaína, sin fentanilo", "substance", ("cocaine",)),
        ("fentanyl non détecté", "not_a_substance", ()),
    ],
)
def test_what_a_text_denies_is_not_there(text: str, kind: str, ids: tuple[str, ...]) -> None:
    assert (answer(text, UNC).kind, answer(text, UNC).ids) == (kind, ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("ofCocaine", ("cocaine",)),
        ("IntoxicationCombined Effects of Cocaine", ("cocaine",)),
        ("andpara-Fluorofentanyl", ("para-fluorofentanyl",)),
        ("BUPRENORPHINEAND AMPHETAMINE", ("buprenorphine", "amphetamine")),
        ("Heroin Intoxication While Using Alprazolam", ("heroin", "alprazolam")),
        ("3, 4-methylenedioxymethamphetamine, 1,1-difluoroethane", ("mdma", "difluoroethane")),
        ("U-47700 (Synthetic Opioid)", ("u-47700",)),
        ("Opioid (probably heroin)", ("heroin",)),
        ("Cocaine HCl", ("cocaine",)),
        ("fentanyl citrate", ("fentanyl",)),
        ("['Caffeine', 'Fentanyl HCl']", ("caffeine", "fentanyl")),
        ("fentanilo o heroína", ("fentanyl", "heroin")),
        ("mélange d’héroïne et de fentanyl", ("heroin", "fentanyl")),
        ("chlorhydrate de cocaïne", ("cocaine",)),
    ],
)
def test_a_text_of_several_names_grown_together_or_described_is_read_whole(text: str, ids: tuple[str, ...]) -> None:
    assert answer(text, CT).ids == ids


@pytest.mark.parametrize(
    "text",
    [
        "foobaryl fentanyl",
        "fentanyl foobarate ester",
        "7-foobaryl-fentanyl",
        "morphine-6-foobaride",
        "methyl ester of benzoylecgonine",
        "N-[(foobaryl)] propionanilide",
        "AM-9999",
        "xanafoo",
    ],
)
def test_an_unknown_analogue_is_unknown_and_never_its_parent(text: str) -> None:
    read = answer(text)
    assert (read.ids, read.kind) == ((), "unknown")
    assert resolve(text, "") == (f"unknown:{text}",)


@pytest.mark.parametrize(
    "text", ["black ice on the road", "high speed collision", "stomach acid", "pot of tea", "weed killer"]
)
def test_words_of_the_street_are_not_read_in_a_sentence(text: str) -> None:
    assert answer(text, CT).ids == ()


@pytest.mark.parametrize("term", ["tranq", "tusi", "ice", "speed", "down", "molly"])
def test_a_term_of_the_supply_stands_for_no_one_substance(term: str) -> None:
    read = answer(term)
    assert read.kind == "supply_term" and read.ids
    assert resolve(term, "") == read.terms == (f"term:{term}",)


@pytest.mark.parametrize(
    "text",
    [
        "Hypertensive Cardiovascular Disease",
        "no compounds of interest detected",
        "sample damaged in transit",
        "Diabetes Mellitus",
        "STOLE MEDS",
    ],
)
def test_what_names_no_substance_is_told_so(text: str) -> None:
    assert (answer(text, CT).ids, answer(text, CT).kind) == ((), "not_a_substance")
    assert resolve(text, CT) == (f"not-a-substance:{text}",)


def test_a_code_means_something_only_together_with_its_system() -> None:
    """T40.4 of ICD-10 is never split: carfentanil, fluorofentanyl and tramadol are all inside."""
    assert answer("Synthetic opioids, excl. methadone (T40.4)", VSRR).ids == ("synthetic-opioids-t40-4",)
    assert answer("T40.4").ids == answer("T40.41").ids == ()


def test_likeness_proposes_and_never_decides() -> None:
    for name in ("fentanlyl", "xylazyne", "protonitazane"):
        assert answer(name).kind == "unknown"
    near = dict(zip(("xylazyne", "zzzzzz"), proposals(["xylazyne", "zzzzzz"]), strict=True))
    assert near["xylazyne"][0].substance == "xylazine"
    assert near["zzzzzz"] == ()


def test_what_is_left_over_and_how_it_was_reached_is_told() -> None:
    assert answer("fentanyl").how == "exact"
    assert answer("FENTANYL").how == "normalised"
    read = answer("Acute intoxication due to fentanyl and foobarine", CT)
    assert (read.ids, read.how, read.unknown) == (("fentanyl",), "grammar", ("foobarine",))
    assert "foobarine" in read.left_over
    assert resolve("fentanyl; foobarine", CT) == ("fentanyl", "unknown:foobarine")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Fentanyl positive cocaine negative", ("fentanyl",)),
        ("THC POS PCP NEG", ("delta-9-thc",)),
        ("cocaine detected fentanyl not detected", ("cocaine",)),
        ("POS fentanyl NEG cocaine", ("fentanyl",)),
        ("Heroin? No. Fentanyl? Yes.", ("fentanyl",)),
        ("not only fentanyl but heroin", ("fentanyl", "heroin")),
        ("including but not limited to fentanyl", ("fentanyl",)),
        ("No rx, heroin or fentanyl", ("heroin", "fentanyl")),
        ("No injuries, fentanyl or heroin toxicity", ("fentanyl", "heroin")),
        ("higher than expected fentanyl", ("fentanyl",)),
        ("Lack of oxygen due to fentanyl toxicity", ("fentanyl",)),
        ("Synthetic opioids, excl. methadone", ("any-opioid",)),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_further(text: str, ids: tuple[str, ...]) -> None:
    assert answer(text, CT).ids == ids


@pytest.mark.parametrize(
    "text",
    [
        "No fentanyl, heroin, or cocaine detected",
        "Negative for fentanyl, heroin and cocaine",
        "cocaine, heroin and fentanyl not detected",
        "sin heroína, cocaína ni fentanilo",
        "NEG: PCP",
        "Negative: fentanyl, cocaine",
        "screen negative: amphetamines, opiates, cocaine",
        "None (fentanyl)",
        "Fentanyl, not detected",
        "fentanyl / neg",
        "xylazine. Negative",
        "ruled out fentanyl",
        "fentanyl (ND)",
        "Fentanyl (-)",
        "fentanyl < LOD",
    ],
)
def test_a_list_that_is_denied_is_denied_whole(text: str) -> None:
    assert (answer(text, CT).ids, answer(text, CT).kind) == ((), "not_a_substance")


@pytest.mark.parametrize(
    "text",
    [
        "Found not breathing due to fentanyl toxicity",
        "No trauma acute fentanyl intoxication",
        "Cannot exclude fentanyl toxicity",
        "xylazine pending",
        "xylazine not confirmed",
        "opioids other than fentanyl",
        "fentanyl or precursors of it",
        "novel fentanyl-like compound",
        "Xanax (fake)",
        "MDMA (like)",
        "cannabis, synthetic",
        "5-bromo-MDMA",
        "bromo cocaine",
        "pseudo-heroin",
        "MDMA-A",
        "des-alprazolam",
        "fumaryl fentanyl",
        "psilocin butyrate",
        "2-, 3- or 4-foobarylcathinone",
        "o- or p-fluorofentanyl",
        "insulin overdose",
        "(-)-methamphetamine of unknown make",
    ],
)
def test_what_is_in_doubt_is_unknown_and_neither_there_nor_denied(text: str) -> None:
    read = answer(text, UNC)
    assert (read.ids, read.kind) == ((), "unknown")
    assert read.unknown


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("fentanyl, acetyl", ("acetyl-fentanyl",)),
        ("fentanyl (furanyl)", ("furanyl-fentanyl",)),
        ("clonazepam, 7-amino", ("7-aminoclonazepam",)),
        ("THC, delta-8", ("delta-8-thc",)),
        ("acetyl fentanyl/fentanyl", ("acetyl-fentanyl", "fentanyl")),
        ("5-MeO-DMT/DMT", ("5-meo-dmt", "dmt")),
        ("ortho/para-fluorofentanyl", ("fluorofentanyl-isomer-not-given",)),
        ("2-MMC or 3-MMC or 4-MMC", ("methylmethcathinone-isomer-not-given",)),
        ("Methadone, Dextro/Levo Methorphan", ("methadone", "dextromethorphan-or-levomethorphan")),
        ("N,N-Dimethylamphetamine (DMA)", ("n-n-dimethylamphetamine",)),
        ("tianeptine (gas station heroin)", ("tianeptine",)),
        ("COCAINE-HCL", ("cocaine",)),
        ("fentanyl 12 ng/mL", ("fentanyl",)),
        ("Submersion in water, fentanyl", ("fentanyl",)),
        ("THC-O", ("thc-o-acetate",)),
    ],
)
def test_names_turned_round_shared_or_beside_figures_are_read(text: str, ids: tuple[str, ...]) -> None:
    assert answer(text, UNC).ids == ids


@pytest.mark.parametrize(
    "text",
    [
        "serotonin syndrome",
        "PCP pneumonia",
        "opioid use disorder",
        "Insulin dependent diabetes",
        "neuroleptic malignant syndrome",
    ],
)
def test_an_illness_named_after_a_substance_is_none(text: str) -> None:
    assert (answer(text, CT).ids, answer(text, CT).kind) == ((), "not_a_substance")


def test_a_long_cell_is_read_in_time_that_grows_with_its_length() -> None:
    """A report pasted into a cell: a hundred times the text has no more than its names."""
    assert answer("fentanyl, " * 2_000).ids == ("fentanyl",)
    assert answer("qqz of " * 2_000).kind == "unknown"
