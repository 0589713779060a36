"""Forms of the managing screens."""
