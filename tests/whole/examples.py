"""Examples of the OpenAPI description: asked of a running demo, compared, and written anew.

`python -m tests.whole.examples http://127.0.0.1:8000` asks every request that is in the folder of
examples and writes down what a fresh demo answers; what differs from demo to demo is replaced.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from service.web.documentation import read_examples

FOLDER = Path(__file__).parents[2] / "service" / "routes" / "public" / "examples"
HOST = "https://catalogue.example.org/"
MOMENT = "2024-01-15T09:00:00Z"
MOMENTS = re.compile(r'"(published_at|updated_at)":"[^"]+"')
REQUEST_ID = re.compile(r'"request_id":"[^"]+"')
CURSOR = "c2lnbmVkIGJ5IHRoZSBjYXRhbG9ndWU"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def ask(client: httpx.Client, example: dict[str, Any]) -> Any:
    """Ask what an example asks, such as `GET /v1/reports?limit=1`, and return the answer."""
    method, path = example["request"].split(" ", 1)
    body: dict[str, Any] = {}
    if "body" in example:
        body = {"json": example["body"]}
    if "content" in example:
        headers = {"Content-Type": example["media_type"]}
        body = {"content": example["content"], "headers": headers}
    response = client.request(method, path, **body)
    return normal(response.json(), str(client.base_url))


def normal(answer: Any, base: str) -> Any:
    """Replace what is made by chance, by time or by place: ids, moments, cursors, the host."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    for own_id, name in set(ids(answer)):
        text = text.replace(own_id, stable_id(name))
    if isinstance(answer, dict) and answer.get("next_cursor"):
        text = text.replace(answer["next_cursor"], CURSOR)
    text = MOMENTS.sub(rf'"\1":"{MOMENT}"', text.replace(base.rstrip("/") + "/", HOST))
    return json.loads(REQUEST_ID.sub('"request_id":"5f0c2a9b8d7e6f10"', text))


def ids(value: Any) -> Iterator[tuple[str, str]]:
    """Find ids, each with a name that is the same in every demo."""
    if isinstance(value, dict):
        if "id" in value and ("slug" in value or "value" in value):
            kind = value.get("kind", "authority")
            yield value["id"], f"{kind} {value.get('slug', value.get('value'))}"
        for item in value.values():
            yield from ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from ids(item)


def stable_id(name: str) -> str:
    """Make an id that looks like ours out of a name."""
    return "".join(ALPHABET[byte % 32] for byte in hashlib.sha256(name.encode()).digest()[:12])


def each_case(name: str, example: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the requests of a file that a demo can answer; not every problem can be had there."""
    cases = example.values() if name == "problems" else [example]
    return [case for case in cases if case.get("in_demo", True)]


def write(base: str) -> None:
    """Ask every example again and write down the answers."""
    with httpx.Client(base_url=base) as client:
        for name, example in read_examples().items():
            for case in each_case(name, example):
                case["answer"] = ask(client, case)
            text = json.dumps(example, ensure_ascii=False, indent=2)
            (FOLDER / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
