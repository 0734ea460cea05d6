"""Writing SVG by hand: escaped attributes, short numbers, no inline style (the pages' policy forbids it)."""

from __future__ import annotations

from html import escape


def element(name: str, content: str = "", **attributes: object) -> str:
    """One element. `class_` and `text_anchor` become class and text-anchor; None is left out; content is markup."""
    written = "".join(
        f' {_name(key)}="{escape(_text(value), quote=True)}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(value: str) -> str:
    """Plain text as markup."""
    return escape(value, quote=False)


def short(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def _name(key: str) -> str:
    return (
        key.rstrip("_").replace("__", ":").replace("_", "-")
        if key not in ("viewBox", "patternUnits", "patternTransform")
        else key
    )


def _text(value: object) -> str:
    return short(value) if isinstance(value, float) else str(value)
