"""Tables of the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AppliedRun(models.Model):
    """A run of the lake that this ledger has taken over. Never changed, never deleted."""

    run = models.CharField(max_length=64, unique=True)
    as_of = models.DateTimeField()
    recorded_at = models.DateTimeField()
    applied_at = models.DateTimeField()
    objects = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["recorded_at"]

    def __str__(self) -> str:
        return f"run {self.run} as of {self.as_of:%Y-%m-%d}"
