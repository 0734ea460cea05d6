"""Write the US and Canadian rows of the vocabulary's table of schedules, and keep all other rows as they are.

Run it as `python scripts/vocabulary/make_schedules.py --shared FOLDER [--check]`. A row says that a substance is named in a list;
`since` and `until` stay empty where the list does not tell. Nothing is guessed: an entry counts only where what stands
before its first bracket, its bracket, or else its other names lead to one substance. All that does not is printed.

- United States: the DEA's alphabetical list of about 2020. Rows of preparations (so much of a substance with another)
  are no rows of the substance. Later acts are rows of another source, written by hand.
- Canada: the items of the Controlled Drugs and Substances Act as of 2026-07-23. What follows "but not including" is
  left out, and so is what is repealed. An item of a family is a row of the vocabulary's class where there is one.
  `since` is given only where one item came into force by itself: a date that a whole schedule shares is that of its
  last consolidation, not of the substance.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from one_table import write

from tocsin.vocabulary.reading import answer

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = REPOSITORY / "src/tocsin/vocabulary/data/schedules.csv"
COLUMNS = ("substance", "jurisdiction", "schedule", "since", "until", "source")
US, CA = "US DEA list of controlled substances (about 2020)", "Canada, CDSA (2026-07-23)"
ORDER = ("I", "II", "III", "IV", "V")
Row = dict[str, str]

# Rows of the DEA list that are read by hand: the list itself says which substances these are.
DEA_READ = {
    "Tetrahydrocannabinols": ("any-tetrahydrocannabinol", "delta-9-thc", "delta-8-thc"),
    "Dextropropoxyphene, bulk (non-dosage forms)": ("propoxyphene",),
}
PREPARATION = re.compile(
    r"combination|preparation|dosage|/du\b|drug product|capsule|noncontrolled|previously|AtSO4|mg/", re.IGNORECASE
)
ENDED = {("fenfluramine", "IV"): "2022-12-23"}  # removed from control, 87 FR 78857
CDSA_CLASSES = {
    "Fentanyls": "any-fentanyl",
    "Benzimidazoles": "any-nitazene",
    "Barbiturates": "any-barbiturate",
    "Benzodiazepines": "any-benzodiazepine",
    "Anabolic steroids and their derivatives": "any-steroid",
    "Synthetic cannabinoid receptor type 1 agonists": "any-synthetic-cannabinoid",
}
SHARED_DATE = 20  # items that came into force on one day are a consolidation
TAIL = re.compile(r"(,? (?:and|or)? ?(?:its|their|any) |, ?namely |\bexcept\b|, but ).*$", re.IGNORECASE)


def names_of(text: str) -> list[str]:
    """What an entry of a list may be called: before its first bracket, in a bracket, and the whole of it."""
    bare = TAIL.sub("", " ".join(text.replace("\u00ad", "").split()).replace("- amph", "-amph")).strip(" ,:")
    head = re.split(r" ?[(\[](?![^)\]]*[)\]][\w-])", bare, maxsplit=1)[0] if " (" not in bare else bare.split(" (")[0]
    brackets = re.findall(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*(?=$|\()", bare)
    return [name.strip(" ,") for name in (head, head.split(" [")[0], bare, *brackets) if len(name.strip(" ,")) > 2]


def sure(name: str) -> str | None:
    """The one substance that a name leads to with nothing left over, or None."""
    read = answer(name)
    if len(read.ids) != 1 or read.left_over or read.unknown or read.terms or read.kind == "not_a_substance":
        return None
    return read.ids[0]


def one_of(names: Iterable[str]) -> str | None:
    """The one substance that all the names lead to which lead anywhere; None where they disagree or lead nowhere."""
    found = {one for name in names if (one := sure(name))}
    return found.pop() if len(found) == 1 else None


def united_states(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Substance, schedule and no date for each entry of the DEA list; preparations and what is not sure are told."""
    other: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader((shared / "data/dea-lists/dea_controlled.csv").open(encoding="utf-8", newline="")):
        other.setdefault((row["substance"].strip(), row["schedule"]), []).append(row["synonym"])
    for (text, schedule), synonyms in other.items():
        found = DEA_READ.get(text)
        if not found and PREPARATION.search(text):
            print(f"US, a preparation: {text} ({schedule})")
            continue
        one = None if found else one_of(names_of(text)) or one_of(synonyms)
        if not found and not one:
            print(f"US, not sure: {text} ({schedule})")
        yield from ((substance, schedule, "") for substance in found or ((one,) if one else ()))


def canada(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Substance, schedule and date for each item of the act that names one; what is not sure is told."""
    items = list(csv.DictReader((shared / "data/canada-cdsa/cdsa_items.csv").open(encoding="utf-8", newline="")))
    dates = Counter(item["in_force"] for item in items)
    outside = False
    for item in items:
        text, number = item["text_en"], item["item"]
        outside = (outside and "/" in number) or text.lower().startswith("but not including")
        schedule = item["schedule"].removeprefix("SCHEDULE ")
        if outside or schedule == "IX" or "[Repealed" in text or number.endswith("/"):
            continue
        family = next((one for head, one in CDSA_CLASSES.items() if text.startswith(head)), None)
        one = family or one_of(names_of(text))
        if not one:
            print(f"CA, not sure: {schedule} {number} {text[:90]}")
            continue
        yield one, f"Schedule {schedule}", item["in_force"] if dates[item["in_force"]] < SHARED_DATE else ""


def made(shared: Path, kept: Iterable[Row]) -> list[Row]:
    """The rows of both lists, once each, by jurisdiction, schedule and substance; none that a kept row dates."""
    dated = {(row["jurisdiction"], row["schedule"], row["substance"]) for row in kept}
    found: dict[tuple[str, str, str], Row] = {}
    for place, source, entries in (("CA", CA, canada(shared)), ("US", US, united_states(shared))):
        for substance, schedule, since in entries:
            cells = (substance, place, schedule, since, ENDED.get((substance, schedule), ""), source)
            if (place, schedule, substance) in dated:
                continue
            found.setdefault((place, schedule, substance), dict(zip(COLUMNS, cells, strict=True)))
    _tell_doubles(found)
    return [
        found[key]
        for key in sorted(found, key=lambda key: (key[0], ORDER.index(key[1].removeprefix("Schedule ")), key[2]))
    ]


def _tell_doubles(found: Iterable[tuple[str, str, str]]) -> None:
    lists: dict[tuple[str, str], list[str]] = {}
    for place, schedule, substance in found:
        lists.setdefault((place, substance), []).append(schedule)
    for (place, substance), schedules in lists.items():
        print(*([f"{place}, in {' and '.join(schedules)}: {substance}\n"] if len(schedules) > 1 else []), end="")


def whole(shared: Path, kept: list[Row]) -> list[Row]:
    """The rows of the two lists, then those that are kept; told in numbers."""
    rows = [*made(shared, kept), *kept]
    print(Counter((row["jurisdiction"], row["schedule"]) for row in rows))
    return rows


def main() -> int:
    """Write the table, or with --check say whether it is what this script would write."""
    return write(
        "Write the US and Canadian schedules of the vocabulary.",
        TABLE,
        COLUMNS,
        lambda row: row["source"] not in (US, CA),
        whole,
    )


if __name__ == "__main__":
    sys.exit(main())
