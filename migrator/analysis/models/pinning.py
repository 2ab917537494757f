"""Which requests a test pins where what it asserts says no URL: those that the test sends."""

from __future__ import annotations

from migrator.analysis.store.machine import Machine
from migrator.analysis.values import UNKNOWN, Double, Text, Value, alternatives, join
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.requests import Request
from migrator.model import Kind


def pin(machine: Machine) -> None:
    """Find the URLs of assertions that say none; what they pin may be sent later."""
    for request, frame, double, root in machine.recorder.unpinned:
        request.url, request.near = pinned_from(machine, frame, double, root), None
    left = [row for row in machine.recorder.unpinned if row[0].url is UNKNOWN]
    machine.recorder.unpinned = left


def pinned_from(machine: Machine, frame: Frame, double: Double, root: object) -> Value:
    """The URLs of the requests that something recorded may be; unknown when none was sent yet."""
    if double.stub is not None and _says_url(double.stub):
        url: Value = double.stub.url
        return url
    every = [*machine.recorder.requests, *machine.recorder.doubled]
    every = [r for r in every if not r.borrowed and _may_have_body(r) and _says_url(r)]
    found = [r for r in every if place(r.chain[0].frame) == root]
    if not found:
        found = [r for r in every if r.chain[0].module is frame.module]
    return join(*(r.url for r in found)) if found else UNKNOWN


def place(frame: Frame) -> object:
    """What is run as a whole: a function, or a module."""
    return frame.function if frame.function is not None else frame.module


def _says_url(request: Request) -> bool:
    """Whether a request says something about its URL; a stub for any URL does not."""
    return any(isinstance(value, Text) for _, value in alternatives(request.url))


def _may_have_body(request: Request) -> bool:
    if request.kind is Kind.CALL:
        return request.body is not None or request.open
    known = request.method.known if isinstance(request.method, Text) else None
    return known is None or known.upper() not in ("GET", "HEAD", "OPTIONS")
