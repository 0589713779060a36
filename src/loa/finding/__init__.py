"""Search: texts cut into tokens, an index, questions asked of it, places of a text shown. No Django, no database."""
