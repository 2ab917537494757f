"""Calls whatever a small tree offers, and prints how each call ended.

Functions get arguments by the names of their parameters; what asks for more is left alone. Only how
a call ends is printed, not what it returns, for nobody is there to ask for it.
"""

import asyncio
import importlib
import inspect
import itertools
import sys
from pathlib import Path

# To delete one twice fails before a migration, and is a part of the answer after it, as sites are
# told; so each call gets others, as long as there are any.
FRESH = itertools.cycle(f"te-{number:02}" for number in range(1, 13))
IDS = ("ids", "entries", "entry_ids", "item_ids", "selected")
BODIES = ("body", "payload")
GIVEN = {
    **dict.fromkeys((*IDS, *BODIES)),
    **dict.fromkeys(("base", "base_url", "root"), "https://api.awork.com/api/v1"),
    **dict.fromkeys(("everything", "force", "dry_run", "strict", "verbose"), False),
    **dict.fromkeys(("count", "size", "limit"), 1),
    **dict.fromkeys(("token", "user", "name", "reason", "note"), "x"),
}
# Modules that are run rather than imported, or that a framework reads.
LEFT_OUT = ("test_", "conftest", "setup", "manage", "noxfile")


def main(folder):
    sys.path.insert(0, str(folder))
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        name = name.removeprefix("src.").removesuffix(".__init__")
        if path.name.startswith(LEFT_OUT) or path.parent.name == "tests":
            continue
        module = None

        def load(name=name):
            nonlocal module
            module = importlib.import_module(name)

        said(name, load)
        for key, value in sorted(vars(module).items()) if module else ():
            if getattr(value, "__module__", None) == module.__name__:
                offer(f"{name}.{key}", value)


def offer(name, value):
    """Call a function, or make an object and call its methods."""
    given = arguments(value) if callable(value) else None
    if given is None:
        return
    if not inspect.isclass(value):
        said(name, lambda: value(**given))
        return
    for key in sorted(vars(value)):
        if not key.startswith("_") and inspect.isfunction(getattr(value, key)):
            said(f"{name}.{key}", lambda key=key: call_method(value(**given), key))


def call_method(thing, key):
    method = getattr(thing, key)
    given = arguments(method)
    return None if given is None else method(**given)


def arguments(function):
    """What to call it with, or None when that cannot be told."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    named = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if any(
        (p.default is p.empty and p.name not in GIVEN) or p.kind is p.POSITIONAL_ONLY for p in named
    ):
        return None
    return {p.name: given(p.name) for p in named if p.name in GIVEN}


def given(name):
    """The value for a parameter of a name."""
    if name in IDS:
        return [next(FRESH), next(FRESH)]
    return {"ids": [next(FRESH)]} if name in BODIES else GIVEN[name]


def said(name, call):
    try:
        result = call()
        if inspect.iscoroutine(result):
            asyncio.run(result)
    except SystemExit as stop:
        print(name, "exits", bool(stop.code))
    except Exception as error:
        print(name, "fails with", type(error).__name__)
    else:
        print(name, "ends")


main(Path.cwd())
