"""Turn the publishers' files into the compact tables that Tocsin brings along.

    python scripts/make_samples.py [../shared/data]

Reads through the adapters, so a sample is exactly what an ingest of the original gives. Writes one table for each
release to src/tocsin/sources/samples, with `manifest.json` (what each table is) and `README.md` (whose it is).
Figures only: no table holds anything about a person.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

import pyarrow.parquet as pq

from tocsin.clock import now
from tocsin.records.release import Release
from tocsin.records.source import Source
from tocsin.sources.adapters.tocsin_table import write_table
from tocsin.sources.catalogue import SOURCES, source
from tocsin.sources.reading import read
from tocsin.wording import say

SAMPLES = REPOSITORY / "src" / "tocsin" / "sources" / "samples"


@dataclass(frozen=True, slots=True)
class Original:
    """One publisher's file among the shared data, and the copy it was taken from."""

    source: str
    path: str


# The 2026 register of SESNSP stays out: the year between is missing, and its split cannot be compared (see its note).
ORIGINALS = (
    Original("cbp-drug-seizures", "cbp-nationwide-drugs/nationwide-drugs-fy19-fy22.csv"),
    Original("cbp-drug-seizures", "cbp-nationwide-drugs/nationwide-drugs-fy20-fy23.csv"),
    Original("cbp-drug-seizures", "cbp-nationwide-drugs/nationwide-drugs-fy23-fy26-dec.csv"),
    Original("cbp-drug-seizures", "cbp-nationwide-drugs/nationwide-drugs-fy23-fy26-apr.csv"),
    Original("nflis-dqs", "nflis-dqs/NFLIS_Drug_DQS_2023_06_06_13_44_32.csv"),
    Original("nflis-dqs", "nflis-dqs/NFLIS_Drug_DQS_2026_03_03_13_26_55.csv"),
    Original("nyc-drugchecking", "nyc-drugchecking-opioid-panel/bc67139c_window_2025-01_2026-01.csv"),
    Original("nyc-drugchecking", "nyc-drugchecking-opioid-panel/0019fa29_window_2025-05_2026-04.csv"),
    Original("nyc-drugchecking", "nyc-drugchecking-opioid-panel/e4aad430_window_2025-05_2026-05.csv"),
    Original("nyc-drugchecking", "nyc-drugchecking-opioid-panel/data_counts_per_month_1031f58e.csv"),
    Original("unc-drugchecking", "unc-drugchecking-aggregates/TRANSCRIBED_monthly_counts.csv"),
    Original("euda-score", "euda-score-ww/ww2025-all-data.csv"),
    Original("mx-sesnsp", "mx-sesnsp-narcomenudeo/narcomenudeo_all_vintages.csv.gz"),
    Original("mx-sesnsp", "mx-sesnsp-narcomenudeo/firearm_crimes_state_month_2015-01_2024-11.csv.gz"),
    Original("mx-fgr", "mx-fgr-federal-crimes/IDEFF_jul25.csv.gz"),
    Original("cdc-vsrr", "cdc-vsrr-vintages/vsrr_thru2024-07_downloaded2025-01-08.csv.gz"),
    Original("cdc-vsrr", "cdc-vsrr-vintages/vsrr_thru2025-02_committed2025-07-17.parquet"),
    Original("cdc-vsrr", "cdc-vsrr-vintages/vsrr_T404only_thru2026-01_committed2026-06-27.csv.gz"),
    Original("ca-infobase", "canada-infobase-vintages/SubstanceHarmsData_2026-04-20.csv.gz"),
)


