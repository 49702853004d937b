"""Numbers become visible in order, whoever writes at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from service.ledger.connection import open_blocking_reads
from service.ledger.entry import Entry, Publication
from service.ledger.read import LedgerSource
from service.ledger.tables import entries
from service.ledger.write import append, lock
from service.tables.database import open_engine, writing
from tests.builders import make_mention, make_report
from tests.desk import Desk

WRITERS = 8
EACH = 12


def follow(url: str, done: Event) -> dict[str, Entry]:
    """Follow a ledger as a mirror does: ask for what comes after the last number, and keep it."""
    reads = open_blocking_reads(url)
    source = LedgerSource(reads)
    copy: dict[str, Entry] = {}
    last = 0
    while True:
        finished = done.is_set()
        new = source.after(last, 3)
        copy |= {entry.id: entry for entry in new}
        last = max((entry.sequence for entry in new), default=last)
        if finished and not new:
            reads.close()
            return copy


def together(url: str, work: Callable[[Desk, int], None]) -> None:
    """Let eight writers work at once, each with connections of its own."""

    def write(writer: int) -> None:
        engine = open_engine(url, patience=60)
        work(Desk(engine), writer)
        engine.dispose()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


def test_a_reader_never_misses_a_number_while_eight_writers_publish(
    database_url: str, desk: Desk
) -> None:
    desk.release(make_report(key="shared"))

    def work(own: Desk, writer: int) -> None:
        for step in range(EACH):
            own.release(make_mention(key=f"m{writer}-{step}", reports=["shared"]))

    done = Event()
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(follow, database_url, done)
        together(database_url, work)
        done.set()
        copy = reader.result(60)
    assert {entry.id: entry.sequence for entry in copy.values()} == {
        row.id: row.sequence for row in desk.rows(entries)
    }
    assert len(copy) == 1 + WRITERS * EACH
    assert desk.document("shared")["mention_count"] == WRITERS * EACH


def test_writers_that_touch_the_same_records_in_any_order_all_finish(
    database_url: str, desk: Desk
) -> None:
    keys = [f"r{number}" for number in range(4)]
    desk.release(*(make_report(key=key) for key in keys))

    def work(own: Desk, writer: int) -> None:
        order = keys[writer % 4 :] + keys[: writer % 4]
        own.release(*(make_report(key=key, title={"en": f"By {writer}"}) for key in order))

    together(database_url, work)
    assert len({tuple(desk.document(key)["title"].values()) for key in keys}) == 1


def test_the_first_number_of_a_document_is_its_ordinal_for_ever(desk: Desk) -> None:
    for text in (b"{}", b'{"a":1}'):
        for name in "123":
            with writing(desk.engine) as connection:
                append(connection, [Publication(name * 12, "report", name, text)])
    rows = sorted((row.ordinal, row.sequence) for row in desk.rows(entries))
    assert rows == [(1, 4), (2, 5), (3, 6)]


@pytest.mark.parametrize("change", [b"{}", b'{"a":1}'])
def test_only_a_document_that_changed_takes_a_number(desk: Desk, change: bytes) -> None:
    with writing(desk.engine) as connection:
        append(connection, [Publication("1" * 12, "report", "a", b"{}")])
        count = append(connection, [Publication("1" * 12, "report", "a", change)])
        assert (count, lock(connection)[0]) == ((0, 1) if change == b"{}" else (1, 2))


def test_a_transaction_that_is_taken_back_leaves_no_gap(desk: Desk) -> None:
    class Interrupted(Exception):
        """What happens before the end."""

    def interrupted() -> None:
        with writing(desk.engine) as connection:
            append(connection, [Publication("1" * 12, "report", "a", b"{}")])
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    desk.release(make_report(key="r"))
    assert desk.sequence() == 1
