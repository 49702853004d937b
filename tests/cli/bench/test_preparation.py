from pathlib import Path

import pytest

from service.cli.bench.corpus import Corpus
from service.cli.bench.preparation import Site, prepare
from service.errors import InvalidRecord
from tests.database import PostgresqlServer


def ignore(_text: str) -> None:
    pass


def test_a_server_is_asked_what_its_database_has(
    postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    sites = [Site(tmp_path / "same", postgresql.empty()) for _ in range(2)]
    for site in sites:  # the second database is empty, whatever the folder says
        assert prepare(Corpus(20), site, ignore).imported.records > 0
        assert prepare(Corpus(20), site, pytest.fail)
    for size in (10, 30):
        with pytest.raises(InvalidRecord, match="another corpus"):
            prepare(Corpus(size), sites[0], ignore)
    for site in sites:
        postgresql.remove(site.settings.url)
