"""Feeds of a body's bulletins as a channel: RSS 2.0, Atom and JSON Feed."""
