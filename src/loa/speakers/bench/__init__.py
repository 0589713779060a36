"""Measurements of what devices tell, beside the bare database."""
