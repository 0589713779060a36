"""Alerts in the Common Alerting Protocol (CAP 1.2) as a channel."""
