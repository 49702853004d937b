import pytest

from service.errors import InvalidRequest
from service.search.text import LONGEST_QUERY, parse


@pytest.mark.parametrize("word", ["rights ", "인권 ", "인a", "x인", "中1"])
def test_no_more_words_are_looked_for_at_once_however_they_are_written(word: str) -> None:
    assert parse(word * LONGEST_QUERY)
    with pytest.raises(InvalidRequest, match="65 words; at most 64"):
        parse(word * (LONGEST_QUERY + 1))
