"""Loudspeakers as a channel of the ledger."""
