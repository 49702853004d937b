"""Two catalogues that must look the same: one holds hidden things, the other has never had them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine

from service.editorial.importing import import_file
from service.editorial.publication import withdraw
from service.editorial.revision import BY_OPERATOR
from service.editorial.schedule import schedule
from service.tables.base import now
from service.tables.database import writing
from tests.builders import (
    Written,
    make_authority,
    make_mention,
    make_report,
    make_resource,
    to_file,
)

WORD = "zyzzyva"
"""Stands in every hidden text, and in no other."""
KOREAN = "비밀문서"
EDITED = ("slug-4-once", "slug-4-anew")
"""What a public report is called by editors, one after the other."""


def secret(text: str) -> dict[str, str]:
    """Write a text that nobody may find."""
    return {"en": f"{text} {WORD}", "ko": KOREAN}


def doi(number: int) -> dict[str, str]:
    """Write an identifier."""
    return {"scheme": "doi", "value": f"10.1000/{number}"}


def record(number: int, **members: Any) -> Written:
    """Give a record names that are the same in both catalogues."""
    return members | {"id": f"00000000000{number:x}", "key": f"k{number}", "slug": f"slug-{number}"}


def public(*, hidden: bool) -> list[Written]:
    """Write what is public; with `hidden`, it also refers to what is not."""
    files = [{"id": "00000000000b"}] if hidden else []
    reports = [{"id": "00000000000a"}] if hidden else []
    more = {"record": {"id": "00000000000a"}, "type": "references"}
    return [
        record(
            1, **make_authority(label={"en": "Publisher", "ko": "발행처"}, aliases={"en": ["P"]})
        ),
        record(2, **make_authority(type="topic", label={"en": "Prisons"})),
        record(
            3,
            **make_report(
                title={"en": "Doors", "ko": "문"},
                published="2023-11",
                publishers=[{"id": "000000000001"}],
                topics=[{"id": "000000000002"}],
                identifiers=[doi(3)],
                resources=[{"id": "000000000005"}, *files],
                relations=[more] if hidden else [],
            ),
        ),
        record(4, **make_report(title={"en": "Walls"}, published="2021", languages=["en"])),
        record(5, **make_resource(url="https://example.org/doors.pdf", label={"en": "PDF"})),
        record(
            6,
            **make_mention(
                headline={"en": "On doors"},
                published="2023-11-24",
                url="https://example.org/news",
                reports=[{"id": "000000000003"}, *reports],
            ),
        ),
    ]


def drafts() -> list[Written]:
    """Write what is hidden: it names what is public, and what is only named here."""
    return [
        record(9, **make_authority(type="topic", label=secret("Torture"))),
        record(
            10,
            **make_report(
                title=secret("Cells"),
                published="2019-05",
                publishers=[{"id": "000000000001"}],
                topics=[{"id": "000000000002"}, {"id": "000000000009"}],
                identifiers=[doi(10), {"scheme": "un_symbol", "value": "A/HRC/99/1"}],
                resources=[{"id": "000000000005"}, {"id": "00000000000b"}],
                series={"title": secret("Series")},
            ),
        ),
        record(11, **make_resource(url="https://example.org/cells.pdf", label=secret("PDF"))),
        record(
            12,
            **make_mention(
                headline=secret("On cells"),
                published="2019-06-01",
                url="https://example.org/cells",
                reports=[{"id": "000000000003"}, {"id": "00000000000a"}],
                resources=[{"id": "000000000005"}],
            ),
        ),
        record(13, **make_report(title=secret("Embargo"), published="2018", identifiers=[doi(13)])),
    ]


def edit(slug: str) -> Written:
    """Write a change of a public report that is not published."""
    report = record(
        4,
        **make_report(
            title=secret("Walls"),
            published="1999",
            languages=["ko"],
            topics=[{"id": "000000000002"}, {"id": "000000000009"}],
            identifiers=[doi(4)],
            resources=[{"id": "000000000005"}],
        ),
    )
    return report | {"slug": slug, "key": "k4-anew"}


def mention_again() -> Written:
    """Write what is published after that: the report it is about is rendered again."""
    reports = [{"id": "000000000004"}]
    return record(14, **make_mention(headline={"en": "On walls"}, reports=reports))


def withdrawn(*, hidden: bool) -> list[Written]:
    """Write what is public for a while: of what it said nothing remains, whatever it was."""
    said = {"identifiers": [doi(7)], "published": "2001"} if hidden else {}
    heard = {"url": "https://example.org/gone", "published": "2002"} if hidden else {}
    title = secret("Withdrawn") if hidden else {"en": "Other words"}
    reports = [{"id": "000000000003"}]
    return [
        record(7, **make_report(title=title, **said)),
        record(8, **make_mention(headline=title, reports=reports, **heard)),
    ]


def load(engine: Engine, *, hidden: bool) -> None:
    """Fill a catalogue; the public hears of the same events in both."""
    store(engine, [*(drafts() if hidden else []), *public(hidden=hidden)], published=False)
    store(engine, public(hidden=hidden), published=True)
    store(engine, withdrawn(hidden=hidden), published=True)
    with writing(engine) as connection:
        for record_id in ("000000000007", "000000000008"):
            withdraw(connection, record_id, "Wrong.")
        if hidden:
            later = now().replace(year=9999)
            schedule(connection, BY_OPERATOR, ["00000000000d"], later)
    if hidden:
        for slug in EDITED:
            store(engine, [edit(slug)], published=False)
    store(engine, [mention_again()], published=True)


def store(engine: Engine, lines: list[Written], *, published: bool) -> None:
    """Import some lines."""
    outcome = import_file(engine, to_file(lines), publish=published)
    assert outcome.complete, outcome.problems


def names() -> Iterator[tuple[str, str]]:
    """Go through what records of both catalogues are called, by scheme of the look-up."""
    edits = map(edit, EDITED)
    for line in (*public(hidden=True), *drafts(), *edits, *withdrawn(hidden=True)):
        yield "id", line["id"]
        yield "slug", line["slug"]
        yield "local", line["key"]
        if "url" in line:
            yield "url", line["url"]
        for one in line.get("identifiers", ()):
            yield one["scheme"], one["value"]
