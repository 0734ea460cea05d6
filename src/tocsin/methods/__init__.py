"""Methods: whole panels in, findings out. Each says what it needs and how often it is wrong."""
