"""`tocsin score`: forecasts of a hub, held against what came true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tocsin.cli.options import Json, Language
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from tocsin.records.forecast import HubRows
    from tocsin.replay.scoring import Scored, Scores

ASIDE_SHOWN = 10
USUAL = (0.5, 0.8, 0.95)
FIGURES = ("wis", "dispersion", "overprediction", "underprediction", "absolute_error", "bias")


def score(
    *files: Annotated[Path, Parameter(help="Model output, CSV or Parquet, or folders of it.")],
    oracle: Annotated[Path | None, Parameter(help="What came true: oracle output, or a time series.")] = None,
    by: Annotated[str, Parameter(help="Task ids that make groups: horizon,location.")] = "",
    baseline: Annotated[str, Parameter(help="The model that relative skill is scaled by.")] = "",
    json: Json = False,
    language: Language = "en",
) -> int:
    """Score quantile forecasts in the hubverse's format: WIS and its parts, coverage, PIT, relative skill.

    All models are scored on the central levels that all of them have. What cannot be read or scored is told and counted.
    Example: `tocsin score hub/model-output --oracle hub/target-data/oracle-output.csv --by horizon --baseline team-model`
    """
    from tocsin.bulletins.hubverse import read_model_output, read_truth
    from tocsin.errors import UsageError
    from tocsin.replay.scoring import score as held_against

    if not files or oracle is None:
        step = "tocsin score FILE.. --oracle FILE"
        raise UsageError("forecasts and truths are wanted", wanted="files and --oracle FILE", next_step=step)
    told, truth = read_model_output(files), read_truth(oracle)
    groups = tuple(name.strip() for name in by.split(",") if name.strip())
    scores = held_against(told, truth, groups, baseline)
    if json:
        as_json(_document(told, truth, scores, baseline))
        return 0
    for rows in (told, truth):
        for line in _rows(rows, language):
            say(line)
    _table(scores, baseline, language)
    return 0


def _rows(rows: HubRows, language: str) -> list[str]:
    """What became of the rows of some files."""
    from tocsin.bulletins.nowcasted import hub_row
    from tocsin.wording import say as word

    aside = rows.aside
    told = [word("score.rows", language, count=rows.rows_in, accepted=len(rows), aside=len(aside))]
    told += [hub_row(one, language) for one in aside[:ASIDE_SHOWN]]
    more = len(aside) - ASIDE_SHOWN
    return [*told, word("detect.more_aside", language, count=more)] if more > 0 else told


def _table(scores: Scores, baseline: str, language: str) -> None:
    from tocsin.wording import say as word
    from tocsin.wording.figures import percent

    scored = sum(one.scored for one in scores.rows)
    say(word("score.truths", language, count=scores.truths, scored=scored, levels=len(scores.levels)))
    for model, why, count in scores.unscored:
        reason = word(f"score.why.{why}", language)
        say(word("score.unscored", language, model=model, count=count, reason=reason))
    heads = [word(f"score.head.{name}", language) for name in ("scored", *FIGURES)]
    shown = _shown(scores.shares)
    inside = [word("score.head.covered", language, share=percent(scores.shares[at], language)) for at in shown]
    last = [word("score.head.pit", language)]
    compared = len({one.model for one in scores.rows}) > 1
    last += [word("score.head.skill", language)] if compared else []
    last += [word("score.head.scaled", language, baseline=baseline)] if baseline else []
    rows = [[one.model, *one.group, *_figures(one, shown, language)] for one in scores.rows]
    figures = [*heads, *inside, *last]
    kept = 1 + len(scores.by) + len(figures)
    table([word("score.head.model", language), *scores.by, *figures], [row[:kept] for row in rows], right=figures)
    say(word("score.read", language))


def _shown(shares: tuple[float, ...]) -> list[int]:
    """The places of the intervals that a person looks at; all of them are in the JSON."""
    usual = [at for at, share in enumerate(shares) if share in USUAL]
    return usual or list(range(len(shares)))[-3:]


def _figures(one: Scored, shown: list[int], language: str) -> list[str]:
    from tocsin.wording.figures import number, percent, sensible

    told = [number(one.scored, language), *(sensible(getattr(one, name), language) for name in FIGURES)]
    told += [percent(one.covered[at], language, 0) for at in shown]
    told += [percent(one.pit.farthest, language, 0)]
    return [*told, number(one.skill, language, 3), number(one.scaled, language, 3)]


def _document(told: HubRows, truth: HubRows, scores: Scores, baseline: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for one in scores.rows:
        cells = {"edges": one.pit.edges.tolist(), "seen": one.pit.seen.tolist(), "foreseen": one.pit.foreseen.tolist()}
        line: dict[str, Any] = {"model": one.model, "group": dict(zip(scores.by, one.group, strict=True))}
        line |= {"scored": one.scored, **{name: getattr(one, name) for name in FIGURES}}
        line |= {"coverage": {f"{share:g}": seen for share, seen in zip(scores.shares, one.covered, strict=True)}}
        line |= {"pit": cells | {"farthest": one.pit.farthest}, "skill": one.skill, "scaled_skill": one.scaled}
        rows.append(line)
    return {
        "rows_in": told.rows_in,
        "rows_accepted": len(told),
        "rows_set_aside": len(told.aside),
        "set_aside": told.aside,
        "truths_in": truth.rows_in,
        "truths_accepted": len(truth),
        "truths_set_aside": len(truth.aside),
        "truths_aside": truth.aside,
        "forecasts_scored": sum(one.scored for one in scores.rows),
        "levels": scores.levels,
        "by": scores.by,
        "baseline": baseline,
        "unscored": [{"model": model, "reason": why, "forecasts": count} for model, why, count in scores.unscored],
        "scores": rows,
    }
