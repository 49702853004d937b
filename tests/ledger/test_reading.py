"""Reading the ledger: by id, by name, by ordinal, and in order."""

import sqlite3
from collections.abc import AsyncIterator, Iterator

import pydantic_core
import pytest
from sqlalchemy.engine import make_url

from service.ledger.connection import open_blocking_reads, open_reads
from service.ledger.entry import LONGEST_NAME, Name
from service.ledger.read import (
    AFTER,
    BETWEEN,
    CHANGED,
    COUNTED_NAMED,
    DOCUMENTS,
    ENTRY,
    NAMED,
    NEXT,
    ROOM,
    Ledger,
    LedgerSource,
    those,
    those_named,
)
from tests.builders import make_mention, make_report
from tests.database import SqliteFiles
from tests.desk import Desk

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of the service."""
    return "asyncio"


@pytest.fixture
async def ledger(database_url: str) -> AsyncIterator[Ledger]:
    """The ledger as requests read it."""
    reads = open_reads(database_url)
    yield Ledger(reads)
    await reads.close()


@pytest.fixture
def source(database_url: str) -> Iterator[LedgerSource]:
    """The ledger as the index reads it."""
    reads = open_blocking_reads(database_url)
    yield LedgerSource(reads)
    reads.close()


async def test_an_empty_ledger_has_a_head_and_no_entries(
    ledger: Ledger, source: LedgerSource
) -> None:
    head = await ledger.head()
    assert head == source.head()
    assert (head.sequence, source.after(0, 10)) == (0, [])
    assert await ledger.by_id("0" * 12) is None


async def test_the_secret_of_the_ledger_is_not_shown(ledger: Ledger) -> None:
    head = await ledger.head()
    assert head.secret
    assert head.secret not in repr(head)


async def test_an_entry_is_found_by_id_name_and_ordinal(
    ledger: Ledger, source: LedgerSource, desk: Desk
) -> None:
    desk.release(make_report(key="r", slug="old"))
    desk.release(make_report(key="r", slug="new"))
    entry = await ledger.by_id(desk.record("r").id)
    assert entry is not None
    assert await ledger.by_name(Name("slug:report", "new")) == [entry]
    assert await ledger.by_name(Name("former:report", "old")) == [entry]
    assert await ledger.by_name(Name("slug:mention", "new")) == []
    assert source.by_ordinals([entry.ordinal, 99]) == {entry.ordinal: entry}
    assert await ledger.by_ids([entry.id, "0" * 12]) == {entry.id: entry}
    assert (entry.kind, entry.slug, entry.withdrawn) == ("report", "new", False)


async def test_many_records_are_read_at_once(
    ledger: Ledger, source: LedgerSource, desk: Desk
) -> None:
    desk.release(*(make_report(key=f"r{number}") for number in range(1001)))
    found = source.by_ordinals(range(1, 1002))
    assert len(found) == 1001
    assert len(await ledger.by_ids([entry.id for entry in found.values()])) == 1001


async def test_reports_that_share_an_issn_come_in_the_order_of_their_publication(
    ledger: Ledger, desk: Desk
) -> None:
    issn = [{"scheme": "issn", "value": "0378-5955"}]
    for key in ("b", "a"):
        desk.release(make_report(key=key, identifiers=issn))
    found = await ledger.by_name(Name("issn", "0378-5955"))
    assert [entry.id for entry in found] == [desk.record(key).id for key in ("b", "a")]


def test_of_each_name_no_more_is_read_than_asked_and_what_is_public_first(
    source: LedgerSource, desk: Desk
) -> None:
    issn = [{"scheme": "issn", "value": "0378-5955"}]
    other = [{"scheme": "issn", "value": "0317-8471"}]
    reports = [make_report(key=f"r{number}", identifiers=issn) for number in range(ROOM + 1)]
    desk.release(*reports, make_report(key="other", identifiers=other))
    desk.withdraw("r0", "Published in error.")
    shared, alone = Name("issn", "0378-5955"), Name("issn", "0317-8471")
    found = source.by_names([shared, alone, Name("doi", "10.1000/none")], 3)
    public = {one.ordinal: one for one in source.after(0, ROOM + 2) if not one.withdrawn}
    others = [public[one] for one in sorted(public) if public[one].id != desk.record("other").id]
    assert found[shared] == others[:3]
    assert [one.id for one in found[alone]] == [desk.record("other").id]
    assert found.keys() == {shared, alone}
    assert source.sharing(shared, 1, others[2].ordinal) == [others[3]]
    assert (source.count_public(shared), source.count_public(alone)) == (ROOM, 1)


async def test_a_slug_is_found_of_any_kind_and_former_ones_too(
    ledger: Ledger, source: LedgerSource, desk: Desk
) -> None:
    desk.release(make_report(key="r", slug="same"), make_mention(key="m", slug="same"))
    desk.release(make_report(key="r", slug="renamed"))
    desk.release(make_report(key="other", slug="other"))
    asked, unknown = Name("slug", "same"), Name("slug", "none")
    expected = [desk.record(key).id for key in "rm"]
    assert [one.id for one in await ledger.by_name(asked)] == expected
    assert [one.id for one in source.sharing(asked, 9)] == expected
    found = source.by_names([asked, unknown], 9)
    assert {name: [one.id for one in same] for name, same in found.items()} == {asked: expected}
    assert (source.count_public(asked), source.count_public(unknown)) == (2, 0)


async def test_a_long_address_finds_its_record(ledger: Ledger, desk: Desk) -> None:
    url = "https://example.org/" + "%EB%B6%81" * 200
    desk.release(make_mention(key="m", url=url))
    (entry,) = await ledger.by_name(Name("url", url))
    assert entry.id == desk.record("m").id


def test_a_long_name_is_kept_by_its_digest() -> None:
    longest, longer = "a" * LONGEST_NAME, "a" * (LONGEST_NAME + 1)
    assert Name("local", longest).value == longest
    assert Name("local", longer).value.startswith("sha256:")
    assert Name("local", longer) == Name("local", longer) != Name("local", longer + "a")


def test_entries_come_in_order_and_each_record_once(source: LedgerSource, desk: Desk) -> None:
    desk.release(make_report(key="a"), make_report(key="b"), make_report(key="c"))
    desk.release(make_report(key="a", title={"en": "Changed"}))
    first = source.after(0, 2)
    rest = source.after(first[-1].sequence, 10)
    sequences = [entry.sequence for entry in (*first, *rest)]
    assert sequences == sorted(sequences)
    assert (len(sequences), sequences[-1]) == (3, 4)
    assert rest[-1].id == desk.record("a").id
    assert {entry.id for entry in source.by_ids([one.id for one in rest])} == {
        one.id for one in rest
    }


def test_a_withdrawn_record_is_in_order_too(source: LedgerSource, desk: Desk) -> None:
    desk.release(make_report(key="a"))
    desk.withdraw("a", "Published in error.")
    (entry,) = source.after(1, 10)
    assert entry.withdrawn
    assert source.head().sequence == entry.sequence


def test_documents_come_as_asked_without_what_is_withdrawn_or_unknown(
    source: LedgerSource, desk: Desk
) -> None:
    desk.release(*(make_report(key=key, slug=key) for key in "abc"))
    desk.withdraw("b", "Published in error.")
    ordinals = {one.slug: one.ordinal for one in source.after(0, 10)}
    asked = [ordinals["c"], 999_999, ordinals["b"], ordinals["a"]]
    found = [pydantic_core.from_json(one)["slug"] for one in source.documents(asked)]
    assert found == ["c", "a"]
    assert source.documents([]) == []


@pytest.mark.parametrize(
    "statement",
    [
        *(ENTRY, AFTER, CHANGED, NEXT, BETWEEN),
        *(NAMED.format("?, ?"), COUNTED_NAMED.format("?, ?"), those_named("12", "12")),
        *(those("id", "12"), DOCUMENTS.format("?, ?")),
    ],
)
def test_what_is_read_is_found_by_a_key_and_not_by_looking_at_everything(
    sqlite: SqliteFiles, statement: str
) -> None:
    connection = sqlite3.connect(str(make_url(sqlite.migrated()).database))
    values = ["0"] * statement.count("?")
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    connection.close()
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")]
