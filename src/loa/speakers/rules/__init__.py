"""Pure decisions of the room; they read no clock and no database."""
