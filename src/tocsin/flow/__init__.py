"""The flow: the only place that knows the order of the rooms. It knows no web."""
