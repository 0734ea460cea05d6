"""Sums of twelve months, modelled as sums."""
