"""Documents as they are published, some of them full of what breaks formats."""

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
BASE = "https://catalogue.example.org/v1"
MOMENT = "2024-01-15T09:00:00Z"
HOSTILE = (
    "Tom & Jerry: 100% of $5_000 #1 ~ ^ \\ \\end{document}",
    "}",
    "{{{",
    "a}, author = {nobody",
    "<b>bold</b> <!-- ]]> <script>alert(1)</script>",
    "\"quoted\" 'single' ``ticks'' `",
    "line\nER  - \r\nTY  - BOOK\u2028AU  - x\x85TI  - y\x0bz",
    "javascript:alert(1)",
    "\u202eright to left\u202c עברית",
    "🕊️ 인권 人權",
    "--- -- - ?` !` << >> ,,",
    "x" * 512,
    "Smith, John and Jones, Mary AND others",
    "@comment{x} %",
    "\x00\x07\x1b[31m",
    ". . . ,,; :",
    '</span><span class="nocase">',
)
"""Texts that a careless writer would take for a part of the format."""


def make_document(kind: str, **members: Any) -> Json:
    """Write a document with what every record has."""
    slug = members.get("slug", f"a-{kind}")
    collection = "authorities" if kind == "authority" else f"{kind}s"
    return {
        "id": "7k3qv9m2x4ab",
        "kind": kind,
        "slug": slug,
        "version": 1,
        "published_at": MOMENT,
        "updated_at": MOMENT,
        "links": {"self": f"{BASE}/{collection}/{slug}"},
    } | members


def make_agent(name: str | dict[str, str], kind: str = "person") -> Json:
    """Write what a document shows of a person, or of another authority."""
    label = {"en": name} if isinstance(name, str) else name
    return {
        "id": "0000000000aa",
        "kind": "authority",
        "type": kind,
        "slug": "an-agent",
        "label": label,
    }


NKDB = make_agent({"en": "NKDB", "ko": "북한인권정보센터"}, "organisation")
REPORT = make_document(
    "report",
    slug="behind-closed-doors",
    type="research_report",
    title={"en": "Behind Closed Doors", "ko": "닫힌 문 너머"},
    subtitle={"en": "Chains of Command"},
    abstract={"en": "How orders travel."},
    published="2023-11",
    languages=["ko", "en"],
    publishers=[NKDB],
    contributors=[
        {"agent": make_agent("Hanna Song"), "name": "Hanna Song", "role": "author"},
        {"agent": make_agent({"ko": "윤여상", "en": "Yoon Yeo-sang"}), "role": "author"},
        {"agent": NKDB, "role": "author"},
        {"name": "Stang, Ambrose H", "role": "editor"},
        {"agent": make_agent("A Fund", "organisation"), "role": "funder"},
    ],
    identifiers=[
        {"scheme": "un_symbol", "value": "A/HRC/25/63"},
        {"scheme": "local", "value": "NKDB-2023-7"},
        {"scheme": "doi", "value": "https://doi.org/10.6028/NBS.BMS.11"},
        {"scheme": "isbn", "value": "978-89-93739-43-5"},
        {"scheme": "issn", "value": "2005-9744"},
    ],
    series={"title": {"en": "Studies"}, "number": "12"},
    topics=[make_agent("Accountability", "topic")],
    places=[make_agent("North Korea", "place")],
    relations=[
        {"type": "continues", "url": "https://undocs.org/A/HRC/25/63"},
        {"type": "cites", "identifier": {"scheme": "doi", "value": "10.1000/182"}},
    ],
    rights={"en": "All rights reserved"},
    license_url="https://example.org/licence",
    resources=[
        {
            "id": "0000000000ab",
            "kind": "resource",
            "type": "download",
            "slug": "pdf",
            "url": "https://example.org/a_b%20c.pdf?x={1}&y=#z",
            "language": "en",
            "media_type": "application/pdf",
        }
    ],
    events=[{"type": "launch", "date": "2023-11-30", "place": {"en": "Seoul"}}],
    mention_count=0,
    latest_mentions=[],
)
MENTION = make_document(
    "mention",
    slug="nk-news-2023-11-24",
    medium="article",
    headline={"en": "What NKDB found"},
    outlet=make_agent("NK News", "outlet"),
    published="2023-11-24",
    language="en",
    url="https://www.nknews.org/2023/11/what/",
    bylines=[{"name": "Kim, Jeongmin"}],
    people=[{"agent": make_agent("Hanna Song"), "involvement": "quoted"}],
    quotes=[{"text": "How ready are we?", "language": "en", "name": "Hanna Song"}],
    reports=[
        {
            "id": "0000000000ac",
            "kind": "report",
            "slug": "behind-closed-doors",
            "label": {"en": "Behind Closed Doors"},
        }
    ],
)
RESOURCE = make_document(
    "resource", role="download", label={"en": "PDF"}, url="https://example.org/", belongs_to=[]
)
AUTHORITY = make_document(
    "authority",
    type="organisation",
    label={"en": "NKDB", "ko": "북한인권정보센터"},
    aliases={"en": ["Database Center"]},
    same_as=["https://www.wikidata.org/wiki/Q1"],
    broader=NKDB,
)

