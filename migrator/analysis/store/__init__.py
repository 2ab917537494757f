"""The state of the analysed program while it is interpreted, and how its uses are noted."""
