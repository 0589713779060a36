"""Clusters of other makers: what each is to hold, how it is handed over, what they say back."""
