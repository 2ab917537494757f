"""The primer: real client libraries are migrated, and their own test suites judge."""
