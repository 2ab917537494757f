"""From events to sites: which requests use an endpoint, and what else names it."""
