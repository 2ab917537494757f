"""An HTTPS server on loopback that plays both endpoints, their neighbours and foreign hosts."""

from __future__ import annotations

from tests.standin.awork import ENTRIES, Behaviour, Call, Run
from tests.standin.server import HOSTS, StandIn

__all__ = ["ENTRIES", "HOSTS", "Behaviour", "Call", "Run", "StandIn"]
