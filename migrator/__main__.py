"""`python -m migrator` is the command `awork-migrator`, run by the interpreter that was named.

In a folder that has a package of the name `migrator` Python runs that one; there the command itself
is to be used, or `python -m awork_migrator`.
"""

from migrator.entry import main

if __name__ == "__main__":
    main()
