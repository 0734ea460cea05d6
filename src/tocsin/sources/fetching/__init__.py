"""Fetching: the only place that asks a publisher for a file. Nothing else in Tocsin reaches out."""
