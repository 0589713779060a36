"""Reads of the room; all start from what the actor may see."""
