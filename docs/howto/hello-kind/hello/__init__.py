"""A channel kind in its smallest form: every message is said aloud in the worker's log."""
