"""Promises of `catalogue keys`."""

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.editorial.keys import Editor
from service.editorial.revision import Change
from service.editorial.schedule import schedule
from service.tables.database import writing
from tests.builders import make_report
from tests.cli.conftest import Typed
from tests.editorial.editing import column, create

KEY = re.compile(r"rc_([0-9a-z]{8})_[A-Za-z0-9_-]{43}")


def issue(catalogue: Typed, *more: str) -> str:
    """Issue a key to NKDB's editors."""
    result = catalogue("keys", "issue", "--name", "NKDB editors", "--scope", "edit", *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()[-1]


def test_the_key_stands_alone_on_the_last_line(catalogue: Typed) -> None:
    assert KEY.fullmatch(issue(catalogue, "--scope", "publish"))


def test_keys_are_listed_without_what_opens_doors(catalogue: Typed) -> None:
    key = issue(catalogue, "--scope", "publish", "--expires", "2999-01-31")
    (_, line) = catalogue("keys", "list").stdout.splitlines()
    assert key.split("_")[1] in line
    assert "NKDB editors" in line
    assert "edit, publish" in line
    assert "2999-01-31" in line
    assert "valid" in line
    assert key.split("_", 2)[2] not in line


def test_the_stored_key_is_no_key_and_the_pepper_is_for_its_owner_only(
    catalogue: Typed, tmp_path: Path
) -> None:
    secret = issue(catalogue).split("_", 2)[2].encode()
    stored = [file for file in (tmp_path / "data").iterdir() if file.is_file()]
    assert not [file for file in stored if secret in file.read_bytes()]
    assert stat.S_IMODE((tmp_path / "data" / "pepper").stat().st_mode) == 0o600


def test_a_key_is_revoked_by_its_id_or_whole(catalogue: Typed) -> None:
    first, second = issue(catalogue), issue(catalogue)
    assert "is revoked" in catalogue("keys", "revoke", first.split("_")[1]).stdout
    assert "is revoked" in catalogue("keys", "revoke", second).stdout
    assert catalogue("keys", "list").stdout.count("revoked") == 2


def test_who_revokes_a_key_learns_what_becomes_public_in_its_name(
    catalogue: Typed, engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_DATABASE_URL", database_url)
    first, second = (issue(catalogue, "--scope", "publish").split("_")[1] for _ in range(2))
    written = [make_report(key=f"r{n}", slug=f"report-{n}") for n in range(13)]
    ids, at = create(engine, *written), datetime(2999, 1, 31, 9, tzinfo=UTC)
    with writing(engine) as connection:
        for step, record_id in enumerate(ids):
            key = second if step == 12 else first
            change = Change(Editor(key, "NKDB editors", frozenset()))
            schedule(connection, change, [record_id], at + step * timedelta(minutes=1))
        by_other = Change(Editor(second, "NKDB editors", frozenset()))
        schedule(connection, by_other, [ids[0]], at)
    told = catalogue("keys", "revoke", first).stdout
    assert "public in its name, as it was approved: 11." in told
    assert f"2999-01-31 09:01 UTC  report report-1  /v1/editorial/reports/{ids[1]}/publish" in told
    assert "report-10 " in told
    assert "report-11 " not in told
    assert "1 more" in told
    for record_id in (ids[0], ids[12]):
        assert record_id not in told
    again = catalogue("keys", "revoke", second).stdout
    assert "public in its name, as it was approved: 2." in again
    assert len(again.splitlines()) == 5
    assert column(engine, ids[5], "publish_at") == at + timedelta(minutes=5)


def test_a_key_in_whose_name_nothing_waits_is_revoked_in_one_line(catalogue: Typed) -> None:
    assert len(catalogue("keys", "revoke", issue(catalogue)).stdout.splitlines()) == 1


def test_a_key_that_is_not_there_is_named(catalogue: Typed) -> None:
    catalogue("import", "-")
    result = catalogue("keys", "revoke", "zzzzzzzz")
    assert result.exit_code == 1
    assert "zzzzzzzz" in result.stderr
    assert "catalogue keys list" in result.stderr


def test_what_makes_no_sense_is_refused(catalogue: Typed) -> None:
    past = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    for words in (
        ("--name", "x", "--scope", "everything"),
        ("--name", "x"),
        ("--name", " ", "--scope", "edit"),
        ("--name", "two\nlines", "--scope", "edit"),
        ("--name", "x", "--scope", "edit", "--expires", past),
        ("--name", "x", "--scope", "edit", "--expires", "tomorrow"),
    ):
        assert catalogue("keys", "issue", *words).exit_code == 2, words


@pytest.mark.parametrize("secret", [None, "x" * 64])
def test_a_folder_with_whose_secret_no_key_would_be_known_is_refused(
    catalogue: Typed,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secret: str | None,
) -> None:
    monkeypatch.setenv("CATALOGUE_DATABASE_URL", database_url)
    first, second = issue(catalogue), issue(catalogue)
    other = tmp_path / "other"
    monkeypatch.setenv("CATALOGUE_DATA", str(other))
    if secret:
        other.mkdir()
        (other / "pepper").write_text(secret)
    issuing = ("keys", "issue", "--name", "Again", "--scope", "edit")
    for words in (issuing, ("serve", "--port", "0")):
        result = catalogue(*words)
        assert result.exit_code == 4
        assert str(other / "pepper") in result.stderr
        assert all(name in result.stderr for name in ("CATALOGUE_DATA", "CATALOGUE_PEPPER"))
    assert (other / "pepper").exists() == bool(secret), "none is made"
    for key in (first, second):  # as where the secret is lost
        assert catalogue("keys", "revoke", key).exit_code == 0
    assert catalogue(*issuing).exit_code == 0


def test_another_secret_than_that_of_the_folder_is_refused_while_keys_need_it(
    catalogue: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(catalogue)
    monkeypatch.setenv("CATALOGUE_PEPPER", "y" * 64)
    assert catalogue("keys", "issue", "--name", "n", "--scope", "edit").exit_code == 4
    monkeypatch.delenv("CATALOGUE_PEPPER")
    assert issue(catalogue)
