"""Papers: what official documents look like, in and out; an engine without Django or a database."""
