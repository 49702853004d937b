"""CSV is read back cell by cell, and no spreadsheet program runs what is in a cell."""

import csv
import io

import pytest
from hypothesis import given, settings

from service.formats.format import Document, Wish
from service.formats.offered import CSV
from service.formats.table import COLUMNS, cell, write_csv
from tests.formats.documents import MENTION, REPORT, RESOURCE, hostile_records, languages

RUN = ("=", "+", "-", "@", "\t=", " =", "＝", "|", "%")


def read(document: Document, *tags: str) -> dict[str, str]:
    row = write_csv(document, Wish(tags)).decode()
    (values,) = csv.reader(io.StringIO(row, newline=""), strict=True)
    return dict(zip(COLUMNS, values, strict=True))


def test_a_report_is_one_row_with_all_that_fits() -> None:
    row = read(REPORT)
    assert row["title"] == "Behind Closed Doors"
    assert row["published"] == "2023-11"
    assert row["authors"] == "Hanna Song; Yoon Yeo-sang; NKDB"
    assert (row["series"], row["series_number"]) == ("Studies", "12")
    assert row["un_symbol"] == "A/HRC/25/63"
    assert row["languages"] == "ko; en"
    assert row["mention_count"] == "0"
    assert row["downloads"].startswith("https://example.org/a_b%20c.pdf")


def test_texts_are_in_the_language_asked_or_in_another_that_there_is() -> None:
    row = read(REPORT, "ko")
    assert (row["title"], row["subtitle"]) == ("닫힌 문 너머", "Chains of Command")
    assert row["publishers"] == "북한인권정보센터"


def test_other_kinds_have_the_same_columns() -> None:
    assert read(MENTION)["publishers"] == "NK News"
    assert read(MENTION)["reports"] == "Behind Closed Doors"
    assert read(RESOURCE)["url"] == "https://example.org/"


@pytest.mark.parametrize("start", RUN)
def test_no_cell_is_a_formula(start: str) -> None:
    (value,) = next(csv.reader([cell(f'{start}HYPERLINK("http://evil.example","x")')]))
    assert value.startswith("'")


@settings(max_examples=100)
@given(document=hostile_records, tags=languages)
def test_a_row_stays_a_row_whatever_a_record_holds(
    document: Document, tags: tuple[str, ...]
) -> None:
    row = read(document, *tags)
    assert len(row) == len(COLUMNS)
    assert not any(value.strip().startswith(RUN) for value in row.values())


def test_the_columns_are_named_first() -> None:
    assert CSV.begin.__name__ == "begin_csv"
    assert list(COLUMNS)[:4] == ["kind", "id", "slug", "type"]
