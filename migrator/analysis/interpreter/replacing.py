"""When what tests replace takes its place: in rounds, for only running tells what counts.

A test that replaces what no site is judged by changes nothing for the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import libcst as cst

from migrator.analysis.interpreter import renewal
from migrator.analysis.interpreter.carriers import Run
from migrator.analysis.models import patches
from migrator.analysis.source.module import Module
from migrator.analysis.store.machine import Machine
from migrator.analysis.store.recordings import ROOT

Bounded = Callable[[Machine, Module, cst.CSTNode, Callable[[], object]], None]


def put(run: Run, bounded: Bounded, *, called: bool) -> bool:
    """Put what tests replace where code around a site reads that; whether it is news.

    What can be `called` is put when it is known what leads to requests. Each is put by `bounded`,
    which notes what exceeds a bound.
    """
    machine = run.machine
    before = machine.version
    waiting = [given for given in machine.recorder.waiting.values() if not given.done]
    sending = {
        id(call.frame.function.node)
        for request in machine.recorder.requests
        for call in request.chain
        if called and waiting and call.frame.function is not None
    }
    for given in waiting:
        if called or not patches.is_called(given.value):
            machine.path, machine.steps = ROOT, 0
            action = partial(patches.put, machine, given, sending)
            bounded(machine, given.frame.module, given.node, action)
    machine.path = ()
    if machine.version == before:
        return False
    run.done -= set(renewal.concerned(run))
    return True
