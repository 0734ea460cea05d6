"""What is new, and what only seems so: firsts, returns, new names and new tests."""

from __future__ import annotations

SENTENCES = {
    "line.kind.re_emerged": "Back after a silence",
    "headline.re_emerged": "{subject} is back",
    "why.re_emerged.share": "Found again in {period}: {count} of {tested}. Found there earlier, then looked for in {looked_for} periods in a row and not found.",
    "why.re_emerged.count": "Found again in {period}: {count}. Found there earlier, then looked for in {looked_for} periods in a row and not found.",
    "reason.newly_named": "The name may be new, not the substance: a broader name, or one that nobody knew, stood for it here before.",
    "reason.re_emergence": "It had been found here, was then looked for and not found for long, and is back.",
    "reason.scope_unknown": "Nobody says whether it was looked for here before.",
    "remark.newly_named.title": "{subject}: first found, {place}",
    "remark.newly_named.why": "Newly named: a broader name, or one that nobody knew, may have stood for it there before, so the name is new rather than the substance.",
}
