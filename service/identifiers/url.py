"""Addresses of pages: the form under which two addresses of one page are equal."""

import re
from collections.abc import Container
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from url_normalize import url_normalize

from service.identifiers.text import CONTROL, MAX_LENGTH, clean, refusal
from service.identifiers.url_rules import (
    HOST_TRACKING,
    PAGE_PARAMETERS,
    SAME_HOST,
    SAME_PAGE,
    TRACKING_PARAMETERS,
    TRACKING_PREFIXES,
    TRACKING_VALUES,
)

NOUN = "the address of a page"
SCHEME = re.compile("https?://", re.IGNORECASE)
DOTTED_HOST = re.compile(r"[^\s/?#@:.]+(?:\.[^\s/?#@:.]+)+\.?(?::[0-9]+)?(?:[/?#].*)?")
HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f.]*:[0-9a-f:.]*)")
WWW_OR_MOBILE = re.compile(r"(?:(?:www|m)\.)+(?=[^.]+\.)")
FOLDER_OR_SESSION = re.compile(
    r"(?:/(?:index\.(?:html?|php))?)+$|;jsessionid=[^/]*$", re.IGNORECASE
)
AMP_SUFFIX = re.compile(r"(?:\.amp)+(?=\.html?$|$)")
ARTICLE = re.compile("-.*-|[0-9]{4}")
PLAIN = re.compile(
    r"(?=[^/?]{1,63}(?:[/?]|$))((?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,})"
    r"((?:/[\w~-][\w.~-]*)*/?)(?:\?((?:&?[\w.~-]*(?:=[\w.~-]*)?(?=&|$))*))?",
    re.ASCII,
)
"""Host, path and query of the common address in which there is nothing to rewrite."""


@lru_cache(maxsize=4096)
def canonical_url(text: str) -> str:
    """Bring an address to the form under which two addresses of one page are equal.

    The form is for looking up, not for opening: it leaves out what does not tell pages apart
    (http or https, `www.`, a fragment, tracking parameters, the order of parameters) and
    writes escapes, letter case and ports in one way (RFC 3986, section 6).

    Raises:
        InvalidIdentifier: if it is not an http or https address, or names a user.
    """
    if CONTROL.search(text.strip()):
        raise refusal(text, NOUN, "it holds a control character. Copy it again.")
    address, _, fragment = clean(text, "NFC").partition("#")
    parts = split(text, address)
    host = page_host(parts)
    query = page_query(host, parts.query)
    page = host + page_path(parts.path) + (f"?{query}" if query else "")
    canonical = f"https://{same_page(page)}{page_fragment(fragment)}"
    if len(canonical) > MAX_LENGTH:
        raise refusal(
            text, NOUN, f"escaped, it is longer than {MAX_LENGTH} characters. Shorten it."
        )
    return canonical


def split(text: str, address: str) -> SplitResult:
    """Write an address in one way and take it apart. `text` is how the user wrote it."""
    found = SCHEME.match(address)
    if not found and not DOTTED_HOST.fullmatch(address):
        raise refusal(text, NOUN, "begin it with https:// or http:// and a host.")
    rest = address[found.end() :] if found else address
    if plain := PLAIN.fullmatch(rest):
        host, path, query = plain.groups("")
        return SplitResult("https", host, path, query, "")
    try:
        parts = urlsplit(url_normalize(f"https://{rest}") or "")
        host, _port = parts.hostname or "", parts.port  # reading a bad port raises
    except ValueError as error:
        raise refusal(text, NOUN, "its host or port is malformed. Copy it again.") from error
    if "@" in parts.netloc:
        raise refusal(text, NOUN, "it names a user. Leave out what stands before '@'.")
    if not HOST.fullmatch(host):
        raise refusal(text, NOUN, "its host is malformed. Write it like https://example.org/page.")
    return parts


def page_host(parts: SplitResult) -> str:
    """Name the host without `www.` and `m.`, and the port where it is not that of the scheme."""
    host = WWW_OR_MOBILE.sub("", parts.netloc.removesuffix(":80"))
    return SAME_HOST.get(host, host)


def page_path(path: str) -> str:
    """Leave out what the path may end with or without: a slash, the folder's page, `/amp`."""
    while (shorter := without_ending(path)) != path:
        path = shorter
    return path or "/"


def without_ending(path: str) -> str:
    """Leave out the last of the endings that tell no pages apart, if there is one."""
    path = AMP_SUFFIX.sub("", FOLDER_OR_SESSION.sub("", path))
    article, _, last = path.rpartition("/")
    # A topic may be called "amp"; an article has three words or a number in its name.
    is_amp = last == "amp" and ARTICLE.search(article.rpartition("/")[2])
    return article if is_amp else path


def page_query(host: str, query: str) -> str:
    """Keep the parameters that tell pages apart, in the order of their names."""
    if not query:
        return ""
    query = re.sub("(^|&)(?:amp;)+", r"\1", query).replace("%20", "+")
    parameters = [part.removesuffix("=") for part in query.split("&")]
    domains = [host, *(host[dot.end() :] for dot in re.finditer(r"\.", host))]
    for domain in domains:
        wanted = PAGE_PARAMETERS.get(domain, ())
        if wanted and {name_of(part) for part in parameters}.issuperset(wanted):
            parameters = [part for part in parameters if name_of(part) in wanted]
    tracking = TRACKING_PARAMETERS.union(*(HOST_TRACKING.get(domain, ()) for domain in domains))
    kept = [part for part in parameters if part and not is_tracking(part, tracking)]
    return "&".join(sorted(kept, key=lambda part: part.partition("=")[0]))


def name_of(parameter: str) -> str:
    """Name a parameter (`name=value`) in lower case."""
    return parameter.partition("=")[0].lower()


def is_tracking(parameter: str, names: Container[str]) -> bool:
    """Tell whether a parameter says how a reader came to the page, not which page it is."""
    name, value = name_of(parameter), parameter.partition("=")[2].lower()
    return (
        name in names
        or name.startswith(TRACKING_PREFIXES)
        or value in TRACKING_VALUES.get(name, ())
    )


def page_fragment(fragment: str) -> str:
    """Keep a fragment that an application reads as a path (`#!...`, `#/...`); drop any other."""
    if len(fragment) < 2 or fragment[0] not in "!/":
        return ""
    plain = unquote(fragment, errors="surrogateescape")
    return "#" + quote(plain, safe="!/?&=:~", errors="surrogateescape")


def same_page(page: str) -> str:
    """Write an address that a host serves under several paths (`SAME_PAGE`) in one way."""
    for pattern, replacement in SAME_PAGE:
        if found := pattern.fullmatch(page):
            return found.expand(replacement)
    return page
