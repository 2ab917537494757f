"""Programs composed from axes: where a value lives, which way it takes, and what is asked of it."""
