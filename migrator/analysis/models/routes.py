"""Routes that a server declares by calling something; decorators are read where they stand."""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models import requests
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import Arguments, frames
from migrator.analysis.values.frames import Frame


def declared(
    machine: Machine, frame: Frame, name: str, arguments: Arguments, node: cst.CSTNode
) -> bool:
    """Whether a call declares a route with a rule's word in its path; then it is noted."""
    table = machine.mocks
    last = name.rsplit(".", 1)[-1]
    if last not in table.route_methods and name not in table.route_functions:
        return False
    for argument in arguments.values():
        if requests.carries(machine, argument.value):
            machine.recorder.routes.append((frames.site(frame, node), argument.value))
            return True
    return False
