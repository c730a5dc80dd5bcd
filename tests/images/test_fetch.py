"""The URL fetcher against a loopback server that only this test allows, and the addresses it must never reach."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images import fetch
from cropvlm_tools.images.fetch import fetch_url, is_public
from cropvlm_tools.images.load import load_image

HEAD = "HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "168.63.129.17",
        "93.184.215.14",
        "199.36.153.12",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450:4001:80b::200e",
    ],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


CLOSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "161.26.0.10",
    "166.11.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "199.36.153.4",
    "199.36.153.11",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "100::1",
    "64:ff9b::a83f:8110",
    "::ffff:168.63.129.16",
    "2001:0:4136:e378:8000:63bf:57c0:7eef",
    "2002:a83f:8110::1",
    "2600:2d00:2:1000::1",
    "2606:4700:64::a9fe:a9fe",
    "2606:4700:64::168.63.129.16",
    "2606:4700::5efe:100.100.100.200",
    "2606:4700:64::192.0.0.192",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_closed_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "2130706433", "0x7f.1", "127.1", "1.2.3"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def url_of(address: str) -> str:
    return f"http://[{address}]/a.png" if ":" in address else f"http://{address}/a.png"


REFUSED = [
    *((url_of(address), "public|resolved|malformed") for address in CLOSED),
    ("http://localhost/a.png", "public"),
    ("http://localhost./a.png", "public|resolved"),
    ("http://2130706433/", "numeric host"),
    ("http://0x7f.1/", "numeric host"),
    ("http://0x7f000001/", "numeric host"),
    ("http://127.1/", "numeric host"),
    ("http://0177.0.0.1/", "numeric host"),
    ("http://127.0.0.1./", "numeric host"),
    ("http://127。0。0。1/", "public"),
    ("http://user:secret@8.8.8.8/", "user name or password"),
    ("http://8.8.8.8:22/", "Port 22"),
    ("http://8.8.8.8:99999/", "malformed"),
    ("http://[::1/", "malformed"),
    ("http://8.8.8.8/" + "a" * 9000, "longer than 8,192"),
    ("http://" + "ü" * 9000, "longer than 8,192"),
    ("http:///a.png", "host name"),
    ("http://a b/", "host name"),
    ("ftp://8.8.8.8/a.png", "http and https"),
    ("file:///etc/passwd", "http and https"),
    ("//", "host|http and https"),
]


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/\ud800",
        "http://8.8.8.8/?\udfff",
        "http://\ud800/",
        "http://\ud800.example/",
        "http://8.8.8.8:\ud800/",
    ],
)
def test_a_lone_surrogate_is_no_url(url: str) -> None:
    with pytest.raises(ImageError, match="malformed"):
        fetch_url(url)


@pytest.mark.parametrize(("url", "message"), REFUSED)
def test_refused_urls(url: str, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        fetch_url(url)


class Server(socketserver.ThreadingTCPServer):
    """Sends the blocks kept for a path, each after its pause (s), and remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[float, bytes]]] = {}
        self.requests: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]

    def url(self, path: str, host: str = "images.example") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode().strip()) != "":
            lines.append(line)
        self.server.requests.append("\n".join(lines))
        try:
            for pause, block in self.server.answers[lines[0].split()[1]]:
                time.sleep(pause)
                self.wfile.write(block)
        except OSError:
            return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server at images.example, whose one address is 127.0.0.1; that address alone counts as public."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: str, *args: object, **kwargs: object) -> object:
        return resolve("127.0.0.1" if host == "images.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1" or is_public(address))
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def answer(*blocks: str, pause: float = 0.0) -> list[tuple[float, bytes]]:
    return [(pause, block.encode()) for block in blocks]


@pytest.mark.parametrize(
    "reply",
    [
        answer(HEAD + "Content-Length: 6\r\n\r\npixels"),
        answer(HEAD + "\r\npixels"),
        answer(HEAD + "Transfer-Encoding: chunked\r\n\r\n3\r\npix\r\n3\r\nels\r\n0\r\n\r\n"),
        answer("HTTP/1.1 100 Continue\r\n\r\n" + HEAD + "\r\npix", "els"),
    ],
)
def test_fetches_the_body(server: Server, reply: list[tuple[float, bytes]]) -> None:
    server.answers["/a%20b.png?c=%C3%A9"] = reply
    assert fetch_url(server.url("/a b.png?c=é#part"), ports=(server.port,)) == b"pixels"
    assert f"Host: images.example:{server.port}" in server.requests[0].splitlines()


