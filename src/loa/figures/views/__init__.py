"""The room's screens: the page of figures, the rows of one, what was frozen."""
