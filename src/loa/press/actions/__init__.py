"""Writes of the room, called by module; one transaction and one journal row each."""
