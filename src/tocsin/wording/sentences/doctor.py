"""What to do when `tocsin doctor` finds something."""

from __future__ import annotations

DOCTOR = {
    "doctor.home.mend": "Run `tocsin init` on this folder again: it makes what is missing and overwrites nothing.",
    "doctor.lake.empty": "Nothing is in the lake yet: run `tocsin ingest FILE --source NAME`.",
    "doctor.lake.mend": "The lake cannot be read: restore it from a backup, or take in the raw files again.",
    "doctor.raw.mend": "Raw files are missing: take the published files in again; what is known stays as it is.",
    "doctor.quarantine.look": "Look at them with `tocsin quarantine`, mend the file at its source and take it in again.",
    "doctor.quarantine.mend": "The quarantine cannot be read: restore it from a backup.",
    "doctor.runs.mend": "Figures came in since the last run: run `tocsin nightly`.",
    "doctor.vocabulary.mend": "These rows in `vocabulary/` of the home are not read: mend or delete the lines, then run this again.",
    "doctor.feed.overdue": "Look for a newer release at the publisher; until then its lines are history.",
    "doctor.ledger.mend": "Check DATABASE_URL and the rights on ledger.sqlite, then run this again.",
}
