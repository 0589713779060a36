"""The ledger of everything sent."""
