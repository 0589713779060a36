"""Engines and small tools without Django and without a database."""
