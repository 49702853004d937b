"""The site map (https://www.sitemaps.org/protocol.html): the ledger, cut every 10,000 numbers.

Each record has one number, that of its latest change. So no address stands in two files, a file
is one range of the ledger's own order, and only the last file grows: what changes moves there, and
search engines need not read the others again. Nothing is counted, skipped or scanned.
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from service.errors import RouteNotFound
from service.ledger.read import LedgerSource
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind, rfc3339

SIZE = 10_000
FILE = re.compile(r"([0-9]{1,9})\.xml")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_index(source: LedgerSource, base: str, head: int) -> bytes:
    """List the files that have anything in them, each with its latest change."""
    files = []
    for number in range(-(-head // SIZE)):
        changed = source.latest_between(number * SIZE, (number + 1) * SIZE)
        if changed is not None:
            files.append(place("sitemap", f"{base}sitemaps/{number}.xml", changed))
    return document("sitemapindex", files)


def write_file(source: LedgerSource, base: str, name: str) -> bytes:
    """List the pages of the records whose latest change is in one range of the ledger.

    Raises:
        RouteNotFound: if there is no such file.
    """
    if not (file := FILE.fullmatch(name)):
        raise RouteNotFound(f"There is no site map {name!r}. /sitemap.xml lists those there are.")
    number = int(file[1])
    found = source.between(number * SIZE, (number + 1) * SIZE)
    if not found:
        raise RouteNotFound(f"Nothing is in the site map {name!r} any more.")
    pages = (
        place("url", f"{base}{COLLECTIONS[RecordKind(one.kind)]}/{quote(one.slug)}", one.changed_at)
        for one in found
    )
    return document("urlset", list(pages))


def place(tag: str, url: str, changed_at: int) -> str:
    """Write one address with the time of its latest change."""
    moment = rfc3339(datetime.fromtimestamp(changed_at, UTC))
    return f"<{tag}><loc>{escape(url)}</loc><lastmod>{moment}</lastmod></{tag}>"


def document(root: str, items: list[str]) -> bytes:
    """Put items into a document."""
    top = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    return f"{top}{chr(10).join(items)}\n</{root}>\n".encode()
