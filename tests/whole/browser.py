"""A browser for tests, wherever one is installed, and what it saw."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""It works in a container too, and asks nothing of its maker."""
PATIENCE = 60_000
"""Milliseconds to wait for what must come, on a machine that is busy with other tests."""
MISSING = (
    "Tests of pages are left out: there is no Chromium here. Install one to run them, on Debian "
    "and Ubuntu by `apt-get install chromium`."
)


def find_browser() -> str | None:
    """Return where Chromium or Chrome is installed, if anywhere."""
    found = [shutil.which(name) for name in NAMES] + [one for one in PLACES if Path(one).exists()]
    return next(filter(None, found), None)


@dataclass
class Visit:
    """One page, and what went on while it was open."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note every host that is asked, and everything written to the console."""
        self.page.on("request", lambda one: self.hosts.add(urlsplit(one.url).netloc))
        self.page.on("console", lambda one: self.complaints.append(f"{one.type}: {one.text}"))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))

    def sideways(self) -> int:
        """Return by how many pixels the page is wider than the screen."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


@contextmanager
def visiting(**context: Any) -> Iterator[Visit]:
    """Open a browser with one empty page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ALONE))
        visit = Visit(browser.new_page(**context))
        visit.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        visit.listen()
        yield visit
        browser.close()
