from pathlib import Path

import pytest
from pydantic import ValidationError

from service.ledger.tables import entries
from service.schemas.record import LINK_BASE
from service.settings import Settings
from service.tables.database import open_engine
from service.web.http.address import absolute, addressed
from tests.builders import make_authority, make_mention, make_report, make_resource
from tests.database import SqliteFiles
from tests.desk import Desk
from tests.serving import serving


def test_only_links_of_a_document_are_made_absolute() -> None:
    stored = f'{{"self":"{LINK_BASE}v1/reports/a","note":"see {LINK_BASE}v1"}}'.encode()
    expected = f'{{"self":"https://a.example/v1/reports/a","note":"see {LINK_BASE}v1"}}'
    assert absolute(stored, "https://a.example/") == expected.encode()


def test_all_links_of_whole_documents_are_made_absolute_and_no_text(sqlite: SqliteFiles) -> None:
    engine = open_engine(sqlite.migrated())
    desk = Desk(engine)
    desk.release(
        make_report(key="r", slug="r", title={"en": f'A "{LINK_BASE}" in ,"links":{{'}),
        make_report(key="gone", slug="gone"),
        make_mention(key="m", slug="새-이름", reports=["r"]),
        make_resource(key="f", slug="f"),
        make_authority(key="a", slug="a"),
    )
    desk.withdraw("gone", "Printed twice.", "r")
    for row in desk.rows(entries):
        whole = addressed(row.document, "https://a.example/")
        assert b'"https://a.example/v1/' in whole
        in_texts = row.document.count(f'\\"{LINK_BASE}'.encode())
        assert whole.count(LINK_BASE.encode()) == in_texts
    engine.dispose()


@pytest.mark.parametrize(
    "public",
    ["https://example.org/catalogue", "https://example.org/?a=b", "https://example.org/#c"],
)
def test_a_public_address_that_is_more_than_a_host_is_refused_by_name(public: str) -> None:
    with pytest.raises(ValidationError, match=r"public_url\n.*without a path"):
        Settings(public_url=public)


@pytest.mark.anyio
@pytest.mark.parametrize("public", ["https://reports.example", "https://reports.example:8443/"])
async def test_the_public_address_outranks_the_host(
    sqlite: SqliteFiles, tmp_path: Path, public: str
) -> None:
    base = public.rstrip("/")
    async with serving(sqlite.migrated(), tmp_path, public_url=public) as client:
        answer = await client.get("/v1/reports/none", headers={"Host": "other.example"})
        assert answer.json()["type"] == f"{base}/problems/record-not-found"
        index = await client.get("/", headers={"Accept": "application/json"})
        assert index.json()["search"] == f"{base}/v1/search"
