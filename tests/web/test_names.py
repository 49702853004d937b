"""Names of authorities are remembered: not all of them, and never an old one."""

import pytest

from service.ledger.connection import open_blocking_reads
from service.ledger.read import LedgerSource
from service.web import names
from service.web.names import AuthorityNames
from tests.builders import make_authority
from tests.desk import Desk


def test_what_is_remembered_is_bounded_and_right(
    database_url: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "MOST_KEPT", 4)
    keys = [f"a{number}" for number in range(10)]
    reads = open_blocking_reads(database_url)
    source = LedgerSource(reads)
    known = AuthorityNames(source)
    for label in ("First", "Second"):
        desk.release(*(make_authority(key=key, label={"en": f"{label} {key}"}) for key in keys))
        ids = {key: desk.record(key).id for key in keys}
        for key in keys * 2:
            found = known.read({ids[key], ids["a0"]}, source.head())
            assert found[ids[key]].shown(["en"]) == f"{label} {key}"
            assert found[ids["a0"]].slug
            assert len(found) <= names.MOST_KEPT + 2
    reads.close()
