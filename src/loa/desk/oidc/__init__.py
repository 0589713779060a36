"""Signing in by the city's own provider of OpenID Connect."""
