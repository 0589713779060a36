"""Everything that reads; what a person sees begins at `visible`."""
