"""The pages as people see them, in Chromium."""

import httpx
import pytest
from playwright.sync_api import expect

from tests import conftest
from tests.whole.browser import visiting

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}


def address(demo: httpx.Client, path: str) -> str:
    return str(demo.base_url.join(path))


def test_where_there_is_no_browser_these_tests_are_left_out_and_counted(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[pytest.Item] = []

    def count(items: list[pytest.Item]) -> None:
        counted.extend(items)

    monkeypatch.setattr(conftest, "find_browser", lambda: None)
    monkeypatch.setattr(request.config.hook, "pytest_deselected", count)
    items = [request.node]
    conftest.pytest_collection_modifyitems(request.config, items)
    assert (items, counted) == ([], [request.node])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_start_page_searches_without_scripts(
    demo: httpx.Client, size: dict[str, int], language: str
) -> None:
    with visiting(viewport=size, locale=language, java_script_enabled=False) as visit:
        visit.page.goto(address(demo, "/"))
        assert visit.page.locator("html").get_attribute("lang") == language
        visit.page.get_by_role("searchbox").fill("보위부")
        visit.page.get_by_role("search").get_by_role("button").click()
        title = {"en": "Behind Closed Doors", "ko": "닫힌 문 너머"}[language]
        expect(visit.page.get_by_role("main")).to_contain_text(title)
        assert visit.page.locator("html").get_attribute("lang") == language
        assert visit.sideways() == 0
        assert visit.hosts == {demo.base_url.netloc.decode()}
        assert visit.complaints == []


def test_start_page_can_be_used_by_keyboard_and_changes_language(demo: httpx.Client) -> None:
    with visiting(viewport=DESKTOP, locale="en") as visit:
        visit.page.goto(address(demo, "/"))
        visit.page.keyboard.press("Tab")
        expect(visit.page.get_by_role("link", name="Skip to content")).to_be_focused()
        visit.page.get_by_role("link", name="한국어").click()
        assert visit.page.locator("html").get_attribute("lang") == "ko"


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/unknown-parameter", "/docs"])
def test_no_page_is_wider_than_a_phone(demo: httpx.Client, path: str) -> None:
    with visiting(viewport=PHONE) as visit:
        visit.page.goto(address(demo, path))
        if path == "/docs":
            visit.page.locator(".opblock").first.wait_for()
        assert visit.sideways() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_operation_can_be_opened_by_link_and_tried_out(
    demo: httpx.Client, size: dict[str, int]
) -> None:
    with visiting(viewport=size) as visit:
        visit.page.goto(address(demo, "/docs#/reports/list_reports"))
        operation = visit.page.locator("#operations-reports-list_reports")
        operation.get_by_placeholder("q", exact=True).fill("보위부")
        operation.get_by_role("button", name="Execute").click()
        answer = operation.locator(".live-responses-table")
        expect(answer.locator("tbody .response-col_status")).to_contain_text("200")
        expect(answer).to_contain_text("behind-closed-doors")
        assert visit.sideways() == 0
        assert visit.hosts - {""} == {demo.base_url.netloc.decode()}
        assert visit.complaints == []


def test_an_editor_can_try_out_with_a_key(desk: httpx.Client) -> None:
    key = desk.headers["Authorization"].removeprefix("Bearer ")
    with visiting(viewport=DESKTOP) as visit:
        visit.page.goto(address(desk, "/docs#/editorial/list_drafts"))
        operation = visit.page.locator("#operations-editorial-list_drafts")
        execute = operation.get_by_role("button", name="Execute")
        status = operation.locator(".live-responses-table tbody .response-col_status")
        visit.page.locator(".auth-wrapper .authorize").first.click()
        visit.page.get_by_label("auth-bearer-value").fill(key)
        visit.page.get_by_role("button", name="Apply credentials").click()
        visit.page.get_by_role("button", name="Close", exact=True).click()
        execute.click()
        expect(status).to_contain_text("200")
        assert visit.hosts - {""} == {desk.base_url.netloc.decode()}
        assert visit.complaints == []


def test_docs_page_needs_no_internet(demo: httpx.Client) -> None:
    with visiting(viewport=DESKTOP) as visit:
        own = demo.base_url.netloc.decode()
        visit.page.route(
            lambda url: own not in url and not url.startswith("data:"), lambda route: route.abort()
        )
        visit.page.goto(address(demo, "/docs"))
        expect(visit.page.locator(".info .title")).to_contain_text("Report catalogue")
        expect(visit.page.locator(".opblock")).not_to_have_count(0)
        assert visit.complaints == []
