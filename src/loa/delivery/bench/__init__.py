"""Measurements of the ledger beside their alternatives; `loa bench` runs them on a scratch database."""
