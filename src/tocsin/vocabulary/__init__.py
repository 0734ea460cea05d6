"""The vocabulary: one name for each substance, place, measure and stream, in three languages.

Its data are reviewed CSV files beside this module (`data/`, UTF-8, one header line; every row names its source;
an empty cell means "not said"). A better vocabulary makes no duplicate: the store keeps names as published, and they
are resolved here, when read. Labels are given in English, French and Spanish: `label_en`, `label_fr`, `label_es`.

| file | a row is | columns beside labels and source |
|---|---|---|
| substances | a substance, group, class or basket | `id`, `kind` (substance, group, class, basket, all), `drug_class` (a row of classes), `group` (the id whose line it joins, itself when alone), `harm` (critical, high, moderate, low, none) |
| names | one way of writing one substance | `name`, `substance`, `language`, `kind` (published, INN, systematic, synonym, trade, abbreviation, misspelling), `scope` (a source, or empty for everywhere) |
| classes | a class of drugs | `id` |
| places | a place | `id`, `level` (country, state, field_office, city, site, group), `within`, `code` (the publisher's), `latitude`, `longitude`, `population`, `population_year`, `tile_column`, `tile_row`, `tile_code`, `neighbours` and `aliases` (lists joined by a semicolon) |
| measures | a measure with its one unit | `id`, `unit`, `combine` (sum, mean, last, refuse), `counts`; unit in words after many (`unit_en`) and after one (`unit_one_en`) |
| streams | a kind of place where a signal shows | `id` |
| annotations | a dated fact about a source | `source_name`, `place`, `substance`, `measure` (each empty for every one), `since`, `kind`, `breaks` (true starts a new epoch), `text_en`, `text_fr`, `text_es`, `reference` |

A group joins isomers that laboratories do not always tell apart; its members stay substances of their own. A name is
resolved by its exact spelling in its source, then by its normalised spelling there, then the same everywhere, then by
labels and ids; otherwise it stays `unknown:<name>`. Nothing is guessed.
"""


def version() -> str:
    """A short fingerprint of the data: runs and caches say which vocabulary they read with."""
    from tocsin.vocabulary.rows import fingerprint

    return fingerprint()
