"""What the tests of all rooms share; a package, so that no installed `tests` stands before it."""
