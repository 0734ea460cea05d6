"""Novelty: is it new, or is it newly looked for?"""
