"""Shares told by lag, for releases that are few and irregular."""
