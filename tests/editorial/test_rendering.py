"""Documents hold what the public contract says, and answer to the names they show."""

from importlib import resources
from typing import Any

import jsonschema
from pydantic_core import from_json
from sqlalchemy import insert

from service.editorial.kinds import KINDS
from service.editorial.publication import render_stale
from service.editorial.staleness import mark_stale
from service.ledger.tables import entries
from service.tables.base import now
from service.tables.database import writing
from service.tables.resource import link_checks
from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.desk import Desk


def test_documents_of_the_demonstration_fit_their_schema(desk: Desk) -> None:
    lines = resources.files("service.cli").joinpath("demo.ndjson").read_bytes().splitlines()
    desk.release(*lines)
    validators: dict[str, Any] = {
        kind: jsonschema.Draft202012Validator(each.document.model_json_schema())
        for kind, each in KINDS.items()
    }
    for entry in desk.rows(entries):
        KINDS[entry.kind].document.model_validate_json(entry.document)
        validators[entry.kind].validate(from_json(entry.document))


def test_a_document_says_what_it_is_when_and_where(desk: Desk) -> None:
    desk.release(make_report(key="r", title={"ko": "백서"}))
    document = desk.document("r")
    assert list(document)[:3] == ["id", "kind", "slug"]
    assert document["links"]["self"].endswith("/v1/reports/%EB%B0%B1%EC%84%9C")
    assert document["published_at"] == document["updated_at"]
    assert (document["version"], document["mention_count"]) == (1, 0)


def test_what_is_not_known_is_left_out_and_lists_are_always_there(desk: Desk) -> None:
    desk.release(make_report(key="r"))
    document = desk.document("r")
    assert "abstract" not in document
    assert document["contributors"] == []
    assert None not in document.values()


def test_a_mention_is_shown_with_its_outlet(desk: Desk) -> None:
    outlet = make_authority(key="o", type="outlet", label={"en": "A paper", "ko": "신문"})
    mention = make_mention(key="m", outlet="o", medium="opinion", published="2023-11-24")
    desk.release(make_report(key="r"), outlet, mention | {"reports": ["r"], "language": "en"})
    assert desk.document("r")["latest_mentions"] == [
        {
            "id": desk.record("m").id,
            "kind": "mention",
            "type": "opinion",
            "slug": "a-mention",
            "label": {"en": "A mention"},
            "published": "2023-11-24",
            "language": "en",
            "outlet": {"en": "A paper", "ko": "신문"},
        }
    ]


def test_records_answer_to_their_identifiers_and_addresses(desk: Desk) -> None:
    identifiers = [{"scheme": "isbn", "value": "0-306-40615-2"}]
    desk.release(
        make_report(key="r", identifiers=identifiers),
        make_mention(
            key="m",
            url="http://www.example.org/a/?utm_source=x",
            copies=[{"url": "https://portal.example/1"}],
        ),
        make_authority(key="o", same_as=["https://www.wikidata.org/wiki/Q1"]),
    )
    assert ("isbn", "9780306406157") in desk.answers_to("r")
    assert {value for scheme, value in desk.answers_to("m") if scheme == "url"} == {
        "https://example.org/a",
        "https://portal.example/1",
    }
    assert ("url", "https://wikidata.org/wiki/Q1") in desk.answers_to("o")


def test_what_a_link_check_found_is_shown_and_is_no_change_of_the_record(desk: Desk) -> None:
    desk.release(make_resource(key="s", url="https://example.org/a.pdf"))
    record = desk.record("s")
    found = {"state": "redirected", "status": 301, "final_url": "https://example.org/b.pdf"}
    with writing(desk.engine) as connection:
        row = {"resource_id": record.id, "checked_at": now(), **found}
        connection.execute(insert(link_checks), row)
        mark_stale(connection, [record.id])
        render_stale(connection)
    document = desk.document("s")
    assert document["health"].items() >= found.items()
    assert document["version"] == 1
