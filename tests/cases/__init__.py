"""The behaviour of the whole tool, one example a file, and the harness that holds every example."""
