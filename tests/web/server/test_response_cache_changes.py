"""The response cache while the catalogue changes: it says what the app says, whatever happens."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from service.editorial.merging import merge
from service.errors import CatalogueError
from service.ledger.tables import entries
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.tables.database import writing
from tests.builders import make_authority, make_mention, make_report
from tests.desk import Desk
from tests.editorial.editing import CHANGE
from tests.serving import serving

anyio = pytest.mark.anyio
OWN = {"x-request-id", "age", "content-length"}
CHANGES: Sequence[Callable[[Desk], object]] = (
    lambda desk: desk.release(make_report(key="r", slug="r", title={"en": "Doors"})),
    lambda desk: desk.release(make_report(key="r", slug="r", title={"en": "Closed doors"})),
    lambda desk: desk.release(make_report(key="r", slug="moved", title={"en": "Doors"})),
    lambda desk: desk.release(make_report(key="other", slug="other", title={"en": "Rooms"})),
    lambda desk: desk.release(make_mention(key="m", reports=["r"], url="https://a.example/1")),
    lambda desk: desk.withdraw("r", "Printed twice."),
    lambda desk: desk.withdraw("other", "Printed twice."),
    lambda desk: desk.publish("r", "other"),
    lambda desk: desk.release(make_authority(key="a", label={"en": "Ministry"})),
    lambda desk: desk.release(make_authority(key="b", label={"en": "The Ministry"})),
    lambda desk: unite(desk, "a", "b"),
)
ASKED = (
    *("/v1/reports/r", "/v1/reports/moved", "/v1/reports/other", "/v1/reports/r.bib"),
    *("/v1/reports/other?fields=title", "/v1/reports", "/v1/lookup?slug=r"),
)


def unite(desk: Desk, key: str, into: str) -> None:
    """Merge an authority into another."""
    ids = [desk.record(each).id for each in (key, into)]
    with writing(desk.engine) as connection:
        merge(connection, CHANGE, RecordKind.authority, *ids)


@anyio
@pytest.mark.parametrize("seed", range(3))
async def test_whatever_changes_what_is_kept_is_what_the_app_answers(
    database_url: str, desk: Desk, tmp_path: Path, seed: int
) -> None:
    random, kept = Random(seed), 0  # noqa: S311  a sequence to be had again
    async with (
        serving(database_url, tmp_path / "cached") as cached,
        serving(database_url, tmp_path / "uncached", cache_bytes=0) as uncached,
    ):
        for change in random.choices(CHANGES, k=25):
            with suppress(CatalogueError, AssertionError, IndexError):  # some cannot be now
                change(desk)
            for client in (cached, uncached):
                transport: Any = client._transport  # noqa: SLF001  the app behind the client
                transport.app.state.catalogue.expire()
            ids = [f"/v1/{COLLECTIONS[row.kind]}/{row.id}" for row in desk.rows(entries)]
            for path in (*ASKED, *ids):
                answers = [await cached.get(path) for _ in range(3)]
                plain = await uncached.get(path)
                assert [said(one) for one in answers] == [said(plain)] * 3, path
                kept += "age" in answers[0].headers
    assert kept > 0, "nothing outlived a change"


def said(answer: httpx.Response) -> tuple[int, Mapping[str, str], object]:
    """Return what an answer says, but for what names this one."""
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    if answer.status_code == 200:
        return answer.status_code, headers, answer.content
    return answer.status_code, {}, answer.json() | {"request_id": ""}
