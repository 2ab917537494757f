"""Whatever the input is: no traceback, no edit without a site, nothing left for a second run."""
