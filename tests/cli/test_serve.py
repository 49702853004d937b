"""Promises of the commands that serve, before they serve."""

import socket
from importlib.metadata import version

import pytest

from tests.cli.conftest import Typed, lines


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said_plainly_and_nothing_is_promised(
    catalogue: Typed, command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = catalogue(command, "--port", str(port))
    assert result.exit_code == 3
    assert result.stderr == f"Port {port} is taken: choose another with --port.\n"
    assert result.stdout == ""


def test_an_address_that_is_not_ours_is_said_plainly(catalogue: Typed) -> None:
    result = catalogue("serve", "--host", "192.0.2.1")
    assert result.exit_code == 3
    assert result.stderr.startswith("Nobody can listen on 192.0.2.1, port 8000: ")


def test_the_demo_does_not_mix_with_other_records(catalogue: Typed) -> None:
    record = {"kind": "authority", "key": "nkdb", "type": "topic", "label": {"en": "Ours"}}
    assert catalogue("import", "-", stdin=lines(record)).exit_code == 0
    result = catalogue("demo", "--port", "0")
    assert result.exit_code == 3
    assert "CATALOGUE_DATA=demo-data catalogue demo" in result.stderr
    assert result.stdout == ""
    assert len(catalogue("export", "--drafts", "-").stdout.splitlines()) == 1


def test_the_version_is_told(catalogue: Typed) -> None:
    result = catalogue("--version")
    assert (result.exit_code, result.stdout) == (0, version("report-catalogue") + "\n")
