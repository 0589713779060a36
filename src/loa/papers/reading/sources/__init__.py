"""One file for each format: bytes in, lines with their place on the page out; no field is read here."""
