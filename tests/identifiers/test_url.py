"""Addresses of one page are equal, addresses of two pages are not."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from url_normalize import url_normalize

from service.identifiers import InvalidIdentifier, canonical_url
from service.identifiers.url import PLAIN, split
from service.identifiers.url_rules import SAME_HOST, TRACKING_PARAMETERS

SAME = [
    (
        "http://example.org",
        "https://example.org/",
        "HTTPS://www.Example.ORG:443/#top",
        "example.org",
    ),
    ("https://example.org/a/", "https://m.example.org/a", "http://example.org:80/./b/../a"),
    ("https://example.org/", "https://example.org/index.html", "https://example.org/index.php"),
    (
        "https://example.org/a?b=1&c=2",
        "https://example.org/a/?c=2&b=1&",
        "https://example.org/a?c=2&amp;b=1",
    ),
    (
        "https://example.org/a",
        "https://example.org/a?utm_source=x&UTM_Medium=y&fbclid=z&smid=tw-share",
    ),
    (
        "https://example.org/a",
        "https://example.org/a?share=twitter",
        "https://example.org/a?replytocom=9",
    ),
    (
        "https://example.org/a-b-c",
        "https://example.org/a-b-c/amp/",
        "https://example.org/a-b-c?amp=1",
    ),
    ("https://example.org/20231124.html", "https://example.org/20231124.amp.html"),
    ("https://example.org/a;jsessionid=1F", "https://example.org/a"),
    ("https://example.org/a%20b?q=c%20d", "https://example.org/a b?q=c+d"),
    (
        "https://example.org/%eb%b6%81",
        "https://example.org/북",
        "https://example.org/\u1107\u116e\u11a8",
    ),
    ("https://xn--3e0b707e.kr/", "http://한국.kr"),
    (
        "https://nkdb.org/nkdbnews/?q=YToxOntz&bmode=view&idx=17267379&t=board",
        "https://nkdb.org/nkdbnews/?bmode=view&idx=17267379",
        "http://www.nkdb.org/nkdbnews/?idx=17267379&bmode=view&category=90r5&page=3",
    ),
    ("https://www.yna.co.kr/view/AKR2021", "https://m.yna.co.kr/amp/view/AKR2021?input=1195m"),
    ("https://en.yna.co.kr/view/AEN2023", "https://m-en.yna.co.kr/view/AEN2023?section=nk"),
    (
        "https://n.news.naver.com/mnews/article/001/0012345?sid=100",
        "https://n.news.naver.com/article/001/0012345",
        "https://news.naver.com/main/read.naver?mode=LSD&mid=shm&oid=001&aid=0012345",
    ),
    ("https://v.daum.net/v/20240125113616821", "http://news.v.daum.net/v/20240125113616821"),
    (
        "https://news.kbs.co.kr/news/pc/view/view.do?ncd=7834797&ref=A",
        "https://news.kbs.co.kr/news/mobile/view/view.do?ncd=7834797",
        "https://news.kbs.co.kr/news/view.do?ncd=7834797",
    ),
    ("https://x.com/a/status/1?s=20", "https://mobile.twitter.com/a/status/1"),
    (
        "https://youtu.be/a1b2c3d4e5F?si=x",
        "https://www.youtube.com/watch?v=a1b2c3d4e5F&t=9s",
        "https://www.youtube-nocookie.com/embed/a1b2c3d4e5F",
    ),
    ("https://ko.m.wikipedia.org/wiki/북한", "https://ko.wikipedia.org/wiki/북한#역사"),
    ("https://www.bbc.com/korean/amp/a1", "https://www.bbc.co.uk/korean/a1"),
    ("https://amp.cnn.com/cnn/2020/a", "https://www.cnn.com/2020/a/index.html?hpt=x"),
]
DIFFERENT = [
    ("https://example.org/a?id=1", "https://example.org/a?id=2", "https://example.org/a"),
    ("https://example.org/a?ID=1", "https://example.org/a?id=1"),
    ("https://example.org/a?ref=1", "https://example.org/a?ref=2"),
    ("https://example.org/a?input=1", "https://example.org/a?input=2"),
    ("https://example.org/a?page=1", "https://example.org/a?page=2"),
    ("https://example.org/a?share=12", "https://example.org/a"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/?q=a%26b", "https://example.org/?q=a&b"),
    ("https://example.org/?q=%BA%CF", "https://example.org/?q=%B3%B2"),
    ("https://example.org/#!/a", "https://example.org/#!/b", "https://example.org/#/a"),
    ("https://example.org:8080/", "https://example.org/"),
    ("https://en.example.org/", "https://ko.example.org/"),
    ("https://example.org/wiki/amp", "https://example.org/wiki"),
    ("https://example.org/amp", "https://example.org/"),
    ("https://nkdb.org/nkdbnews/?q=YToxOn&page=2", "https://nkdb.org/nkdbnews/?q=YToyOn&page=2"),
    (
        "https://nkdb.org/nkdbnews/?bmode=view&idx=1",
        "https://en.nkdb.org/nkdbnews/?bmode=view&idx=1",
    ),
    (
        "https://nkdb.org/nkdbnews/?bmode=view&idx=1",
        "https://nkdb.org/activitynews/?bmode=view&idx=1",
    ),
    ("https://news.naver.com/a/1?oid=001", "https://news.naver.com/a/1?oid=002"),
    ("https://example.org/a?cmpid=1", "https://example.org/a?cmpid=2"),
    ("https://m.me/", "https://me/"),
]
WORDS = st.text("abcXYZ019-_.~%/", max_size=8)


@pytest.mark.parametrize("addresses", SAME)
def test_addresses_of_one_page_are_equal(addresses: tuple[str, ...]) -> None:
    assert len({canonical_url(address) for address in addresses}) == 1


@pytest.mark.parametrize("addresses", DIFFERENT)
def test_addresses_of_different_pages_stay_apart(addresses: tuple[str, ...]) -> None:
    assert len({canonical_url(address) for address in addresses}) == len(addresses)


@pytest.mark.parametrize("address", [address for group in SAME for address in group])
def test_canonical_form_of_a_rewritten_address_is_stable(address: str) -> None:
    canonical = canonical_url(address)
    assert canonical_url(canonical) == canonical


@settings(deadline=None)
@given(
    host=st.sampled_from(
        ["example.org", *SAME_HOST, "nkdb.org", "news.naver.com", "m.www.m.bbc.com"]
    ),
    path=st.lists(
        st.sampled_from(["amp", "a-b-c", "index.php", "x.amp", "view", "v", "", "a;jsessionid=1"]),
        max_size=6,
    ),
    query=st.lists(
        st.tuples(
            st.sampled_from(["a", "amp", "idx", "bmode", "aid", "oid", "v", "%3D", "ref"]), WORDS
        )
    ),
    fragment=WORDS.map(lambda word: "!" + word) | WORDS,
)
def test_canonical_form_is_stable_under_all_rules(
    host: str, path: list[str], query: list[tuple[str, str]], fragment: str
) -> None:
    parameters = "&".join(f"{name}={value}" for name, value in query)
    canonical = canonical_url(f"http://{host}/{'/'.join(path)}?{parameters}#{fragment}")
    assert canonical_url(canonical) == canonical


@settings(deadline=None)
@given(order=st.permutations(["a=1", "b=2", "c=3", "d", *sorted(TRACKING_PARAMETERS)[:9]]))
def test_order_of_parameters_and_tracking_do_not_matter(order: list[str]) -> None:
    assert (
        canonical_url(f"https://example.org/?{'&'.join(order)}")
        == "https://example.org/?a=1&b=2&c=3&d"
    )


def test_repeated_parameters_keep_their_order() -> None:
    assert canonical_url("https://example.org/?b=2&a=2&b=1") == "https://example.org/?a=2&b=2&b=1"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("javascript:alert(1)", "begin it with https://"),
        ("data:text/html,1", "begin it with https://"),
        ("mailto:a@example.org", "begin it with https://"),
        ("ftp://example.org/a", "begin it with https://"),
        ("words", "begin it with https://"),
        ("/path", "begin it with https://"),
        ("//example.org/a", "begin it with https://"),
        ("https://user:secret@example.org/", "names a user"),
        ("https://example.org\\@example.net/", "names a user"),
        ("https://", "host is malformed"),
        ("https://../a", "host is malformed"),
        ("https://exa mple.org/", "malformed"),
        ("https://example.org\\a", "malformed"),
        (f"https://{'a.' * 200}org/", "malformed"),
        ("https://example.org:99999/", "host or port is malformed"),
        ("https://example.org:x/", "host or port is malformed"),
        ("https://[::1/", "host or port is malformed"),
        ("https://example.org/\x07", "control character"),
        ("https://example.org/a\nb", "control character"),
        ("https://example.org/" + "a" * 2048, "longer than 2048"),
        ("https://example.org/" + "북" * 300, "longer than 2048"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(address: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier, match=reason):
        canonical_url(address)


@pytest.mark.parametrize("query", ["id=YQ==", "id=YQ%3D%3D", "id=YQ=%3D"])
def test_what_stands_in_a_value_may_be_escaped_or_not(query: str) -> None:
    assert canonical_url(f"https://example.org/x?{query}") == "https://example.org/x?id=YQ%3D%3D"
    assert canonical_url(f"HTTPS://Example.org/x?{query}") == "https://example.org/x?id=YQ%3D%3D"


def test_host_of_an_explicit_address_may_be_a_number() -> None:
    assert canonical_url("http://[::1]:80/a") == "https://[::1]/a"
    assert canonical_url("http://192.0.2.1:8000/a") == "https://192.0.2.1:8000/a"


@given(
    st.from_regex(
        re.compile(
            r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?(\.[a-z]{2,4}){1,3}"
            r"(/[\w~-]?[\w.~-]{0,4}){0,3}(\?[\w.~=&-]{0,9})?",
            re.ASCII,
        ),
        fullmatch=True,
    ).filter(PLAIN.fullmatch)
)
@settings(max_examples=500, deadline=None)
def test_an_address_that_is_called_plain_has_nothing_to_rewrite(address: str) -> None:
    plain = split(address, f"https://{address}")
    query = "&".join(part for part in plain.query.split("&") if part)
    expected = plain._replace(path=plain.path or "/", query=query)
    assert urlsplit(url_normalize(plain.geturl()) or "") == expected
