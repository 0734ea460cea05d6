"""Aberration: is the newest stretch of a series above or below what its own past allows?"""
