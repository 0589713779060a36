"""Every act of the room: one transaction, one journal row."""
