"""Rules: one deprecated endpoint and its replacement each, as data."""
