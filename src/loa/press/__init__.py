"""Listening to the press: sources, items, reprints, stories, counts, signals."""
