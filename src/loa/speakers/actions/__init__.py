"""Everything that writes: one transaction, one journal row for each act of a person."""
