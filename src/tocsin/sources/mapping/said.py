"""Said: the parts that a person gave to columns, which go before whatever their cells look like."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.sources.mapping.sniffing.columns import Column


@dataclass(frozen=True, slots=True)
class Said:
    """The answers `column.N=ROLE`, N counted from 0."""

    columns: Sequence[Column]
    answers: Pairs[str, str]

    def role(self, one: Column) -> str:
        """The part that a column was given; empty where nobody said."""
        return self.answers.get(f"column.{one.number}", "")

    def kept(self) -> list[Column]:
        """All but the columns put aside."""
        return [one for one in self.columns if self.role(one) != "ignored"]

    def candidates(self, left: Sequence[Column], role: str) -> list[Column]:
        """Those given the role, else those of which nothing was said."""
        named = [one for one in left if self.role(one) == role]
        return named or [one for one in left if not self.role(one)]

    def figures(self, left: Sequence[Column]) -> list[Column]:
        """The columns that may hold figures: those called so (with what stands beside them), else the unnamed."""
        named = [one for one in left if self.role(one) in ("value", "tested", "limit")]
        others = [one for one in left if not self.role(one)]
        return named if any(self.role(one) == "value" for one in named) else [*others, *named]
