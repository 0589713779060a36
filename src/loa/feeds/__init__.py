"""Feeds from outside: RSS, Atom, RDF, CDF and JSON Feed read in a child process with limits; no network, no database."""