def main() -> int:
    """Zero when every sample was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "data",
        type=Path,
        nargs="?",
        default=REPOSITORY.parent / "shared" / "data",
        help="the folder of published files",
    )
    data = parser.parse_args().data
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for old in SAMPLES.glob("*.parquet"):
        old.unlink()
    started = now()
    entries = [entry for original in ORIGINALS for entry in written(original, data, started)]
    entries.sort(key=lambda entry: (entry["known_at"], entry["file"]))
    (SAMPLES / "manifest.json").write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (SAMPLES / "README.md").write_text(readme(entries), encoding="utf-8")
    print(
        f"{len(entries)} tables, {sum(entry['bytes'] for entry in entries) / 1e6:.2f} MB in {SAMPLES.relative_to(REPOSITORY)}"
    )
    return 0


def written(original: Original, data: Path, started: datetime) -> list[dict[str, Any]]:
    """Write every release of one original; its entries for the manifest."""
    origin = source(original.source)
    entries = []
    for arrival in read(data / original.path, origin, known_at=None, now=started):
        if arrival.quarantine.num_rows:
            raise SystemExit(f"{original.path}: {arrival.quarantine.num_rows} rows are set aside; mend that first")
        path = SAMPLES / table_name(arrival.release)
        if path.exists():
            raise SystemExit(f"two releases want the name {path.name}")
        write_table(path, arrival.observations.read_all(), arrival.release, credit(origin))
        entries.append(entry(path, arrival.release))
    return entries


def table_name(release: Release) -> str:
    """Source, the day it became known, and the first eight letters of the original's hash."""
    return f"{release.source}_{release.known_at:%Y-%m-%d}_{release.file_sha256[:8]}.parquet"


def credit(origin: Source) -> dict[str, str]:
    """Whose figures these are, and what they may be used for."""
    use = say(origin.use_statement, "en") if origin.use_statement else ""
    return {
        "publisher": origin.publisher,
        "licence": origin.licence,
        "attribution": origin.attribution,
        "purpose": origin.purpose.value,
        "use_statement": use,
    }


def entry(path: Path, release: Release) -> dict[str, Any]:
    """One line of the manifest."""
    return {
        "file": path.name,
        "source": release.source,
        "kind": release.kind.value,
        "known_at": release.known_at.date().isoformat(),
        "known_basis": release.known_basis,
        "first": release.covers.first.isoformat(),
        "last": release.covers.last.isoformat(),
        "observations": pq.read_metadata(path).num_rows,
        "bytes": path.stat().st_size,
        "original": release.file_name,
        "original_sha256": release.file_sha256,
        "original_rows": release.rows_in,
    }


def readme(entries: list[dict[str, Any]]) -> str:
    """Whose figures are bundled, release by release."""
    parts = [README_HEAD]
    for origin in SOURCES:
        mine = [e for e in entries if e["source"] == origin.name]
        if not mine:
            continue
        told = [
            f"## {origin.name}: {origin.title}",
            "",
            f"- Publisher: {origin.publisher}",
            f"- Licence: {origin.licence}",
            f"- Attribution: {origin.attribution}",
            f"- Purpose: `{origin.purpose.value}`",
        ]
        told += [f"- Use: {say(origin.use_statement, 'en')}"] if origin.use_statement else []
        told += [
            "",
            "| known from | date is | kind | periods | rows of the original | observations | table |",
            "|---|---|---|---|--:|--:|---|",
        ]
        told += [
            f"| {e['known_at']} | {e['known_basis']} | {e['kind']} | {e['first']} to {e['last']} | {e['original_rows']:,} | {e['observations']:,} | "
            f"`{e['file']}` |"
            for e in mine
        ]
        parts.append("\n".join(told))
    return "\n\n".join(parts) + "\n"


README_HEAD = """\
# Bundled figures

Compact tables in Tocsin's own format (`tocsin-table`: Parquet, one file for each release), made by `scripts/make_samples.py` from the
publishers' files through the same adapters that read your own. They hold published figures only: counts and loads for places and periods,
nothing about a person. Each table's metadata says which file it was made from, its hash, and how many rows that file had. A table's rows
are its own: one observation each.

*The date is* tells how we know since when a figure was known: `reported` by the file itself, `release` = the date of the dated copy,
`assumed` from the publisher's usual rhythm. These are dated snapshots, kept for demonstration; for work, fetch the publisher's newest file."""


if __name__ == "__main__":
    sys.exit(main())
