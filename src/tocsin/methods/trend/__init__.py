"""Trend: does a series grow, rest or fall, how fast, since when, and do two streams part?"""
