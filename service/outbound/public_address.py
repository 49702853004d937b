"""Which network addresses are public, so that a request may go there."""

from ipaddress import ip_address, ip_network

GLOBAL_UNICAST = ip_network("2000::/3")
"""The only IPv6 addresses in public use (https://www.rfc-editor.org/rfc/rfc4291#section-2.4).

Outside it lie loopback, link-local, site-local, unique local and multicast addresses, and most of
those that carry an IPv4 address: mapped, compatible, translated (SIIT) and NAT64.
"""

RESERVED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a carrier
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # looks public, and is the host of every Azure machine
        "169.254.0.0/16",  # link-local; cloud machines read their secrets here
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
"""Stated here because `is_global` passes several of them, and differs between Python versions
(https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry)."""


def is_public(address: str) -> bool:
    """Tell whether an IPv4 or IPv6 address belongs to the public internet; others do not."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if known.version == 6 and ("%" in address or known not in GLOBAL_UNICAST):
        return False
    return known.is_global and not any(known in block for block in RESERVED)
