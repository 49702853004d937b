"""Promises of the list of commands."""

import subprocess
import sys

from service.cli.commands import KeyScope
from service.editorial.keys import Scope

HELP = """
import sys
from service.cli.commands import app
app(["--help"], standalone_mode=False)
print(*sys.modules)
"""


def test_help_waits_for_nothing_that_only_a_command_needs() -> None:
    told = subprocess.run([sys.executable, "-c", HELP], check=True, capture_output=True, text=True)  # noqa: S603  our own
    loaded = set(told.stdout.splitlines()[-1].split())
    assert "service.cli.commands" in loaded
    assert not loaded & {"fastapi", "pydantic", "sqlalchemy", "structlog", "tantivy", "uvicorn"}


def test_every_scope_can_be_typed() -> None:
    assert [scope.value for scope in KeyScope] == [scope.value for scope in Scope]
