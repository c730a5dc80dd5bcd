"""What commands send: ``unshare -rn python -m tests.traffic COMMAND...`` prints it as JSON.

In a network namespace of its own the name servers' addresses and the loopback are served by this process: it answers
that every name is 127.0.0.1, and counts what is asked and opened. What leaves by another way the kernel counts.
"""

import fcntl
import json
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

_SIOCSIFFLAGS, _SIOCSIFADDR = 0x8914, 0x8916
_UP = 0x1 | 0x8 | 0x40  # IFF_UP, IFF_LOOPBACK, IFF_RUNNING
_COUNTED = {"Ip": ("OutNoRoutes",), "Tcp": ("ActiveOpens", "AttemptFails"), "Udp": ("OutDatagrams",)}


def main(commands: Sequence[str]) -> None:
    asked: list[str] = []
    for number, address in enumerate(_start_network()):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((address, 53))
        Thread(target=_answer, args=(server, asked), daemon=True, name=f"resolver {number}").start()
    before = _counts()
    for command in commands:
        subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
    sent = {name: count - before[name] for name, count in _counts().items() if count > before[name]}
    print(json.dumps({"asked": sorted(set(asked)), "sent": sent}))


def _start_network() -> list[str]:
    """Addresses of the name servers, which are this machine's now."""
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", _UP, b""))
    servers = re.findall(r"^nameserver\s+(\d+\.\d+\.\d+\.\d+)", Path("/etc/resolv.conf").read_text(), re.MULTILINE)
    for number, address in enumerate(servers):
        if not address.startswith("127."):
            name, packed = f"lo:{number + 1}".encode(), socket.inet_aton(address)
            fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16sHH4s8s", name, socket.AF_INET, 0, packed, b""))
    return servers


def _answer(server: socket.socket, asked: list[str]) -> None:
    while True:
        question, sender = server.recvfrom(4096)
        labels, at = [], 12  # bytes of the header
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode())
            at += 1 + question[at]
        asked.append(".".join(labels))
        (kind,) = struct.unpack_from(">H", question, at + 1)
        known = kind == 1  # A
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1" if known else b""
        counts = b"\0\1" + (b"\0\1" if known else b"\0\0") + bytes(4)
        server.sendto(question[:2] + b"\x81\x80" + counts + question[12 : at + 5] + answer, sender)


def _counts() -> dict[str, int]:
    """Of this namespace, since it was made."""
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    found = {}
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        protocol = names[0].rstrip(":")
        known = dict(zip(names[1:], values[1:], strict=True))
        found |= {f"{protocol}.{name}": int(known[name]) for name in _COUNTED.get(protocol, ())}
    for line in Path("/proc/net/snmp6").read_text().splitlines() if Path("/proc/net/snmp6").exists() else ():
        name, value = line.split()
        if name in ("Ip6OutNoRoutes", "Udp6OutDatagrams"):
            found[name] = int(value)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
