"""Functions of the standard library and of well-known packages, by what they are for."""
