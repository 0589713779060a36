"""Signed JSON to the endpoints of other systems, by Standard Webhooks."""
