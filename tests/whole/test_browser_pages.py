"""Pages of records, and cards on the page of a partner, as people see them in Chromium."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import ConsoleMessage, expect

from tests.whole.browser import visiting

pytestmark = pytest.mark.browser
WIDTHS = {"desktop": 1280, "phone": 390}
PAGES = (
    "/reports/behind-closed-doors",
    "/mentions/nk-news-2023-11-24",
    "/authorities/nkdb",
    "/resources/behind-closed-doors-pdf-en",
    "/reports/no-such-report",
)


@contextmanager
def partner(html: str, policy: str) -> Iterator[str]:
    """Serve one page of another origin, under a policy."""

    class Partner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def is_warning(message: ConsoleMessage) -> bool:
    return message.type == "warning"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_pages_fit_ask_nobody_else_and_have_nothing_to_complain_of(
    demo: httpx.Client, width: int, language: str
) -> None:
    with visiting(viewport={"width": width, "height": 800}, locale=language) as visit:
        for path in PAGES:
            visit.page.goto(str(demo.base_url.join(path)))
            assert visit.page.locator("html").get_attribute("lang") == language
            expect(visit.page.locator("h1")).to_have_count(1)
            assert visit.sideways() == 0
        assert visit.hosts == {demo.base_url.netloc.decode()}
        assert [one for one in visit.complaints if "404" not in one] == []


def test_a_div_becomes_a_card_under_a_strict_policy(demo: httpx.Client) -> None:
    own = str(demo.base_url).rstrip("/")
    html = (
        '<!doctype html><html lang="ko"><link rel="icon" href="data:,">'
        '<div data-report="behind-closed-doors"></div>'
        '<div data-report="behind-closed-doors" data-show="mentions" data-lang="en"></div>'
        '<div data-report="no-such-report">Fallback</div>'
        f'<script src="{own}/embed.js"></script></html>'
    )
    policy = (
        f"default-src 'none'; script-src {own}; connect-src {own}; img-src data:; "
        "require-trusted-types-for 'script'"
    )
    with partner(html, policy) as address, visiting(locale="ko") as visit:
        with visit.page.expect_console_message(is_warning) as warned:
            visit.page.goto(address)
        expect(visit.page.locator("article.card")).to_have_count(2)
        card, media = visit.page.locator("article.card").all()
        expect(card).to_contain_text("닫힌 문 너머")
        expect(media).to_contain_text("NK News")
        expect(card).to_have_css("border-left-width", "4px")
        expect(visit.page.get_by_text("Fallback")).to_be_visible()
        above, below = card.bounding_box(), media.bounding_box()
        assert above
        assert below
        assert below["y"] - (above["y"] + above["height"]) == 16
        assert '"no-such-report"' in warned.value.text
        assert "404" in warned.value.text
        visit.page.evaluate("document.body.style.setProperty('--card-accent', 'rgb(1, 2, 3)')")
        expect(card).to_have_css("border-left-color", "rgb(1, 2, 3)")
        assert [one for one in visit.complaints if "404" not in one] == []


def test_a_card_that_nobody_answers_for_leaves_a_word(demo: httpx.Client) -> None:
    own = str(demo.base_url).rstrip("/")
    html = (
        '<!doctype html><link rel="icon" href="data:,"><div data-report="behind-closed-doors">'
        f'Fallback</div><script src="{own}/embed.js"></script>'
    )
    policy = f"default-src 'none'; script-src {own}; connect-src {own}; img-src data:"
    with partner(html, policy) as address, visiting() as visit:
        visit.page.route("**/embed/reports/**", lambda route: route.abort())
        with visit.page.expect_console_message(is_warning) as told:
            visit.page.goto(address)
        assert '"behind-closed-doors"' in told.value.text
        assert "no answer" in told.value.text
        expect(visit.page.get_by_text("Fallback")).to_be_visible()


def test_a_frame_is_as_high_as_its_card(demo: httpx.Client) -> None:
    own = str(demo.base_url).rstrip("/")
    html = (
        '<!doctype html><link rel="icon" href="data:,">'
        f'<script src="{own}/embed.js"></script>'
        f'<iframe title="Card" src="{own}/embed/reports/behind-closed-doors"></iframe>'
    )
    policy = (
        f"default-src 'none'; script-src {own}; connect-src {own}; frame-src {own}; img-src data:"
    )
    with partner(html, policy) as address, visiting() as visit:
        visit.page.goto(address)
        expect(visit.page.frame_locator("iframe").locator("h2")).to_be_visible()
        visit.page.wait_for_function(
            "parseFloat(document.querySelector('iframe').style.height) > 150"
        )
        assert visit.complaints == []
