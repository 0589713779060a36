"""What the tests of all rooms share; a package, since gmqtt brings a `tests` of its own."""