def test_environment_proxies_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.answers["/"] = answer(HEAD + "\r\nok")
    assert fetch_url(server.url(""), ports=(server.port,)) == b"ok"


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (answer(HEAD + "Content-Length: 1001\r\n\r\n"), "larger than 1,000 bytes.*max_bytes"),
        (answer(HEAD + "\r\n" + "x" * 1001), "larger than 1,000 bytes.*max_bytes"),
        (answer(HEAD + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x" * 1001), "larger than|IncompleteRead"),
        (answer(HEAD + "Content-Length: 9\r\n\r\nshort"), "ended early"),
        (answer(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"), "IncompleteRead"),
        (answer("HTTP/1.1 404 Not Found\r\n\r\n"), "status 404"),
        (answer("HTTP/1.1 204 No Content\r\n\r\n"), "status 204"),
        (answer("HTTP/1.1 302 Found\r\n\r\n"), "status 302"),
        (answer("SSH-2.0-OpenSSH\r\n"), "BadStatusLine"),
        (answer(HEAD + "X: y\r\n" * 200 + "\r\n"), "could not be read"),
        (answer(""), "could not be read"),
        (answer(HEAD + "X: " + "y" * 70_000 + "\r\n\r\n"), "LineTooLong"),
    ],
)
def test_refused_answers(server: Server, reply: list[tuple[float, bytes]], message: str) -> None:
    server.answers["/"] = reply
    with pytest.raises(ImageError, match=message):
        fetch_url(server.url("/"), ports=(server.port,), max_bytes=1000)


@pytest.mark.parametrize(
    "reply",
    [
        answer(HEAD + "Content-Length: 999\r\n\r\n", *"x" * 999, pause=0.02),
        answer(*(HEAD + "X: " + "y" * 999), pause=0.02),
        answer(*["HTTP/1.1 100 Continue\r\n\r\n"] * 999, pause=0.02),
        answer("", pause=20),
    ],
    ids=["body", "header", "continue", "silence"],
)
def test_slow_answers_are_cut(server: Server, reply: list[tuple[float, bytes]]) -> None:
    server.answers["/"] = reply
    with pytest.raises(ImageError, match=r"longer than 0.3 s.*timeout"):
        fetch_url(server.url("/"), ports=(server.port,), timeout=0.3)


def test_time_is_shared_by_all_redirects(server: Server) -> None:
    server.answers["/"] = [(0.2, b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")]
    with pytest.raises(ImageError, match=r"longer than 0.5 s"):
        fetch_url(server.url("/"), ports=(server.port,), timeout=0.5, max_redirects=9)


def test_slow_resolver_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: release.wait(20) and [])
    with pytest.raises(ImageError, match=r"longer than 0.1 s"):
        fetch_url("http://images.example/", timeout=0.1)
    release.set()


def test_look_ups_that_hang_are_bounded_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    release, before = threading.Event(), threading.active_count()

    def resolve(host: str, *args: object, **kwargs: object) -> object:
        if host == "hangs.example":
            release.wait(60)
        raise RuntimeError(host) if host == "odd.example" else OSError(host)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    said = set()
    for _ in range(40):
        with pytest.raises(ImageError) as error:
            fetch_url("http://hangs.example/", timeout=0.02)
        said.add(str(error.value).partition(".")[0])
    assert threading.active_count() - before <= 16
    assert said == {"The image URL took longer than 0", "16 hosts of image URLs are still being looked up"}
    release.set()
    for host in ("hangs", "odd", "other") * 20:  # none is left, whatever the resolver raised
        with pytest.raises(ImageError, match="cannot be resolved"):
            fetch_url(f"http://{host}.example/")


def test_follows_redirects(server: Server) -> None:
    for at, code, to in ((0, 301, "1"), (1, 307, "/2"), (2, 308, server.url("/3"))):
        server.answers[f"/{at}"] = answer(f"HTTP/1.1 {code} X\r\nLocation: {to}\r\n\r\n")
    server.answers["/3"] = answer(HEAD + "\r\nend")
    assert fetch_url(server.url("/0"), ports=(server.port,)) == b"end"
    with pytest.raises(ImageError, match=r"more than 2 times.*max_redirects"):
        fetch_url(server.url("/0"), ports=(server.port,), max_redirects=2)


def test_redirect_loop(server: Server) -> None:
    server.answers["/"] = answer("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")
    with pytest.raises(ImageError, match="more than 3 times"):
        fetch_url(server.url("/"), ports=(server.port,))
    assert len(server.requests) == 4


@pytest.mark.parametrize(("url", "message"), [case for case in REFUSED if case[0] not in ("http:///a.png", "//")])
def test_refused_redirects(server: Server, monkeypatch: pytest.MonkeyPatch, url: str, message: str) -> None:
    # The hop itself is allowed; 127.0.0.1 is closed again once the redirect has been sent.
    monkeypatch.setattr(fetch, "is_public", lambda address: not server.requests or is_public(address))
    server.answers["/"] = [(0, f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n\r\n".encode())]
    with pytest.raises(ImageError, match=message + "|host name"):
        fetch_url(server.url("/"), ports=(80, 443, server.port))
    assert len(server.requests) == 1


@pytest.mark.parametrize("addresses", [["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"], []])
def test_one_closed_address_is_enough(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    found = [(0, 0, 0, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(ImageError, match="public internet"):
        fetch_url("http://images.example/")


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve, asked = socket.getaddrinfo, []

    def rebinding(host: str, *args: object, **kwargs: object) -> object:
        if host != "images.example":
            return resolve(host, *args, **kwargs)
        asked.append(host)
        return resolve("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.answers["/"] = answer(HEAD + "\r\nok")
    assert fetch_url(server.url("/"), ports=(server.port,)) == b"ok"
    assert asked == ["images.example"]
    with pytest.raises(ImageError, match="public internet"):
        fetch_url(server.url("/"), ports=(server.port,))


def test_tls_keeps_the_host_name(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []

    class Context:
        def wrap_socket(self, sock: socket.socket, server_hostname: str) -> socket.socket:
            names.append(server_hostname)
            return sock

    monkeypatch.setattr("ssl.create_default_context", Context)
    server.answers["/"] = answer(HEAD + "\r\nok")
    assert fetch_url(server.url("/").replace("http:", "https:"), ports=(server.port,)) == b"ok"
    assert names == ["images.example"]


def test_tls_failure(server: Server) -> None:
    server.answers["/"] = answer("not tls")
    with pytest.raises(ImageError, match=r"certificate|could not be read"):
        fetch_url(server.url("/").replace("http:", "https:"), ports=(server.port,), timeout=2)


def test_load_image_with_it() -> None:
    with pytest.raises(ImageError, match="public internet"):
        load_image("http://127.0.0.1/a.png", fetch=fetch_url)
