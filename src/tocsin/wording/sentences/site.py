"""What stands around every page."""

from __future__ import annotations

SENTENCES = {
    "site.name": "Tocsin",
    "site.what": "Early warning for drugs, from published figures",
    "site.skip": "Skip to the content",
    "site.skip_map": "Skip the map",
    "site.sections": "Sections",
    "site.languages": "Languages",
    "nav.home": "This week",
    "nav.substances": "Substances",
    "nav.places": "Places",
    "nav.sources": "Sources",
    "nav.methods": "Methods",
    "site.footer": "Every number opens its series, its file and its method. Arrows come from a tested trend class.",
    "site.as_of": "As known on {day}",
    "site.snapshot": "dated snapshot of public figures",
    "site.looking_back": "You are looking at what was known on {day}. The newest figures are of {newest}.",
    "site.to_newest": "Back to the newest",
    "site.mark": "Sharing mark: may be shared without limit",
    "fault.404.what": "There is nothing at this address.",
    "fault.404.next": "The series, source or date may be misspelt, or may not be open to you.",
    "fault.500.what": "The site could not answer.",
    "fault.500.next": "The fault is ours. The node’s keeper finds the cause with “tocsin doctor”.",
    "fault.home": "To the first page",
}