texts = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=80)
maps = st.dictionaries(st.sampled_from(["en", "ko", "ar", "zh-Hant"]), texts, min_size=1)
dates = st.sampled_from(["0001", "1938", "2014-02", "2014-02-07", "9999-12-31"])
urls = st.sampled_from(["javascript:alert(1)", "https://example.org/{}\\%20&x=\"<'>"]) | texts.map(
    lambda text: f"https://example.org/{text}"
)
agents = st.builds(
    make_agent,
    maps,
    st.sampled_from(["person", "organisation", "outlet", "topic", "place"]),
)
named = st.fixed_dictionaries({"name": texts}, optional={"agent": agents, "affiliation": agents})
roles = st.sampled_from(["author", "editor", "translator", "funder", "researcher", "other"])
contributors = st.builds(lambda one, role: one | {"role": role}, named, roles)
series = st.fixed_dictionaries({"title": maps}, optional={"number": texts})
relations = st.fixed_dictionaries(
    {"type": st.sampled_from(["continues", "cites"]), "url": urls}, optional={"title": maps}
)
numbers = st.builds(lambda text: {"scheme": "local", "value": text}, texts)
quotes = st.fixed_dictionaries({"text": texts, "language": st.just("en"), "name": texts})


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Up to three of them."""
    return st.lists(of, max_size=3)


hostile_reports = st.fixed_dictionaries(
    {"title": maps},
    optional={
        "type": st.sampled_from(["report", "book", "book_part", "conference_paper", "memorandum"]),
        "subtitle": maps,
        "abstract": maps,
        "published": dates,
        "languages": st.just(["ko", "en"]),
        "publishers": several(agents),
        "contributors": several(contributors),
        "identifiers": several(numbers),
        "series": series,
        "topics": several(agents),
        "relations": several(relations),
        "rights": maps,
        "license_url": urls,
    },
).map(lambda members: make_document("report", **members))
hostile_mentions = st.fixed_dictionaries(
    {},
    optional={
        "medium": st.sampled_from(["article", "podcast", "social", "broadcast", "document"]),
        "headline": maps,
        "summary": maps,
        "published": dates,
        "outlet": agents,
        "outlet_as_printed": texts,
        "url": urls,
        "language": st.just("ko"),
        "bylines": several(named),
        "quotes": several(quotes),
    },
).map(lambda members: make_document("mention", **members))
hostile_works = hostile_reports | hostile_mentions
hostile_records = (
    hostile_works
    | st.fixed_dictionaries(
        {"role": st.sampled_from(["download", "video"])}, optional={"label": maps, "url": urls}
    ).map(lambda members: make_document("resource", **members))
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["person", "topic", "place"]), "label": maps},
        optional={"description": maps, "same_as": several(urls), "broader": agents},
    ).map(lambda members: make_document("authority", **members))
)
languages = st.sampled_from([(), ("en",), ("ko", "en"), ("ar",)])
