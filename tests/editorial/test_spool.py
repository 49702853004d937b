"""Lines that no catalogue can hold are refused one by one, and reading goes on behind them."""

import json

import pytest

from service.editorial.spool import LONGEST_LINE, Spool, read_lines
from tests.builders import Written, make_report, to_file


def read(*lines: Written | bytes) -> tuple[list[int], list[str]]:
    """Read lines; return the numbers of the good ones, and what is said of the others."""
    with Spool() as spool:
        problems = read_lines(to_file(lines), spool, lambda _step, _count: None)
        good = [incoming.line for batch in spool.batches() for incoming in batch]
    return good, [f"{one.line} {one.field}: {one.message}" for one in problems]


GOOD = make_report()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON in UTF-8"),
        ('{"kind": "report", "key": "북"'.encode("utf-16"), "not JSON in UTF-8"),
        (b'{"kind": "report", "key": "a", "title": {"en": "\xed\xa0\x80"}}', "not JSON in UTF-8"),
        (rb'{"kind": "report", "key": "a", "title": {"en": "\ud800"}}', "not JSON"),
        (b'{"kind": "report", "key": "a", "title": {"en": "a\x00"}}', "not JSON"),
        (rb'{"kind": "report", "key": "a", "title": {"en": "a\u0000"}}', "title.en"),
        (b'{"kind": "resource", "key": "a", "role": "source", "bytes": NaN}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
        (b"x" * (LONGEST_LINE + 1), "longer than"),
        (b"x" * (3 * LONGEST_LINE), "longer than"),
        (b'{"kind": "report", "title": {"en": "a"}}', "key"),
        (b"1" * 5000, "not JSON"),
        (b"1", "JSON object"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_next_is_read(line: bytes, reason: str) -> None:
    good, problems = read(GOOD, line, GOOD)
    assert good == [1, 3]
    assert problems[0].startswith("2 ")
    assert reason in problems[0]


def test_empty_lines_are_passed_over_and_counted() -> None:
    assert read(b"", GOOD, b"  ", GOOD) == ([2, 4], [])


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    line = json.dumps(GOOD).encode()
    assert read(b"\xef\xbb\xbf" + line)[0] == [1]


def test_lines_may_end_as_on_any_system() -> None:
    line = json.dumps(GOOD).encode()
    assert read(line + b"\r", line)[0] == [1, 2]


def test_what_is_read_back_is_what_was_written() -> None:
    report = make_report(title={"ko": "백서", "en": "A — “quoted”"}, id="0123456789ab", slug="백서")
    with Spool() as spool:
        read_lines(to_file([report]), spool, lambda _step, _count: None)
        first = list(spool.batches())
        assert first == list(spool.batches())
    assert first[0][0].fields["title"] == report["title"]
    assert (first[0][0].id, first[0][0].slug) == ("0123456789ab", "백서")


def test_lines_to_skip_are_not_read_again() -> None:
    with Spool() as spool:
        read_lines(to_file([GOOD] * 3), spool, lambda _step, _count: None)
        spool.skip = {2}
        assert [one.line for batch in spool.batches() for one in batch] == [1, 3]
