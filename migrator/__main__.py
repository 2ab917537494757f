"""`python -m migrator` is the command `awork-migrator`."""

from migrator.cli import entry_point

if __name__ == "__main__":
    entry_point()
