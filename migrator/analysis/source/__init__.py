"""Modules as they are written: trees, positions, scopes, spelling of literals, imports."""
