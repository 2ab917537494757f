"""Processes that the program starts with an environment of its own are recorded as well."""

from __future__ import annotations

import functools
import os

import migrator_recorder as recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def hook(module: Any) -> None:
    """A program may start another one with an environment of its own."""
    original = module.Popen._execute_child
    position = 6  # of `env`, after self, in every version so far

    def with_ours(environment: Any) -> Any:
        environment = os.environ if environment is None else environment
        folder = recorder.settings["folder"]
        path = environment.get("PYTHONPATH") or ""
        if folder in path.split(os.pathsep):
            return None
        return {**environment, "PYTHONPATH": f"{folder}{os.pathsep}{path}" if path else folder}

    @functools.wraps(original)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) > position and (args[position] is None or isinstance(args[position], dict)):
            try:
                environment = with_ours(args[position])
            except Exception:
                environment = None
            if environment is not None:
                args = (*args[:position], environment, *args[position + 1 :])
        return original(self, *args, **kwargs)

    if original.__code__.co_varnames[position + 1] == "env":
        module.Popen._execute_child = execute
