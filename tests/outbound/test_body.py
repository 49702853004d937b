import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import FetchFailed, TooMuchData
from service.outbound.body import STEP, Body

BOMB = gzip.compress(bytes(100_000_000))
LIMIT = 1_000_000


@given(st.lists(st.binary()), st.integers(1, 50))
def test_gzip_is_decoded_however_it_is_cut(members: list[bytes], size: int) -> None:
    sent = b"".join(gzip.compress(member) for member in members)
    body = Body("gzip", LIMIT)
    cuts = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert b"".join(piece for cut in cuts for piece in body.decode(cut)) == b"".join(members)
    body.finish()


def test_a_small_answer_that_unpacks_to_a_large_one_is_stopped_on_the_way() -> None:
    body = Body("gzip", LIMIT)
    with pytest.raises(TooMuchData, match="more than the 1,000,000 bytes"):
        list(body.decode(BOMB))
    assert body.decoded <= LIMIT + STEP * 1032


def test_one_step_of_decoding_is_bounded() -> None:
    pieces = Body("gzip", 10**9).decode(BOMB)
    assert max(len(piece) for piece in pieces) <= STEP * 1032


def test_gzip_that_unpacks_to_nothing_is_stopped_too() -> None:
    with pytest.raises(TooMuchData):
        list(Body("gzip", LIMIT).decode(gzip.compress(b"") * LIMIT))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "deflate", "x" * 99])
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(FetchFailed, match="only gzip was offered"):
        Body(encoding, LIMIT)


@pytest.mark.parametrize(
    "sent", [b"not gzip", zlib.compress(b"text"), gzip.compress(b"", mtime=0) + b"?!"]
)
def test_what_is_not_gzip_is_reported(sent: bytes) -> None:
    with pytest.raises(FetchFailed, match="not the gzip"):
        list(Body("gzip", LIMIT).decode(sent))


def test_gzip_that_ends_too_early_is_reported() -> None:
    body = Body("gzip", LIMIT)
    list(body.decode(gzip.compress(b"text")[:-1]))
    with pytest.raises(FetchFailed, match="ended too early"):
        body.finish()


def test_no_body_is_good_gzip() -> None:
    Body("gzip", LIMIT).finish()
