"""Which IP addresses anybody on the internet can reach."""

from __future__ import annotations

import ipaddress

# IANA IPv4 and IPv6 Special-Purpose Address Registries, and IANA IPv6 Global Unicast Address Space (2000::/3).
_CLOSED_V4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
]
# Allocated like any others, but answered by a cloud's own platform, and only from inside of it.
_PLATFORMS = [
    ipaddress.ip_network(network)
    for network in (
        # Azure's WireServer: learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        "168.63.129.16/32",
        # restricted and private.googleapis.com: cloud.google.com/vpc/docs/configure-private-google-access
        "199.36.153.4/30",
        "199.36.153.8/30",
        "2600:2d00:2:1000::/64",
        "2600:2d00:2:2000::/64",
        # IBM's infrastructure and service endpoints: cloud.ibm.com/docs/vpc?topic=vpc-service-endpoints-for-vpc
        "161.26.0.0/16",
        "166.8.0.0/14",
    )
]
# The metadata services of Azure, of nearly all others, of Alibaba and of Oracle (its second one). An operator's own
# NAT64 prefix (RFC 6052) and ISATAP (RFC 5214) carry them in the last 32 bits of an address like any other.
_METADATA = [
    ipaddress.IPv4Network(network)
    for network in ("168.63.129.16/32", "169.254.0.0/16", "100.100.100.200/32", "192.0.0.192/32")
]


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet can reach.

    False for private, loopback, link-local, shared, multicast, reserved and documentation addresses, for those that a
    large cloud gives its platform (Azure's 168.63.129.16; the others' metadata services lie in the former), and for
    every IPv6 form that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), whatever it carries.
    On a NAT64-only network hosts without IPv6 are therefore refused.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip in network for network in _PLATFORMS):
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _CLOSED_V4)
    carried = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    if ip.scope_id is not None or any(carried in network for network in _METADATA):
        return False
    return ip in _OPEN_V6 and not any(ip in network for network in _CLOSED_V6)
