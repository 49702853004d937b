"""Promises of reading the settings."""

import pytest

from tests.cli.conftest import Typed


def test_a_variable_that_is_no_setting_is_named_with_the_nearest_that_is(
    catalogue: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_RATE_LIMT", "10/minute")
    result = catalogue("import", "-")
    assert result.exit_code == 0
    assert result.stderr == (
        "CATALOGUE_RATE_LIMT is not a setting and is ignored. Did you mean CATALOGUE_RATE_LIMIT?\n"
    )


def test_settings_are_not_complained_of(catalogue: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_RATE_LIMIT", "10/minute")
    assert catalogue("import", "-").stderr == ""
