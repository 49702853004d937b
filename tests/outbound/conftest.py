from collections.abc import Iterator

import pytest

from tests.outbound.website import Website


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as opened:
        yield opened
