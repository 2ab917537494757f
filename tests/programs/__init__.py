"""Programs that call the API are run, migrated, run again, and compared."""
