"""Identifiers of substances keep their form, and no two substances share one."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.substances import all_substances

IDENTIFIERS = rows("identifiers")


def _valid_cas(number: str) -> bool:
    """The last digit is the sum of the others, each times its place from the right, modulo ten."""
    written = re.fullmatch(r"(\d{2,7})-(\d{2})-(\d)", number)
    if not written:
        return False
    digits = reversed(written[1] + written[2])
    return sum(place * int(digit) for place, digit in enumerate(digits, start=1)) % 10 == int(written[3])


def test_the_check_digit_of_every_cas_number_holds() -> None:
    assert [row for row in IDENTIFIERS if row["cas"] and not _valid_cas(row["cas"])] == []


@pytest.mark.parametrize(("number", "holds"), [("437-38-7", True), ("437-38-8", False), ("437-3-8", False)])
def test_a_wrong_check_digit_is_seen(number: str, holds: bool) -> None:
    assert _valid_cas(number) is holds


def test_the_connectivity_is_the_first_block_of_the_inchikey() -> None:
    keyed = [row for row in IDENTIFIERS if row["inchikey"]]
    assert [row for row in keyed if not re.fullmatch(r"[A-Z]{14}-[A-Z]{10}-[A-Z]", row["inchikey"])] == []
    assert [row for row in keyed if row["connectivity"] != row["inchikey"].split("-")[0]] == []


def test_a_unii_has_ten_signs() -> None:
    assert [row for row in IDENTIFIERS if row["unii"] and not re.fullmatch(r"[0-9A-Z]{10}", row["unii"])] == []


def test_a_structure_comes_with_all_that_follows_from_it() -> None:
    derived = ("inchikey", "connectivity", "formula", "mass", "smiles")
    assert [row for row in IDENTIFIERS if len({bool(row[column]) for column in derived}) > 1] == []


@pytest.mark.parametrize("column", ["substance", "unii", "inchikey", "cas", "pubchem"])
def test_no_two_substances_share_an_identifier(column: str) -> None:
    times = Counter(row[column] for row in IDENTIFIERS if row[column])
    assert [value for value, n in times.items() if n > 1] == []


def test_only_substances_have_identifiers_and_at_least_fifteen_hundred_of_them() -> None:
    kinds = {one.id: one.kind for one in all_substances()}
    assert {kinds.get(row["substance"]) for row in IDENTIFIERS} == {"substance"}
    assert len([row for row in IDENTIFIERS if row["smiles"]]) >= 1500


def test_an_isomer_that_nobody_named_has_no_structure() -> None:
    open_ones = {one.id for one in all_substances() if one.id.endswith("-isomer-not-given")}
    assert [row for row in IDENTIFIERS if row["substance"] in open_ones and row["smiles"]] == []


@pytest.mark.parametrize(
    ("substance", "unii", "cas", "formula"),
    [
        ("fentanyl", "UF599785JZ", "437-38-7", "C22H28N2O"),
        ("cocaine", "I5Y540LHVR", "50-36-2", "C17H21NO4"),
        ("xylazine", "2KFG9TP5V8", "7361-61-7", "C12H16N2S"),
        ("ketamine", "690G0D6V8H", "6740-88-1", "C13H16ClNO"),
        ("caffeine", "3G6A5W338E", "58-08-2", "C8H10N4O2"),
    ],
)
def test_well_known_substances_have_the_numbers_everyone_knows(
    substance: str, unii: str, cas: str, formula: str
) -> None:
    (found,) = (row for row in IDENTIFIERS if row["substance"] == substance)
    assert (found["unii"], found["cas"], found["formula"]) == (unii, cas, formula)


def test_members_of_groups_are_known_and_an_either_or_offers_a_choice() -> None:
    known = {one.id for one in all_substances()}
    groups = rows("groups")
    assert [row for row in groups if row["group"] not in known or row["member"] not in known] == []
    assert {row["relation"] for row in groups} <= {"isomers", "either_or", "analogues"}
    assert [row for row in groups if row["group"] == row["member"]] == []
    assert [group for group, n in Counter(row["group"] for row in groups).items() if n < 2] == []


def test_names_from_the_unii_list_are_new_and_have_one_owner() -> None:
    taken = {normalised(row["name"]) for row in rows("names")}
    names = rows("unii_names")
    assert [row for row in names if normalised(row["name"]) in taken] == []
    assert [n for n, times in Counter(normalised(row["name"]) for row in names).items() if times > 1] == []
    assert [row for row in names if len(re.sub(r"\W", "", row["name"])) < 5] == []


@pytest.mark.parametrize("name", ["NPP", "BE", "KET", "COD", "APB", "NOS", "PEA", "MP", "sage", "pineapple"])
def test_names_of_the_list_with_another_sense_in_the_field_are_left_out(name: str) -> None:
    assert [row for row in rows("unii_names") if normalised(row["name"]) == normalised(name)] == []


def test_every_class_lies_within_a_known_class_and_no_class_within_itself() -> None:
    within = {row["id"]: row["within"] for row in rows("classes")}
    for one, upper in within.items():
        seen, at = {one}, upper
        while at:
            assert at in within and at not in seen, one
            seen.add(at)
            at = within[at]


def test_every_class_has_its_singular_in_three_languages() -> None:
    assert [row["id"] for row in rows("classes") if not (row["one_en"] and row["one_fr"] and row["one_es"])] == []
