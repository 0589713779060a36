"""Core messages, renditions, releases and corrections."""
