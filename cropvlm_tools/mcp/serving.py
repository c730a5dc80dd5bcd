"""A server of ``build_server`` on standard input and output, or on HTTP with a token."""

from __future__ import annotations

import hmac
import inspect
import io
import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, NoReturn

LAST_SECONDS = 1.0
"""After standard input has ended: for what is being answered. Hosts wait two seconds before they kill."""

PATH = "/mcp"
TOKEN = "CROPVLM_MCP_TOKEN"
"""The environment variable that holds the token of ``serve_http``: a command line is seen by every user."""

Messages = Callable[..., Awaitable[Any]]
_log = logging.getLogger(__name__)


def serve(server: Any) -> NoReturn:
    """Run a server of ``build_server`` on standard input and output, and end the process with it.

    It ends within two seconds of the end of standard input, and at once at SIGINT, whether or not a call is being
    answered: no thread is waited for. Nothing behind this is run, and nothing that is registered with ``atexit``.
    """
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    wire = _Input(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # what the server starts does not read the host's words
    sys.stdin = io.TextIOWrapper(io.BufferedReader(wire), encoding="utf-8")
    _run_to_the_end(lambda: server.run("stdio"))


def serve_http(server: Any, host: str = "127.0.0.1", port: int = 8000, token: str | None = None) -> NoReturn:
    """Run a server of ``build_server`` on streamable HTTP, at ``/mcp``, and end the process with it.

    Every request needs ``Authorization: Bearer TOKEN``. Whoever has the token may read what the server may: on another
    address than loopback put TLS in front of it.

    Args:
        host: the address to listen on; loopback, so that nothing outside this machine reaches it, unless another is
            given.
        port: 0 is a free one; the address is said on standard error.
        token: by default the environment's ``CROPVLM_MCP_TOKEN``, or a new one that is said on standard error.

    Raises:
        OSError: the address cannot be listened on.
    """
    import uvicorn

    known = token or os.environ.get(TOKEN)
    token = known or secrets.token_urlsafe(32)
    if "host" in inspect.signature(server.streamable_http_app).parameters:
        app = server.streamable_http_app(host=host, streamable_http_path=PATH)
    else:  # mcp 1.x
        server.settings.host, server.settings.streamable_http_path = host, PATH
        app = server.streamable_http_app()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    named = f"[{host}]" if ":" in host else host
    told = f"the token in {TOKEN}" if known else f"the token {token}"
    print(f"cropvlm: http://{named}:{listening.getsockname()[1]}{PATH}, with {told}", file=sys.stderr, flush=True)
    config = uvicorn.Config(_Guard(app, token), log_level="warning", timeout_graceful_shutdown=1)
    _run_to_the_end(lambda: uvicorn.Server(config).run(sockets=[listening]))


def _run_to_the_end(run: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        run()
        code = 0
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except BaseException:
        _log.exception("The server failed")
    finally:
        with suppress(OSError, ValueError):  # the host is gone, or mcp 1.x has closed it
            sys.stdout.flush()
        os._exit(code)


class _Guard:
    """Answers 401 to requests without the token."""

    def __init__(self, app: Messages, token: str) -> None:
        self._app, self._wanted = app, f"Bearer {token}".encode()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Messages, send: Messages) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._wanted):
                headers = [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 401, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        await self._app(scope, receive, send)


class _Input(io.RawIOBase):
    """What the host writes; a while after its end the process ends too."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.read(self._descriptor, len(buffer))
        buffer[: len(data)] = data
        if not data:
            last = threading.Timer(LAST_SECONDS, os._exit, (0,))
            last.daemon = True
            last.start()
        return len(data)
