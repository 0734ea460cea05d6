"""Replay: the flow as of past dates, and how good what was said then turned out to be."""
