import json
from pathlib import Path

import pytest

from service.cli.bench import rounds
from service.cli.bench.work import lookups
from tests.cli.conftest import Typed

SHORT = ("--rounds", "1", "--seconds", "1", "--json")


def test_several_sizes_are_measured_one_after_the_other(
    catalogue: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "list_work", lambda *asked: list(lookups(*asked)))
    sizes = ("--reports", "20", "--reports", "40")
    done = catalogue("bench", *sizes, "--data", str(tmp_path), *SHORT)
    assert done.exit_code == 0, done.output
    assert [run["reports"] for run in json.loads(done.stdout)] == [20, 40]


@pytest.mark.parametrize("other", [["--writes"], ["--database-url", "postgresql://nowhere"]])
def test_several_sizes_are_refused_where_only_one_makes_sense(
    catalogue: Typed, other: list[str]
) -> None:
    done = catalogue("bench", "--reports", "20", "--reports", "40", *other)
    assert done.exit_code == 2
    assert "Several sizes" in done.output
