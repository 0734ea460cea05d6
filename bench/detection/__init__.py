"""The detection benchmark: made outbreaks with known truth, scores, speed, and R beside it where it is installed."""
