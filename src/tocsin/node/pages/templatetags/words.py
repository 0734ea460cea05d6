"""Words in templates: `{% say "home.title" count=3 %}` in the language of the page."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from tocsin.node.pages.asking import language_of_page
from tocsin.wording import say as spoken

register = template.Library()


@register.simple_tag
def say(code: str, **figures: object) -> str:
    """The sentence of a code; escaped like any other text."""
    return spoken(code, language_of_page(), **figures)


@register.simple_tag
@cache
def sheet(name: str) -> str:
    """The address of a static file, with a mark of its content: a new version is a new address."""
    found = finders.find(name)
    assert isinstance(found, str), f"no static file {name}"
    with Path(found).open("rb") as file:
        return f"{static(name)}?v={sha256(file.read()).hexdigest()[:10]}"
