import sys
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from service.cli.bench.beside import meanwhile
from service.errors import ServiceUnavailable


def count(path: Path, begun: Event, over: Event) -> None:
    begun.set()
    over.wait()
    path.write_text("ended")


def fail(_begun: Event, _over: Event) -> None:
    sys.exit("It cannot be done.")


def test_a_task_goes_on_until_the_end_of_the_block(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with meanwhile(partial(count, ended)):
        assert not ended.exists()
    assert ended.exists()


def test_nothing_is_said_to_be_measured_beside_a_task_that_failed() -> None:
    with pytest.raises(ServiceUnavailable, match="beside a measurement failed"), meanwhile(fail):
        pass
