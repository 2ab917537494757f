"""The network of a program under test: the hosts of the stand-in, on loopback, and nothing else.

Python imports this module at start-up when its folder is on PYTHONPATH. Names resolve to 127.0.0.1,
port 443 there is the stand-in's port, and any other address is out of reach. Sockets are patched
rather than clients: every client, sync or async, ends in `socket.getaddrinfo` and `socket.connect`.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

import certifi

_getaddrinfo = socket.getaddrinfo
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def install() -> None:
    """Patch the sockets of this process; the port is read at the time of each connection."""
    socket.getaddrinfo = _resolve
    socket.socket.connect = _reach  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = _reach_ex  # type: ignore[method-assign,assignment]
    # Some clients trust the bundle of certifi alone when they are told to ignore the environment.
    certifi.where = lambda: os.environ["SSL_CERT_FILE"]


def _resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name in os.environ["STANDIN_HOSTS"].split():
        number = int(port) if str(port).isdigit() else 443
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number))]
    if name is None or name in _LOOPBACK:
        return _getaddrinfo(host, port, *args, **kwargs)
    raise socket.gaierror(socket.EAI_NONAME, f"the stand-in has no host {name!r}")


def _address(address: Any) -> Any:
    if not isinstance(address, tuple):  # a socket of the file system
        return address
    host = "127.0.0.1" if address[0] in os.environ["STANDIN_HOSTS"].split() else address[0]
    if host not in _LOOPBACK:
        raise OSError(errno.ENETUNREACH, f"only loopback is in reach, not {address!r}")
    port = int(os.environ["STANDIN_PORT"]) if address[1] == 443 else address[1]
    return (host, port, *address[2:])


def _reach(self: socket.socket, address: Any) -> None:
    _connect(self, _address(address))


def _reach_ex(self: socket.socket, address: Any) -> int:
    return _connect_ex(self, _address(address))


if "STANDIN_PORT" in os.environ:
    install()
