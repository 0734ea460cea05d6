"""Counted: a table of counts as a person keeps it (series, date or t, observed), read whole and in bulk."""
