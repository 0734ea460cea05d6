"""The node home this site serves."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from tocsin.flow.home import Node


@cache
def node() -> Node:
    """Opened once for each process."""
    from tocsin.flow.home import open_home

    return open_home(settings.TOCSIN_HOME)
