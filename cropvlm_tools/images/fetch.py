"""A fetcher for image URLs that untrusted text may name: it reaches public addresses only.

``load_image(url, fetch=fetch_url)``; other limits through ``functools.partial(fetch_url, max_bytes=...)``.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import os
import queue
import re
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Collection
from typing import NamedTuple

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.addresses import is_public as is_public
from cropvlm_tools.images.limits import DEFAULT_LIMITS

_LOOK_UPS = 16  # at once; the system's resolver gives up after 5 s for each server and try, resolv.conf(5), if it does
_LONGEST_URL = 8192  # RFC 9110, section 4.1, asks for 8000 at least
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_.])?")
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*")
_PATH_CHARACTERS = "/%:=&?~#+!$,;'@()*[]"
_BLOCK = 65_536


def fetch_url(
    url: str,
    *,
    max_bytes: int = DEFAULT_LIMITS.bytes,
    timeout: float = 10.0,
    max_redirects: int = 3,
    ports: Collection[int] = (80, 443),
) -> bytes:
    """The body behind an http(s) URL, if its host is public.

    The host is resolved once for each request, every address it has must be public (``is_public``), and the
    connection goes to a checked address; certificate and Host header stay the hostname's. Each redirect starts
    again from the beginning. No proxy, cookie or credential is used.

    Args:
        url: http or https, without user name or password; an IPv4 host in the dotted form only.
        max_bytes: largest body, in bytes; checked while it arrives.
        timeout: seconds for everything together: resolving, connecting, redirects and the last byte.
        max_redirects: redirects followed before giving up.
        ports: TCP ports that may be asked.

    Raises:
        ImageError: the URL, an address behind it or the answer was refused, or the time was up.
    """
    deadline = time.monotonic() + timeout
    base = ""
    try:
        for _ in range(max_redirects + 1):
            base, target = _parse(base, url, ports)
            answer = _request(target, _resolve(target, deadline), deadline, max_bytes)
            if isinstance(answer, bytes):
                return answer
            url = answer.location
    except TimeoutError:
        raise ImageError(
            f"The image URL took longer than {timeout:g} s.", fix="Raise timeout of fetch_url to allow it."
        ) from None
    except ssl.SSLError as error:
        raise ImageError(f"The image host has no valid certificate or TLS ({type(error).__name__}).") from error
    except (OSError, http.client.HTTPException) as error:
        raise ImageError(f"The image host could not be read ({type(error).__name__}).") from error
    raise ImageError(
        f"The image URL redirects more than {max_redirects} times.", fix="Raise max_redirects of fetch_url to allow it."
    )


class _Target(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


class _Redirect(NamedTuple):
    location: str


def _parse(base: str, url: str, ports: Collection[int]) -> tuple[str, _Target]:
    """``url`` made absolute against the one that redirected to it, and what to ask whom."""
    try:
        url = urllib.parse.urljoin(base, url)
        if len(url) > _LONGEST_URL:
            raise ImageError(f"The image URL is longer than {_LONGEST_URL:,} characters.")
        parts = urllib.parse.urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode("ascii").lower(), parts.port
        asked = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        path = urllib.parse.quote(asked, _PATH_CHARACTERS)  # refuses lone surrogates
    except ImageError:
        raise
    except ValueError:
        raise ImageError("The image URL is malformed.") from None
    if parts.scheme not in ("http", "https"):
        raise ImageError("Only http and https URLs are fetched.")
    if "@" in parts.netloc:
        raise ImageError("A URL with a user name or password is not fetched. Remove it from the URL.")
    if ":" not in host:
        if not _HOST.fullmatch(host):
            raise ImageError("The image URL has no valid host name.")
        # Resolvers read 2130706433, 0x7f.1 and 127.1 as addresses (WHATWG URL: a host that ends in a number).
        if _NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]):
            try:
                ipaddress.IPv4Address(host)
            except ValueError:
                raise ImageError("A numeric host must be a dotted IPv4 address such as 192.0.2.1.") from None
    port = port if port is not None else {"http": 80, "https": 443}[parts.scheme]
    if port not in ports:
        raise ImageError(
            f"Port {port} is not fetched from.", fix=f"Pass ports=(80, 443, {port}) to fetch_url to allow it."
        )
    return url, _Target(parts.scheme, host, port, path)


_look_ups = threading.BoundedSemaphore(_LOOK_UPS)


def _forget_look_ups() -> None:
    """In a child process, where their threads are none."""
    global _look_ups
    _look_ups = threading.BoundedSemaphore(_LOOK_UPS)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_look_ups)


def _resolve(target: _Target, deadline: float) -> list[str]:
    """All addresses of the host, each of them public."""
    # getaddrinfo has no timeout of its own; a daemon thread that outlives the deadline holds nothing up, and there is
    # never more than a number of them.
    results: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
    free = _look_ups
    if not free.acquire(timeout=_left(deadline)):
        raise ImageError(f"{_LOOK_UPS} hosts of image URLs are still being looked up. Try again later.")

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            results.put([str(entry[4][0]) for entry in found])
        except Exception as error:
            results.put(error)
        finally:
            free.release()

    try:
        threading.Thread(target=look_up, daemon=True).start()
    except RuntimeError:  # no more threads
        free.release()
        raise ImageError("The host of the image URL cannot be resolved: the program has too many threads.") from None
    try:
        addresses = results.get(timeout=_left(deadline))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(addresses, Exception):
        raise ImageError("The host of the image URL cannot be resolved.")
    if not addresses or not all(is_public(address) for address in addresses):
        raise ImageError("The host of the image URL is not on the public internet; it is not fetched from.")
    return addresses


def _request(target: _Target, addresses: list[str], deadline: float, max_bytes: int) -> bytes | _Redirect:
    with _connect(target, addresses, deadline) as sock:
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = 443 if target.scheme == "https" else 80  # decides whether Host names the port
        connection.sock = _TimedSocket(sock, deadline)
        connection.request("GET", target.path, headers={"Accept": "image/*", "User-Agent": "cropvlm-tools"})
        with connection.getresponse() as response:
            location = response.getheader("Location")
            if response.status in (301, 302, 303, 307, 308) and location:
                # http.client reads headers as Latin-1; servers that send more than ASCII send UTF-8.
                return _Redirect(location.encode("latin-1", "replace").decode("utf-8", "replace"))
            if response.status != 200:
                raise ImageError(f"The image host answered with HTTP status {response.status}, not 200.")
            body = bytearray()
            if (response.length or 0) <= max_bytes:
                while len(body) <= max_bytes and (block := response.read(_BLOCK)):
                    body += block
                if len(body) <= max_bytes:
                    if response.length:
                        raise ImageError("The image URL's answer ended early.")
                    return bytes(body)
    raise ImageError(
        f"The image behind the URL is larger than {max_bytes:,} bytes.", fix="Raise max_bytes of fetch_url to allow it."
    )


def _connect(target: _Target, addresses: list[str], deadline: float) -> socket.socket:
    failure = OSError("no address")
    for address in addresses:
        try:
            sock = socket.create_connection((address, target.port), timeout=_left(deadline))
            break
        except OSError as error:
            failure = error
    else:
        raise failure
    if target.scheme == "http":
        return sock
    try:
        sock.settimeout(_left(deadline))
        return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _TimedSocket:
    """What http.client needs of a socket, with the time left before each single call instead of a time per call."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock, self._deadline))

    def close(self) -> None:
        """Nothing: http.client closes before the body is read; the owner of the socket closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)
