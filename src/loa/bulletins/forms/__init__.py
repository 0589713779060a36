"""The forms of the room: they read what was typed and say in words what is wrong; actions decide."""
