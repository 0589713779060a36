"""Notifications in the browsers of people who turned them on (Web Push)."""
