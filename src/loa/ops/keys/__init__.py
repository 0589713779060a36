"""Keys of a copy: which there are, a new one, values brought under it, an old one given up."""
