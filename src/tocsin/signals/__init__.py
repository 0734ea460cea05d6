"""Signals: gates before ranks. Pure functions from findings to the lines and remarks that one reader may see."""
