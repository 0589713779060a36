"""Devices of other makers: what we order is put into their words, what they say is kept as their word alone."""
