"""Working calendar, deadlines and duty rosters."""
