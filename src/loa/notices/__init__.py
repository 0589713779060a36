"""Messages to staff; never in the ledger."""
