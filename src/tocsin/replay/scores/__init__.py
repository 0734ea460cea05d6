"""Scores of forecasts and nowcasts against what came to be known later."""
