"""Forecasts and nowcasts as a hub keeps them: rows of a task, a kind of output and a value; and what came true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

MODEL = "model_id"
TYPE, TYPE_ID, VALUE, TRUTH = "output_type", "output_type_id", "value", "oracle_value"
UNKNOWN = "NA"  # a task id that does not apply, or that nobody gave


class OutputType(StrEnum):
    """How a row says what a model thinks. `output_type_id` is a level, a value, a category or the number of a sample."""

    QUANTILE = "quantile"
    MEAN = "mean"
    MEDIAN = "median"
    SAMPLE = "sample"
    CDF = "cdf"
    PMF = "pmf"
    CMF = "cmf"


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One row of a file that is not used. `row` counts the rows below the header from 1; `reason` is one of the reader's."""

    file: str
    row: int
    column: str
    reason: str
    found: str


@dataclass(frozen=True, slots=True)
class HubRows:
    """The accepted rows of one or several files of a hub; rows in are rows accepted and rows set aside.

    `table` has a text column for each of `task_ids` ("NA": none), and of model output `model_id`, `output_type`,
    `output_type_id` (text, null for mean and median) and `value`; of truths `output_type`, `output_type_id` (null: any)
    and `oracle_value`.
    """

    table: pa.Table
    task_ids: tuple[str, ...]
    rows_in: int
    aside: tuple[AsideRow, ...]

    def __len__(self) -> int:
        return self.table.num_rows
