"""Files near the ones we read that hold no observations of ours: what they are, and what to give instead."""

from __future__ import annotations

ELSEWHERE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("substance", "first_date_complete", "total_samples_in_export"),
        "this is UNC's list of first detections; these are worked out here from the monthly counts: "
        "give the file with month, substance, n",
    ),
    (
        ("FY", "Month (abbv)", "Branch", "Drug Type", "Count of Event"),
        "these are seizures of Air and Marine Operations, partly the same events as the nationwide file: "
        "give the nationwide file, they are never added",
    ),
    (
        ("cve_ent", "vintage_from", "vintage_to", "delta"),
        "this is a list of revisions; Tocsin finds them itself: give the file with all dated copies",
    ),
    (
        ("cve_ent", "year", "month", "crime", "n"),
        "these are other crimes of the Mexican register, and carry no date of the copy: "
        "give the dealing files with the column vintage",
    ),
    (
        ("SiteID", "Latitude", "Longitude", "Population"),
        "this is the table of sites, which are in the vocabulary already: give the file with the daily loads",
    ),
)


def told_of(header: tuple[str, ...]) -> str:
    """What to do with a file of these columns, when no adapter fits."""
    known = next((advice for columns, advice in ELSEWHERE if set(columns) <= set(header)), None)
    return known or "compare it with the publisher's own file; `tocsin sources` lists what can be read"
