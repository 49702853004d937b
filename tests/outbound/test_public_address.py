from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.outbound.public_address import is_public

INSIDE = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:10::/28"),
    *("2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10"),
    *("fec0::/10", "ff00::/8"),
]


@pytest.mark.parametrize("block", INSIDE)
def test_no_address_of_a_reserved_block_is_public(block: str) -> None:
    network = ip_network(block)

    @given(st.integers(0, network.num_addresses - 1))
    def refused(number: int) -> None:
        assert not is_public(str(network[number]))

    refused()
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@given(st.ip_addresses(v=4), st.sampled_from(["::", "::ffff:", "::ffff:0:", "64:ff9b::"]))
def test_an_ipv4_address_written_as_ipv6_is_not_public(inner: IPv4Address, prefix: str) -> None:
    assert not is_public(f"{prefix}{inner}")


@given(st.ip_addresses(v=4))
def test_a_tunnel_to_an_ipv4_address_is_not_public(inner: IPv4Address) -> None:
    assert not is_public(str(IPv6Address(0x2002 << 112 | int(inner) << 80)))
    assert not is_public(str(IPv6Address(0x20010000 << 96 | int(inner) << 64)))


@given(st.ip_addresses(v=6))
def test_an_address_with_an_interface_is_not_public(address: IPv6Address) -> None:
    assert not is_public(f"{address}%eth0")


@pytest.mark.parametrize("address", ["192.0.0.8", "255.255.255.255", "168.63.129.16"])
def test_addresses_that_only_look_public_are_not(address: str) -> None:
    assert not is_public(address)


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(f"{text} ")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111"])
def test_addresses_of_websites_are_public(address: str) -> None:
    assert is_public(address)
