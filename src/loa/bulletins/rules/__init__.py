"""Pure decisions about bulletins: moves, release, stops, wording; no database here."""
