"""What a reader may see of a series or finding: by mark, by purpose, and by the size of its catchment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.records.mark import Mark, Purpose, Reader
from tocsin.vocabulary import places

PUBLIC_CATCHMENT = 10_000
ANY_CATCHMENT = 3_000


def may_see(row: Mapping[str, Any], reader: Reader) -> bool:
    """Whether this reader may see a row (a series' key, an observation, a finding): mark, purpose and catchment."""
    place = row["places"][0] if "places" in row else row["place"]
    return reader.may_see(Mark(row["mark"]), Purpose(row["purpose"])) and may_show(place, row["stream"], reader)


def may_show(place: str, stream: str, reader: Reader) -> bool:
    """Whether a series of this place may be shown at all.

    Wastewater: nothing public from a catchment under 10,000 people, nothing to anyone under 3,000; a catchment
    whose population nobody published counts as large enough only above the level of a site.
    """
    if stream != "wastewater" or not places.known(place) or places.place(place).level != "site":
        return True
    people = places.place(place).population
    if people is None:
        return False
    return people >= (PUBLIC_CATCHMENT if reader.clearance.value == "TLP:CLEAR" else ANY_CATCHMENT)
