"""Stored files behind one safe door."""
