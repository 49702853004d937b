import asyncio
import gzip
import io

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import AddressRefused, FetchFailed, FetchTimedOut, TooMuchData
from service.outbound.fetch import Limits, Response, download, fetch, redirected
from service.outbound.network import Network
from tests.outbound.website import PUBLIC, Website, forever, page

HURRY = Limits(seconds=0.3)
LINES = b'{"kind": "report"}\n' * 50_000
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def get(site: Website, path: str = "/", limits: Limits = Limits()) -> bytes:  # noqa: B008 - frozen
    """Download a page of the site."""
    download(f"http://site.example{path}", file := io.BytesIO(), limits, site.network)
    return file.getvalue()


def answer(site: Website, url: str) -> Response:
    """Fetch without reading the body."""

    async def run() -> Response:
        async with fetch(url, network=site.network) as response:
            return response

    return asyncio.run(run())


def test_a_file_arrives_whole(site: Website) -> None:
    site.pages["/"] = page(LINES)
    assert get(site) == LINES


def test_a_file_sent_as_gzip_arrives_decoded(site: Website) -> None:
    site.pages["/"] = page(gzip.compress(LINES), content_encoding="GZIP")
    assert get(site) == LINES


def test_status_headers_and_last_url_are_told(site: Website) -> None:
    site.pages["/old"] = page(status="301 Moved Permanently", location="new?page=2#top")
    site.pages["/new?page=2"] = page(b"<p>", status="404 Not Found", content_type="text/html")
    response = answer(site, "http://site.example/old")
    assert response.url == "http://site.example/new?page=2#top"
    assert response.status == 404
    assert response.headers["content-type"] == response.headers["Content-Type"] == "text/html"


def test_a_redirect_without_location_is_an_answer(site: Website) -> None:
    site.pages["/"] = page(status="302 Found")
    assert answer(site, "http://site.example/").status == 302


def test_only_a_complete_file_is_a_download(site: Website) -> None:
    site.pages["/"] = page(b"sorry", status="404 Not Found")
    with pytest.raises(FetchFailed, match="answered with status 404"):
        get(site)


def test_the_site_learns_who_asks_and_nothing_else(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = page(status="302 Found", location="/there", set_cookie="a=b; Path=/")
    site.pages["/there"] = page()
    get(site)
    names = [line.split(":")[0].lower() for line in site.requests[1].splitlines()[1:]]
    assert sorted(names) == ["accept", "accept-encoding", "host", "user-agent"]
    assert "User-Agent: report-catalogue/" in site.requests[1]
    assert "Host: site.example\r\n" in site.requests[1]
    assert set(site.wire.connected) == {PUBLIC}


def test_an_endless_chain_of_redirects_ends(site: Website) -> None:
    site.pages["/"] = page(status="307 Temporary Redirect", location="/")
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        get(site)
    assert len(site.requests) == 6


def test_a_redirect_from_https_to_http_is_refused_unless_allowed() -> None:
    secure = httpx.URL("https://site.example/a")
    with pytest.raises(AddressRefused, match=r"site\.example redirects from https to http"):
        redirected(secure, "http://site.example/b", Limits())
    allowed = redirected(secure, "http://site.example/b", Limits(downgrade=True))
    assert str(allowed) == "http://site.example/b"
    assert str(redirected(secure, "//site.example/b", Limits())) == "https://site.example/b"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "site.example",
            "//site.example/",
            "/etc/passwd",
            "file:///etc/passwd",
            "ftp://site.example/",
        ),
        *("gopher://site.example/", "http://", "http:///path", "http://[::1", "https:site.example"),
        *("http://site.example:99999/", "http://site.example\r\nX: y/", "javascript:alert(1)"),
    ],
)
def test_what_is_not_the_url_of_a_website_is_refused(site: Website, url: str) -> None:
    with pytest.raises(AddressRefused):
        answer(site, url)
    assert site.wire.connected == []


def test_a_password_is_neither_sent_nor_repeated(site: Website) -> None:
    with pytest.raises(AddressRefused) as refused:
        answer(site, "http://editor:secret@site.example/")
    assert "secret" not in refused.value.detail
    assert site.wire.connected == []


@given(st.text() | st.text().map("http://{}".format) | st.text().map("http://a.example/{}".format))
@settings(deadline=None)
def test_any_text_for_a_url_gives_one_of_our_errors(text: str) -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError(host, port)

    with pytest.raises(FetchFailed):
        download(text, io.BytesIO(), network=Network(resolve=unknown))


@pytest.mark.parametrize("path", ["/body", "/head", "/silent", "/informational"])
def test_a_dripping_answer_ends(site: Website, path: str) -> None:
    site.pages["/body"] = forever(CHUNKED, b"1\r\nx\r\n", pause=0.01)
    site.pages["/head"] = forever(b"HTTP/1.1 200 OK\r\nServer: ", b"x", pause=0.01)
    site.pages["/silent"] = forever(b"", b"", pause=0.01)
    site.pages["/informational"] = forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.01)
    with pytest.raises(FetchTimedOut, match=r"did not answer in full within 0\.3 seconds"):
        get(site, path, HURRY)


def test_dripping_redirects_share_one_deadline(site: Website) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.pages["/"] = forever(head, b"1\r\nx\r\n", pause=0.01)
    with pytest.raises(FetchTimedOut):
        get(site, limits=Limits(seconds=0.3, redirects=10**9))


def test_a_look_up_that_takes_for_ever_ends(site: Website) -> None:
    async def sleep(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return [host, str(port)]

    network = Network(resolve=sleep, wire=site.wire)
    with pytest.raises(FetchTimedOut, match="cannot be reached in time"):
        download("http://site.example/", io.BytesIO(), Limits(connect_seconds=0.1), network)


def test_an_endless_body_is_cut_at_the_limit(site: Website) -> None:
    site.pages["/"] = forever(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n")
    file = io.BytesIO()
    with pytest.raises(TooMuchData, match="more than the 100,000 bytes allowed"):
        download("http://site.example/", file, Limits(most_bytes=100_000), site.network)
    assert len(file.getvalue()) <= 100_000


def test_a_body_of_exactly_the_limit_is_taken(site: Website) -> None:
    site.pages["/"] = page(LINES)
    assert get(site, limits=Limits(most_bytes=len(LINES))) == LINES
    with pytest.raises(TooMuchData):
        get(site, limits=Limits(most_bytes=len(LINES) - 1))


def test_an_endless_head_is_refused(site: Website) -> None:
    site.pages["/"] = forever(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 1000 + b"\r\n")
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        get(site)


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP", b"220 mail ready\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_an_answer_that_breaks_off_or_is_not_http_is_reported(site: Website, sent: bytes) -> None:
    site.pages["/"] = lambda: [sent]
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        get(site)


def test_gzip_that_breaks_off_is_not_a_file(site: Website) -> None:
    site.pages["/"] = page(gzip.compress(LINES)[:-9], content_encoding="gzip")
    with pytest.raises(FetchFailed, match="ended too early"):
        get(site)


def test_a_site_that_does_not_speak_tls_is_reported(site: Website) -> None:
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        answer(site, "https://site.example/")


def test_the_readers_own_time_out_stays_its_own(site: Website) -> None:
    site.pages["/"] = page()

    async def run() -> None:
        async with fetch("http://site.example/", network=site.network):
            raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        asyncio.run(run())
