"""Channel kinds, one folder each, independent of each other."""
