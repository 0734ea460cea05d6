"""The nouns of the house: what is published, what is seen in it, and who may see it."""
