"""What is not public changes no public byte: no count, no facet, no tag, no error message."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.builders import Written, make_authority, make_mention, make_report, make_resource
from tests.desk import Desk
from tests.serving import anyio_backend, client

__all__ = ["anyio_backend", "client"]
pytestmark = pytest.mark.anyio
WORD = "xyzzy"
FACETS = "kind,type,language,year,outlet,topic,organisation,person,place,publisher,medium,role,has"
QUERIES = (
    "",
    "limit=1&sort=published",
    "sort=-updated&limit=2",
    f"q={WORD}",
    f"q=-{WORD}",
    f"q=doors&highlight=true&facets={FACETS}",
    f"facets={FACETS}",
    f"topic={WORD}-topic",
    f"-topic={WORD}-topic",
    "topic=justice",
    "report=doors",
    "has=mentions",
    "fields=title,latest_mentions&lang=ko",
)
LOOKUPS = (
    *("slug=doors", f"slug={WORD}-report", f"doi=10.1000/{WORD}", "doi=10.1000/doors"),
    *(f"url=https://example.org/{WORD}", "url=https://example.org/article", f"local={WORD}"),
)


def public_records() -> list[Written]:
    return [
        make_authority(key="t", slug="justice", type="topic", label={"en": "Justice"}),
        make_authority(key="o", slug="ministry", label={"en": "Ministry", "ko": "성"}),
        make_resource(key="f", slug="file", url="https://example.org/file.pdf"),
        make_report(
            key="r",
            slug="doors",
            title={"en": "Behind doors"},
            topics=["t"],
            organisations=["o"],
            resources=["f"],
            identifiers=[{"scheme": "doi", "value": "10.1000/doors"}],
            published="2023",
        ),
        make_report(key="s", slug="windows", title={"en": "Windows"}, topics=["t"]),
        make_mention(
            key="m", slug="article", reports=["r"], url="https://example.org/article", outlet="o"
        ),
    ]


def hidden_records() -> list[Written]:
    """Drafts that hang on public records, and edits of public records that are not published."""
    note = {"en": f"A note on {WORD} doors"}
    url = f"https://example.org/{WORD}"
    doi = [{"scheme": "doi", "value": f"10.1000/{WORD}"}, {"scheme": "local", "value": WORD}]
    topic = make_authority(key="ht", slug=f"{WORD}-topic", type="topic", label={"en": WORD})
    topic["aliases"] = {"en": ["Justice", "doors"]}
    outlet = make_authority(key="ho", slug=f"{WORD}-outlet", type="outlet", label={"ko": WORD})
    resource = make_resource(key="hf", slug=f"{WORD}-file", url=url, label={"en": WORD})
    report = make_report(key="hr", slug=f"{WORD}-report", title={"en": f"{WORD} doors"})
    report |= {"topics": ["t", "ht"], "resources": ["f", "hf"], "identifiers": doi, "note": note}
    report["relations"] = [{"type": "references", "record": "r"}]
    mention = make_mention(key="hm", slug=f"{WORD}-mention", headline={"en": WORD}, note=note)
    mention |= {"reports": ["r", "hr"], "outlet": "ho", "published": "2026", "resources": ["f"]}
    changed: dict[str, Written] = {
        "r": {"title": {"en": f"Behind {WORD} doors"}, "slug": f"{WORD}-doors"},
        "t": {"label": {"en": WORD}},
        "m": {"reports": ["r", "s"], "url": url, "headline": {"en": WORD}},
        "f": {"label": {"en": WORD}},
    }
    edits = [one | changed[one["key"]] for one in public_records() if one["key"] in changed]
    return [topic, outlet, resource, report, mention, *edits]


def addresses(description: dict[str, Any], names: list[str]) -> Iterator[str]:
    """Go through every public address: each path of the description, with many questions."""
    for path, operations in description["paths"].items():
        if "get" not in operations:
            continue
        if path == "/v1/lookup":
            yield from (f"{path}?{query}" for query in (*LOOKUPS, *(f"id={n}" for n in names)))
        elif "{name}" in path:
            for name in names:
                yield path.format(name=name)
        else:
            yield from (f"{path}?{query}" for query in QUERIES)


async def answers(client: httpx.AsyncClient, paths: list[str]) -> dict[str, object]:
    """Ask everything; an answer is its status, its headers and its bytes."""
    headers = {"X-Request-ID": "always-the-same"}
    found: dict[str, object] = {}
    for path in paths:
        answer = await client.get(path, headers=headers)
        found[path] = (answer.status_code, answer.headers.multi_items(), answer.content)
    return found


async def test_drafts_and_unpublished_edits_change_no_byte(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    desk.release(*public_records())
    hidden = [one["slug"] for one in hidden_records()]
    slugs = [one["slug"] for one in public_records()]
    ids = [desk.record(one["key"]).id for one in public_records()]
    description = (await client.get("/openapi.json")).json()
    paths = list(addresses(description, [*slugs, *ids, *hidden]))
    assert len(paths) > 100
    before = await answers(client, paths)
    assert desk.put(*hidden_records()).stored == len(hidden_records())
    drafts = [desk.record(one["key"]).id for one in hidden_records() if one["key"][0] == "h"]
    after = await answers(client, paths)
    assert [path for path in paths if after[path] != before[path]] == []
    for path in (each for each in addresses(description, drafts) if "?" not in each):
        answer = await client.get(path, headers={"Accept": "application/json"})
        if any(draft in path for draft in drafts):
            assert answer.status_code in {404, 422}, path


async def test_of_what_was_withdrawn_only_the_reason_is_left(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    desk.release(*public_records())
    edited = next(one for one in hidden_records() if one["key"] == "hr") | {"slug": "was-public"}
    edited["resources"], edited["topics"] = ["f"], ["t"]
    desk.release(edited | {"relations": []})
    names = ["was-public", "doors", "file", desk.record("hr").id]
    paths = list(addresses((await client.get("/openapi.json")).json(), names))
    assert WORD in (await client.get("/v1/reports")).text
    desk.withdraw("hr", "Printed by mistake.")
    for path in paths:
        answer = await client.get(path)
        if answer.status_code == 200:
            shown = answer.text.replace(f"q={WORD}", "").replace(f"q=-{WORD}", "")
            assert WORD not in shown, path
            assert "was-public" not in shown, path
    gone = (await client.get("/v1/reports/was-public")).json()
    assert (gone["status"], gone["reason"]) == (410, "Printed by mistake.")
    assert WORD not in str(gone)
