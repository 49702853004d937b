import io

import pytest

from service.errors import AddressRefused, FetchFailed
from service.outbound.fetch import INTERNET, Limits, download
from service.outbound.network import Network
from tests.outbound.website import OTHER, PUBLIC, Website, page

INSIDE = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "169.254.169.254",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "10.0.0.1",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fec0::1]",
]


@pytest.mark.parametrize("host", INSIDE)
def test_a_host_inside_is_refused_before_anything_is_sent(site: Website, host: str) -> None:
    with pytest.raises(AddressRefused):
        download(f"http://{host}/", io.BytesIO(), network=site.network)
    assert site.wire.connected == []


@pytest.mark.parametrize("host", INSIDE)
def test_a_redirect_to_the_inside_is_refused(site: Website, host: str) -> None:
    site.pages["/"] = page(status="302 Found", location=f"http://{host}/latest/meta-data/")
    with pytest.raises(AddressRefused):
        download("http://site.example/", io.BytesIO(), network=site.network)
    assert site.wire.connected == [PUBLIC]


def test_the_network_in_use_refuses_this_machine(site: Website) -> None:
    for port in (80, site.wire.port):
        with pytest.raises(AddressRefused):
            download(f"http://127.0.0.1:{port}/", io.BytesIO(), network=INTERNET)
    assert site.requests == []


def test_a_name_is_looked_up_once_and_never_answered_differently(site: Website) -> None:
    site.names["rebound.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.pages["/"] = page(b"hello")
    download("http://rebound.example/", file := io.BytesIO(), network=site.network)
    assert file.getvalue() == b"hello"
    assert site.names.asked == ["rebound.example"]
    assert site.wire.connected == [PUBLIC]


def test_a_name_that_changes_before_a_redirect_is_checked_again(site: Website) -> None:
    site.names["rebound.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.pages["/"] = page(status="302 Found", location="http://rebound.example:8080/")
    with pytest.raises(AddressRefused):
        download("http://rebound.example/", io.BytesIO(), network=site.network)
    assert site.wire.connected == [PUBLIC]


@pytest.mark.parametrize("addresses", [[PUBLIC, "10.0.0.1"], ["::1", PUBLIC], []])
def test_one_address_inside_refuses_the_host(site: Website, addresses: list[str]) -> None:
    site.names["mixed.example"] = [addresses]
    with pytest.raises(AddressRefused, match=r"mixed\.example is not on the public internet"):
        download("http://mixed.example/", io.BytesIO(), network=site.network)
    assert site.wire.connected == []


def test_where_one_address_is_dead_the_next_is_tried(site: Website) -> None:
    site.names["site.example"] = [[OTHER, PUBLIC]]
    site.wire.dead = [OTHER]
    site.pages["/"] = page(b"hello")
    download("http://site.example/", io.BytesIO(), network=site.network)
    assert site.wire.connected == [OTHER, PUBLIC]


def test_a_host_nobody_answers_for_is_reported(site: Website) -> None:
    site.wire.dead = [PUBLIC]
    with pytest.raises(FetchFailed, match="cannot be fetched: nobody is there"):
        download("http://site.example/", io.BytesIO(), network=site.network)


def test_only_web_ports_are_connected_to(site: Website) -> None:
    with pytest.raises(AddressRefused, match="Port 25 is not fetched from"):
        download("http://site.example:25/", io.BytesIO(), network=site.network)
    assert site.names.asked == []


def test_a_name_without_address_is_reported(site: Website) -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError(host, port)

    network = Network(resolve=unknown, wire=site.wire)
    with pytest.raises(FetchFailed, match=r"nowhere\.example has no address"):
        download("http://nowhere.example/", io.BytesIO(), network=network)


def test_a_label_too_long_for_a_name_is_reported(site: Website) -> None:
    with pytest.raises(FetchFailed):
        download(f"http://{'a' * 64}.example/", io.BytesIO(), Limits(), site.network)
