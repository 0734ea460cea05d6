"""How fast names are read: a column of names, and the free text of causes of death.

One million strings of 5,000 distinct names, and 100,000 distinct causes of death put together from the words and names
of the vocabulary, on one core. The peer, in the same run, is what one would write in an afternoon: each distinct text
folded to small letters and looked up among the labels. It finds what is spelled so, and nothing in free text.
Gives 1 when a promise is not kept.

    python bench/vocabulary.py [--small]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable

import pyarrow as pa

from tocsin.vocabulary.reading import answer, answers
from tocsin.vocabulary.reading.lexicon import TABLES_OF_NAMES
from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.substances import all_substances

NAMES_SECONDS, CAUSES_SECONDS = 2.0, 10.0
DISTINCT = 5_000
BEGINNINGS = (
    "Acute intoxication due to the combined effects of ",
    "Acute Intoxication from the Combined Effects of ",
    "COMPLICATIONS OF ACUTE ",
    "Hypoxic-ischemic encephalopathy following acute intoxication by ",
    "Multidrug toxicity including ",
    "Hypertensive cardiovascular disease; ",
)
ENDS = (
    "",
    " toxicity",
    " (prescription)",
    " in a person with chronic alcoholism",
    ", drowning",
    " intoxication while using ",
)


def written() -> list[str]:
    """Names as they are written: labels, other names, and both in other spellings."""
    names = [one.label_en for one in all_substances()]
    names += [row["name"] for table in TABLES_OF_NAMES for row in rows(table) if len(row["name"]) < 40]
    spelled = [way(name) for name in names for way in (str, str.upper, str.title)]
    return list(dict.fromkeys(spelled))


def causes(seed: random.Random, count: int) -> list[str]:
    """Distinct causes of death: one to six of the substances that certificates name, between their words."""
    met = {row["substance"] for row in rows("names") if row["scope"] == "ct-deaths"}
    labels = [one.label_en for one in all_substances() if one.kind == "substance" and one.id in met]
    found: dict[str, None] = {}
    while len(found) < count:
        named = seed.sample(labels, seed.randint(1, 6))
        joined = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1]
        found[seed.choice(BEGINNINGS) + joined + seed.choice(ENDS)] = None
    return list(found)


def timed(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def peer(column: pa.Array) -> pa.Array:
    """The afternoon's work: distinct texts in small letters, looked up among the labels."""
    labels = {one.label_en.casefold(): one.id for one in all_substances()}
    coded = column.dictionary_encode()
    return pa.array([labels.get(text.casefold()) for text in coded.dictionary.to_pylist()]).take(coded.indices)


def told(name: str, ours: float, theirs: float, promised: float) -> bool:
    kept = ours <= promised
    print(
        f"{name:<44} {ours:6.2f} s  peer {theirs:6.2f} s  ratio {ours / theirs:6.1f}  promised {promised:.0f} s  {'kept' if kept else 'BROKEN'}"
    )
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a tenth of everything")
    scale = 10 if parser.parse_args().small else 1
    seed = random.Random(4)
    answer("fentanyl", "ct-deaths")  # the tables are read once in a process, not once in a column
    names = pa.array(seed.choices(seed.sample(written(), DISTINCT), k=1_000_000 // scale))
    texts = pa.array(causes(seed, 100_000 // scale))
    kept = told(
        f"{len(names):,} names, {DISTINCT:,} distinct",
        timed(lambda: answers(names, "nflis-dqs")),
        timed(lambda: peer(names)),
        NAMES_SECONDS,
    )
    kept &= told(
        f"{len(texts):,} distinct causes of death",
        timed(lambda: answers(texts, "ct-deaths")),
        timed(lambda: peer(texts)),
        CAUSES_SECONDS,
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
