"""Lists for editors: by status, editor, time of change and completeness, page by page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from service.editorial.keys import Scope
from tests.keyed import key_for, sent
from tests.routes.editorial.drafts import EDITORIAL, act, create, known, path
from tests.serving import Json

pytestmark = pytest.mark.anyio
LABEL = {"en": "Torture", "ko": "고문"}


async def slugs(desk: httpx.AsyncClient, collection: str, **asked: str | list[str]) -> list[str]:
    """List the slugs of all pages, in order."""
    url: str | None = str(httpx.URL(f"{EDITORIAL}/{collection}", params=asked))
    found: list[str] = []
    while url:
        answer = await desk.get(url)
        assert answer.status_code == 200, answer.text
        page: Json = answer.json()
        found += [one["slug"] for one in page["data"]]
        url = page["next"]
    assert len(found) == page["total"]
    return found


async def test_pages_add_up_in_either_order(desk: httpx.AsyncClient) -> None:
    made = [
        (await create(desk, "authorities", type="topic", label=LABEL, slug=f"t{n}"))["slug"]
        for n in range(5)
    ]
    await create(desk, "reports", title=LABEL)
    latest = await slugs(desk, "authorities", limit="2")
    oldest = await slugs(desk, "authorities", limit="2", sort="updated")
    assert sorted(latest) == sorted(made)
    assert oldest == latest[::-1]


async def test_records_are_listed_by_status(desk: httpx.AsyncClient) -> None:
    made = {
        slug: await create(desk, "authorities", type="topic", label=LABEL, slug=slug)
        for slug in ("draft", "public", "gone")
    }
    await act(desk, made["public"], "publish")
    await act(desk, await act(desk, made["gone"], "publish"), "withdraw", reason="Twice")
    assert await slugs(desk, "authorities", status="draft") == ["draft"]
    assert await slugs(desk, "authorities", status="withdrawn") == ["gone"]
    either = await slugs(desk, "authorities", status=["draft", "published"])
    assert sorted(either) == ["draft", "public"]


async def test_a_record_is_found_by_its_slug_or_key(desk: httpx.AsyncClient) -> None:
    for name in ("one", "two"):
        await create(desk, "authorities", type="topic", label=LABEL, slug=name, key=f"ours/{name}")
    assert await slugs(desk, "authorities", slug="one") == ["one"]
    assert await slugs(desk, "authorities", key="ours/two") == ["two"]
    assert await slugs(desk, "authorities", slug="one", key="ours/two") == []
    assert await slugs(desk, "reports", slug="one") == []
    assert await slugs(desk, "authorities", slug="one", status="scheduled") == []
    either = await slugs(desk, "authorities", status=["draft", "scheduled"])
    assert sorted(either) == ["one", "two"]


async def test_records_are_listed_by_who_wrote_last(
    desk: httpx.AsyncClient, engine: Engine, tmp_path: Path
) -> None:
    one = await create(desk, "authorities", type="topic", label=LABEL, slug="one")
    await create(desk, "authorities", type="topic", label=LABEL, slug="two")
    other = key_for(engine, tmp_path, Scope.edit)
    change = {"label": {"en": "Changed"}}
    headers = known(one) | sent(other)
    await desk.patch(path(one), json=change, headers=headers)
    assert await slugs(desk, "authorities", editor=other.split("_")[1]) == ["one"]
    assert len(await slugs(desk, "authorities", editor="Tests")) == 2
    assert await slugs(desk, "authorities", editor="Nobody") == []


async def test_records_are_listed_by_when_they_changed(desk: httpx.AsyncClient) -> None:
    await create(desk, "authorities", type="topic", label=LABEL, slug="one")
    present = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert await slugs(desk, "authorities", changed_since=(present - hour).isoformat()) == ["one"]
    assert await slugs(desk, "authorities", changed_since=(present + hour).isoformat()) == []


COMPLETE: dict[str, Json] = {
    "authorities": {"type": "topic", "label": LABEL},
    "resources": {
        "role": "download",
        "label": LABEL,
        "url": "https://example.org/a.pdf",
        "language": "ko",
        "media_type": "application/pdf",
    },
    "mentions": {
        "headline": LABEL,
        "summary": LABEL,
        "outlet": "paper",
        "published": "2020",
        "language": "ko",
        "url": "https://example.org/a",
    },
    "reports": {
        "title": LABEL,
        "abstract": LABEL,
        "published": "2020",
        "languages": ["ko"],
        "publishers": ["paper"],
        "contributors": [{"name": "Ri", "role": "author"}],
        "resources": ["file"],
    },
}


@pytest.mark.parametrize("collection", COMPLETE)
async def test_incomplete_lists_exactly_the_records_with_something_missing(
    desk: httpx.AsyncClient, collection: str
) -> None:
    if collection in {"mentions", "reports"}:
        await create(desk, "authorities", type="outlet", label=LABEL, key="paper")
        await act(desk, await create(desk, "resources", role="download", key="file"), "publish")
    whole = COMPLETE[collection]
    complete = await create(desk, collection, **whole, slug="whole")
    assert complete["missing"] == []
    lacking = []
    for field, value in whole.items():
        less = {name: one for name, one in whole.items() if name not in {field, "url"}}
        if value == LABEL:
            less[field] = {"en": "One"}
        elif isinstance(value, list):
            less[field] = []
        answer = await desk.post(f"{EDITORIAL}/{collection}", json=less | {"slug": field})
        if answer.status_code == 201 and answer.json()["missing"]:
            lacking.append(field.replace("_", "-") if "_" in field else field)
    assert lacking
    assert await slugs(desk, collection, incomplete="false") == ["whole"]
    assert len(await slugs(desk, collection, incomplete="true", limit="3")) == len(lacking)


async def test_what_names_something_that_is_not_public_is_incomplete(
    desk: httpx.AsyncClient,
) -> None:
    report = await create(desk, "reports", title=LABEL)
    await create(desk, "authorities", type="outlet", label=LABEL, key="paper")
    whole = COMPLETE["mentions"] | {"reports": [report["id"]], "slug": "waits"}
    await create(desk, "mentions", **whole)
    assert await slugs(desk, "mentions", incomplete="true") == ["waits"]
    await act(desk, report, "publish")
    assert await slugs(desk, "mentions", incomplete="true") == []


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=101", "status=secret", "changed_since=2020", "nothing=1",
     "changed_since=9999-12-31T23:59:59-12:00", "editor=", "editor=%00",
     "incomplete=perhaps", "sort=title"],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused(desk: httpx.AsyncClient, asked: str) -> None:
    answer = await desk.get(f"{EDITORIAL}/reports?{asked}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].startswith(asked.partition("=")[0])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("reports?limit=1&limit=2", "limit"),
        ("reports?status=draft&status=published&slug=a&slug=b", "slug"),
        ("reports/000000000000/revisions?before=1&before=2", "before"),
        ("reports/000000000000/preview?lang=en&lang=ko", "lang"),
    ],
)
async def test_a_parameter_of_one_value_is_refused_when_it_is_given_twice(
    desk: httpx.AsyncClient, address: str, name: str
) -> None:
    answer = await desk.get(f"{EDITORIAL}/{address}")
    assert answer.status_code == 422
    said = {"field": name, "message": "is given more than once: keep one"}
    assert answer.json()["errors"] == [said]


async def test_a_cursor_of_another_list_is_refused(desk: httpx.AsyncClient) -> None:
    for _ in range(2):
        await create(desk, "authorities", type="topic", label=LABEL)
    page = (await desk.get(f"{EDITORIAL}/authorities?limit=1")).json()
    foreign = page["next"].replace("authorities", "reports")
    assert (await desk.get(foreign)).status_code == 422
