"""Steps that many tests of editors' routes take."""

from typing import Any

import httpx

from tests.serving import Json

EDITORIAL = "/v1/editorial"


async def create(desk: httpx.AsyncClient, collection: str, **fields: Any) -> Json:
    """Create a record and return what the editor sees."""
    answer = await desk.post(f"{EDITORIAL}/{collection}", json=fields)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def path(record: Json) -> str:
    """Return the address of a record."""
    return str(httpx.URL(record["links"]["self"]).path)


def known(record: Json) -> dict[str, str]:
    """Say of which revision a change is."""
    return {"If-Match": f'"{record["revision"]}"'}


async def act(desk: httpx.AsyncClient, record: Json, step: str, **body: Any) -> Json:
    """Do something with a record, and return what the editor sees then."""
    answer = await desk.post(f"{path(record)}/{step}", json=body, headers=known(record))
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


async def read(desk: httpx.AsyncClient, record: Json) -> Json:
    """Read a record again."""
    answer = await desk.get(path(record))
    assert answer.status_code == 200, answer.text
    now: Json = answer.json()
    return now
