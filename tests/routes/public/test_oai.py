"""Promises to harvesters: nothing is missed, what is gone is told, errors are those of OAI-PMH."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from lxml import etree
from sqlalchemy import Engine

from tests.builders import Written, make_authority, make_mention, make_report
from tests.desk import Desk
from tests.serving import publish

pytestmark = pytest.mark.anyio
OAI = "{http://www.openarchives.org/OAI/2.0/}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DC = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


async def ask(client: httpx.AsyncClient, **arguments: str) -> Any:
    """Ask, and return the root of the answer; `since` stands for `from`."""
    asked = {name.replace("since", "from"): value for name, value in arguments.items()}
    answer = await client.get("/oai", params=asked)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def error(root: Any) -> str | None:
    found = root.find(f"{OAI}error")
    return None if found is None else found.get("code")


def headers(root: Any) -> dict[str, str | None]:
    """Return the status of each record of a page, by the end of its identifier."""
    return {
        one.findtext(f"{OAI}identifier").rpartition(":")[2]: one.get("status")
        for one in root.iter(f"{OAI}header")
    }


def token(root: Any) -> str | None:
    found = root.find(f".//{OAI}resumptionToken")
    return None if found is None else found.text


async def harvest(client: httpx.AsyncClient, **arguments: str) -> list[dict[str, str | None]]:
    """Harvest to the end; return the headers of each page."""
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"} | arguments
    pages: list[dict[str, str | None]] = []
    while True:
        root = await ask(client, **asked)
        if error(root) == "noRecordsMatch":
            return pages
        pages.append(headers(root))
        more = token(root)
        if not more:
            return pages
        asked = {"verb": asked["verb"], "resumptionToken": more}


def everything(pages: list[dict[str, str | None]]) -> dict[str, str | None]:
    return {name: status for page in pages for name, status in page.items()}


def many(count: int) -> list[Written]:
    """Write reports in Korean and English, half of them on one topic."""
    return [
        make_authority(key="t", type="topic", label={"en": "Torture"}, slug="torture"),
        *(
            make_report(
                key=f"r{number}",
                languages=["ko" if number % 2 else "en"],
                topics=["t"] if number % 2 else [],
                series={"title": {"en": "White Papers ~ 100%", "ko": "백서"}},
            )
            for number in range(count)
        ),
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Harvest"}, "badVerb"),
        ({"verb": "Identify", "set": "kind:report"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        (DC | {"since": "yesterday"}, "badArgument"),
        (DC | {"since": "2024-02-30"}, "badArgument"),
        (DC | {"since": "2024-01-02", "until": "2024-01-01"}, "badArgument"),
        (DC | {"since": "2024-01-02", "until": "2024-01-03T00:00:00Z"}, "badArgument"),
        (DC | {"set": "colour:red"}, "badArgument"),
        (DC | {"set": "topic:none"}, "badArgument"),
        (DC | {"resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "*"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "*"}, "badResumptionToken"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        (DC | {"until": "1999-01-01"}, "noRecordsMatch"),
        (DC | {"since": "2999-01-01"}, "noRecordsMatch"),
        (DC | {"verb": "GetRecord", "identifier": "oai:elsewhere:1"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "x"}, "idDoesNotExist"),
    ],
)
async def test_errors_are_those_of_the_protocol(
    demo: httpx.AsyncClient, arguments: dict[str, str], code: str
) -> None:
    root = await ask(demo, **arguments)
    assert error(root) == code
    named = root.find(f"{OAI}request").attrib
    assert bool(named) is (code not in {"badVerb", "badArgument"})


async def test_an_argument_given_twice_is_refused(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/oai?verb=ListSets&verb=ListSets")
    assert error(etree.fromstring(answer.content)) == "badVerb"


async def test_a_form_is_answered_like_a_query(demo: httpx.AsyncClient) -> None:
    by_form = await demo.post("/oai", content="verb=ListSets", headers=FORM)
    assert by_form.text == (await demo.get("/oai?verb=ListSets")).text
    assert (await demo.post("/oai", json={"verb": "ListSets"})).status_code == 415


async def test_the_same_state_has_the_same_answer(demo: httpx.AsyncClient) -> None:
    first = await demo.get("/oai", params=DC)
    unchanged = {"If-None-Match": first.headers["etag"]}
    assert (await demo.get("/oai", params=DC, headers=unchanged)).status_code == 304


async def test_all_is_harvested_once_in_pages(demo: httpx.AsyncClient) -> None:
    pages = await harvest(demo)
    found = everything(pages)
    assert len(found) == sum(map(len, pages)) > 200
    total = (await demo.get("/v1/search?limit=1")).json()["total"]
    assert len(found) == total


async def test_the_sets_of_a_kind_make_up_the_whole(demo: httpx.AsyncClient) -> None:
    kinds = ("report", "mention", "resource", "authority")
    parts = [everything(await harvest(demo, set=f"kind:{kind}")) for kind in kinds]
    assert sum(map(len, parts)) == len(everything(await harvest(demo)))
    for kind, part in zip(kinds, parts, strict=True):
        listed = await demo.get(f"/v1/search?kind={kind}&limit=1")
        assert len(part) == listed.json()["total"]


async def test_every_set_that_is_listed_holds_what_says_so(demo: httpx.AsyncClient) -> None:
    root = await ask(demo, verb="ListSets")
    specs = [one.text for one in root.iter(f"{OAI}setSpec")]
    sorts = {spec.partition(":")[0] for spec in specs}
    assert sorts == {"kind", "topic", "language", "series"}
    for spec in specs:
        page = await ask(demo, verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)
        for one in page.iter(f"{OAI}header"):
            assert spec in [each.text for each in one.iter(f"{OAI}setSpec")]
        assert headers(page)


async def test_only_reports_can_be_had_as_datacite(demo: httpx.AsyncClient) -> None:
    reports = await harvest(demo, metadataPrefix="oai_datacite")
    assert everything(reports) == everything(await harvest(demo, set="kind:report"))
    (mention, *_) = everything(await harvest(demo, set="kind:mention"))
    named = f"oai:catalogue.test:{mention}"
    root = await ask(demo, verb="GetRecord", metadataPrefix="oai_datacite", identifier=named)
    assert error(root) == "cannotDisseminateFormat"
    root = await ask(demo, verb="ListMetadataFormats", identifier=named)
    assert [one.text for one in root.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]


async def test_one_record_is_what_the_list_shows(demo: httpx.AsyncClient) -> None:
    listed = next((await ask(demo, **DC)).iter(f"{OAI}record"))
    named = listed.findtext(f"{OAI}header/{OAI}identifier")
    found = await ask(demo, verb="GetRecord", metadataPrefix="oai_dc", identifier=named)
    assert etree.tostring(found.find(f".//{OAI}record")) == etree.tostring(listed)


async def test_what_changes_meanwhile_moves_to_the_end_and_is_not_missed(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, *many(240))
    first = await ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    seen = headers(first)
    publish(engine, make_report(key="r5", title={"en": "Anew"}), make_report(key="r200", slug="z"))
    publish(engine, make_report(key="late"))
    Desk(engine).withdraw("r150", "Wrong.")
    more = token(first)
    while more:
        page = await ask(client, verb="ListIdentifiers", resumptionToken=more)
        seen |= headers(page)
        more = token(page)
    assert len(seen) == 242
    assert list(seen.values()).count("deleted") == 1


@pytest.mark.parametrize("name", ["language:ko", "topic:torture", "kind:report"])
async def test_each_set_tells_of_what_was_withdrawn(
    client: httpx.AsyncClient, engine: Engine, name: str
) -> None:
    publish(engine, *many(240), make_mention())
    desk = Desk(engine)
    for number in (1, 3, 239):
        desk.withdraw(f"r{number}", "Wrong.")
    found = everything(await harvest(client, set=name))
    assert [desk.record("r3").id in found, desk.record("r5").id in found] == [True, True]
    assert list(found.values()).count("deleted") == 3
    assert len(found) == (240 if name == "kind:report" else 120)
    gone = await ask(client, **DC | {"set": name})
    for one in gone.iter(f"{OAI}record"):
        is_deleted = one.find(f"{OAI}header").get("status") == "deleted"
        assert (one.find(f"{OAI}metadata") is None) is is_deleted


async def test_a_series_is_a_set_whatever_its_title(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, *many(4))
    specs = [one.text for one in (await ask(client, verb="ListSets")).iter(f"{OAI}setSpec")]
    (series,) = [spec for spec in specs if spec.startswith("series:")]
    assert series == "series:White~20Papers~20~7E~20100~25"
    assert len(everything(await harvest(client, set=series))) == 4


async def test_a_harvest_from_the_moment_of_the_last_one_has_all_that_is_new(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    publish(engine, *many(10))
    moment = (await ask(client, verb="Identify")).findtext(f"{OAI}responseDate")
    publish(engine, make_report(key="new"))
    new = Desk(engine).record("new").id
    assert new in everything(await harvest(client, since=moment))
    later = datetime.fromisoformat(moment) + timedelta(days=1)
    assert await harvest(client, since=f"{later:%Y-%m-%d}") == []
    earlier = datetime.fromisoformat(moment).astimezone(UTC) - timedelta(days=1)
    assert await harvest(client, until=f"{earlier:%Y-%m-%dT%H:%M:%SZ}") == []
    assert new in everything(await harvest(client, until=f"{later:%Y-%m-%d}"))


async def test_an_empty_catalogue_says_who_it_is(client: httpx.AsyncClient) -> None:
    root = await ask(client, verb="Identify")
    assert root.findtext(f".//{OAI}deletedRecord") == "persistent"
    assert root.findtext(f".//{OAI}earliestDatestamp") == root.findtext(f"{OAI}responseDate")
    assert error(await ask(client, **DC)) == "noRecordsMatch"
