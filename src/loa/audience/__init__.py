"""Subscribers, their contacts and consents."""
