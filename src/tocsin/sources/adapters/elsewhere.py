"""Files near the ones we read that hold no observations of ours: what they are, and what to give instead."""

from __future__ import annotations

ELSEWHERE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("substance", "first_date_complete", "total_samples_in_export"),
        "this is UNC's list of first detections; these are worked out here from the monthly counts: "
        "give the file with month, substance, n",
    ),
    (
        ("cve_ent", "vintage_from", "vintage_to", "delta"),
        "this is a list of revisions; Tocsin finds them itself: give the file with all dated copies",
    ),
    (
        ("cve_ent", "law", "concept", "type", "n"),
        "these are federal crimes with months as rows: give the publisher's own file, with a column for each month",
    ),
    (
        ("State", "Time", "Drug.sample", "Count_fent"),
        "these are samples with fentanyl beside another drug, counted from the same records as the yearly table: "
        "give the table with YYYY, SubstanceDetected, Freq",
    ),
    (
        ("SiteID", "Latitude", "Longitude", "Population"),
        "this is the table of sites, which are in the vocabulary already: give the file with the daily loads",
    ),
    (
        ("month", "city", "expected_class", "fts_tested", "bzs_tested"),
        "these cells were counted from British Columbia's results: give the file with one row for each sample",
    ),
)


def told_of(header: tuple[str, ...]) -> str:
    """What to do with a file of these columns, when no adapter fits."""
    known = next((advice for columns, advice in ELSEWHERE if set(columns) <= set(header)), None)
    return known or "compare it with the publisher's own file; `tocsin sources` lists what can be read"
