"""Nowcast: what is still to come of the newest periods, learned from how earlier ones filled up."""
