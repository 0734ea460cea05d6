"""The page of one release, and of one row of its file."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins.making import published
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.records.provenance import Credit, Part, ReleaseFacts, ReleaseView, RowTold
from tocsin.wording import moment, number, period, say

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReleaseBlock:
    """One release where a figure is explained."""

    name: str
    link: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One value that a row gives: what of, where and when, and how much."""

    name: str
    place: str
    period: str
    value: str


@dataclass(frozen=True, slots=True)
class RowPart:
    """One row of the file. `gave` is empty where it gave nothing; `aside` says why it was set aside."""

    title: str
    cells: tuple[tuple[str, str], ...]
    gave: tuple[GivenRow, ...]
    aside: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything the template needs."""

    title: str
    name: str
    source: str
    source_link: str
    mark: str
    use: str
    facts: Facts
    credit: Facts
    row: RowPart | None


def row_link(release: str, row: int, asked: Asked) -> str:
    """The address of one row of a release's file."""
    return address("release", carried(asked.state), release, row=str(row))


def release_block(one: ReleaseFacts, asked: Asked) -> ReleaseBlock:
    """A release with its facts."""
    return ReleaseBlock(one.release, address("release", carried(asked.state), one.release), _facts(one, asked.language))


def _facts(one: ReleaseFacts, language: str) -> Facts:
    known = say(
        "provenance.known",
        language,
        day=moment(one.known_at, language),
        basis=say(f"known_basis.{one.known_basis}", language),
    )
    rows = say(
        "provenance.rows",
        language,
        rows=number(one.rows_in, language),
        accepted=number(one.rows_accepted, language),
        set_aside=number(one.rows_quarantined, language),
    )
    facts = {
        "known": known,
        "recorded": moment(one.recorded_at, language),
        "kind": say(f"release_kind.{one.kind}", language),
        "file": one.file_name,
        "hash": one.file_sha256,
        "rows": rows,
        "kept": say(f"provenance.kept.{one.kept}", language),
    }
    if one.original:
        first = one.original
        told = {"file": first.file_name, "rows": number(first.rows, language), "hash": first.file_sha256}
        facts["original"] = say("provenance.original", language, **told)
    return tuple((say(f"provenance.fact.{name}", language), text) for name, text in facts.items())


def credit_facts(credit: Credit, language: str) -> Facts:
    """Publisher, licence and attribution."""
    told = {"publisher": credit.publisher, "licence": credit.licence, "attribution": credit.attribution}
    return tuple((say(f"provenance.fact.{name}", language), text) for name, text in told.items())


def release_page(view: ReleaseView, asked: Asked) -> ReleasePage:
    """A release in the reader's language."""
    language, facts = asked.language, view.facts
    source = names.source(facts.source, language)
    return ReleasePage(
        title=say("release.title", language, source=source, day=moment(facts.known_at, language)),
        name=facts.release,
        source=source,
        source_link=address("source", carried(asked.state), facts.source),
        mark=view.mark,
        use=names.use_of(facts.source, view.purpose, language),
        facts=_facts(facts, language),
        credit=credit_facts(view.credit, language),
        row=_row(view.row, language) if view.row else None,
    )


def _row(row: RowTold, language: str) -> RowPart:
    rule = names.sentence(f"rule.{row.rule}", language) if row.rule else ""
    where = f" ({row.column})" if row.rule and row.column else ""
    return RowPart(
        say("release.row", language, row=row.row),
        tuple((name, cell or "") for name, cell in row.cells),
        tuple(_given(part, language) for part in row.parts),
        f"{say('release.row_aside', language)} {rule}{where}" if row.rule else "",
    )


def _given(part: Part, language: str) -> GivenRow:
    when = period(part.period_start, part.period_end, "", language)
    return GivenRow(part.substance_raw, names.place(part.place, language), when, published(part, language))
