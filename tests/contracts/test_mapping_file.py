"""The file of a source of one's own: what is written is read back, and a slip of the pen is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec import strange_files as strange
from tocsin.errors import UsageError
from tocsin.flow import mapping
from tocsin.flow.home import init_home, open_home
from tocsin.sources.mapping.own_file import read_own
from tocsin.sources.mapping.toml import _value, written

ANSWERS = {"date_order": "day_mdy", "place": "US-OH", "mark_nd": "below_lod"}
TEXTS = (strange.SPANISH, strange.FRENCH, strange.WEEKS, strange.TWO_HEADERS, strange.THOUSANDS, strange.WASTEWATER)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The written mapping of the wastewater sheet."""
    path = strange.text_file(tmp_path / "sewers.csv", strange.WASTEWATER)
    return mapping.keep(mapping.look(path, ANSWERS).source, tmp_path / "sewers.toml")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_what_is_written_is_read_back(tmp_path: Path, number: int, language: str) -> None:
    source = mapping.look(strange.text_file(tmp_path / "table.csv", TEXTS[number]), ANSWERS).source
    path = mapping.keep(source, tmp_path / "own.toml", language)
    assert read_own(path) == source
    assert written(read_own(path), language) == path.read_text()


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_can_stand_in_the_file(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"a = {_value(text)}") == {"a": text}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('form = "day_mdy"', 'form = "day_xyz"', "form"),
        ('unit = "MGD"', 'unit = "lb"', "unit"),
        ('measure = "flow_m3_per_day"', 'measure = "flood"', "measure"),
        ('fixed = "US-OH"', 'fixed = "Atlantis"', "fixed"),
        ('stream = "wastewater"', 'stream = "sewage"', "stream"),
        ("skip = 0", 'skip = "none"', "skip"),
        ('keys = ["Plant"]', 'keys = "Plant"', "keys"),
        ('mark = "TLP:GREEN"', 'mark = "public"', "mark"),
        ('decimal = "."', 'decimals = "."', "decimals"),
        ('"nd" = "below_lod"', '"nd" = "gone"', "nd"),
        ('name = "sewers"', 'name = "Sewers of Ohio"', "name"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line(kept: Path, old: str, new: str, told: str) -> None:
    lines = kept.read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(old))
    kept.write_text("\n".join(lines).replace(old, new, 1))
    with pytest.raises(UsageError) as slip:
        read_own(kept)
    assert slip.value.what == f"line {number} of sewers.toml cannot be used: {told}"
    assert slip.value.wanted


def test_a_table_of_ones_own_is_watched_unless_it_says_otherwise(tmp_path: Path) -> None:
    source = mapping.look(strange.text_file(tmp_path / "table.csv", strange.WEEKS), ANSWERS).source
    assert (source.cadence.value, source.panels_method) == ("mmwr_week", "counts")
    path = mapping.keep(source, tmp_path / "own.toml")
    told = path.read_text()
    line = next(line for line in told.splitlines() if line.startswith("panels_method"))
    path.write_text(told.replace(line + "\n", ""))
    assert read_own(path).panels_method == "counts"
    path.write_text(told.replace(line, 'panels_method = "levels"'))
    assert read_own(path).panels_method == "levels"


def test_concentrations_are_only_shown(kept: Path) -> None:
    assert read_own(kept).panels_method == "levels"


def test_broken_toml_is_told(kept: Path) -> None:
    kept.write_text(kept.read_text() + "\nname = [\n")
    with pytest.raises(UsageError, match=r"sewers\.toml cannot be read"):
        read_own(kept)


def test_a_mapping_that_is_there_is_not_written_over(kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(UsageError, match="already"):
        mapping.keep(read_own(kept), kept)
    assert kept.read_bytes() == before


def test_a_home_knows_its_own_sources_and_refuses_a_name_of_the_catalogue(tmp_path: Path, kept: Path) -> None:
    node = init_home(tmp_path / "node")
    target = mapping.path_of(node, read_own(kept))
    target.parent.mkdir()
    target.write_bytes(kept.read_bytes())
    assert open_home(node.directory).sources[-1].name == "sewers"
    target.write_text(target.read_text().replace('name = "sewers"', 'name = "nflis-dqs"', 1))
    with pytest.raises(UsageError, match="there already"):
        _ = open_home(node.directory).sources
