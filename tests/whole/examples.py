"""Examples of the OpenAPI description: asked of a running demo, compared, and written anew.

`python -m tests.whole.examples http://127.0.0.1:8000 KEY` asks a fresh demo every request of the
examples and writes down its answers; what differs from demo to demo is replaced. The key is that of
"NKDB editors" in README.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from service.web.http.request import FORM
from service.web.openapi.examples import read_public, read_public_problems, read_story

ROUTES = Path(__file__).parents[2] / "service" / "routes"
HOST = "https://catalogue.example.org/"
MOMENT = "2024-01-15T09:00:00Z"
CURSOR = "c2lnbmVkIGJ5IHRoZSBjYXRhbG9ndWU"
CHANGING = {
    re.compile(rf'"({names})":"[^"]+"'): value
    for names, value in {
        "published_at|updated_at|created_at|withdrawn_at|at|dateModified|sdDatePublished": MOMENT,
        "request_id": "5f0c2a9b8d7e6f10",
        "key_id": "7k2m9x4q",
    }.items()
} | {re.compile(r'"(date|date_published|date_modified)":"[^"]+T[^"]+"'): MOMENT}
"""Members of answers that are made by chance or by time, and what stands for them."""
IN_URLS = re.compile(r"(?<=cursor=)[A-Za-z0-9_-]{20,}")
IN_TEXTS = {
    re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"): MOMENT,
    re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d GMT"): (
        "Mon, 15 Jan 2024 09:00:00 GMT"
    ),
}
"""What stands for moments in the texts of other formats, such as feeds."""
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
Json = dict[str, Any]


class Asking:
    """Asks a catalogue, under ids that are the same in every demo."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.base = str(client.base_url).rstrip("/") + "/"
        self.names: dict[str, str] = {}
        """For each id of the catalogue, the one that examples have."""

    def meet_all(self) -> None:
        """Learn the ids of everything that is public."""
        url = "/v1/search?cursor=*&limit=100&fields=slug"
        while url:
            page = self.client.get(url).json()
            self.learn(page)
            url = page["next"]

    def ask(self, exchange: Json) -> Any:
        """Ask what an exchange asks, such as `GET /v1/reports?limit=1`, and return the answer."""
        asked = json.dumps(exchange | {"answer": None}).replace(HOST, self.base)
        for own, name in self.names.items():
            asked = asked.replace(name, own)
        response = self.client.send(self.request(json.loads(asked)))
        media_type = response.headers.get("content-type", "").partition(";")[0]
        assert media_type == exchange.get("answer_type", media_type)
        if "ndjson" in media_type:
            lines = [json.loads(line) for line in response.text.splitlines()]
            texts = [json.dumps(line, ensure_ascii=False) for line in self.normal(lines)]
            return "".join(f"{text}\n" for text in texts)
        if not media_type.endswith("json"):
            return self.normal(response.text) if response.content else None
        return self.normal(response.json())

    def request(self, exchange: Json) -> httpx.Request:
        """Build the request of an exchange; a body that is text is sent as it is."""
        method, path = exchange["request"].split(" ", 1)
        headers, body = dict(exchange.get("headers", {})), exchange.get("body")
        if exchange.get("media_type") == FORM:
            return self.client.build_request(method, path, headers=headers, data=body)
        if isinstance(body, str):
            headers["Content-Type"] = exchange["media_type"]
            return self.client.build_request(method, path, headers=headers, content=body)
        return self.client.build_request(method, path, headers=headers, json=body)

    def ask_afresh(self, exchange: Json) -> Any:
        """Ask what needs no other exchange; other formats do not say whose an id is."""
        if "answer_type" in exchange:
            self.meet_all()
        return self.ask(exchange)

    def learn(self, answer: Any) -> None:
        """Remember the ids of an answer."""
        for own, name in ids(answer):
            self.names.setdefault(own, stable_id(name))

    def normal(self, answer: Any) -> Any:
        """Replace what is made by chance, by time or by place."""
        self.learn(answer)
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        for own, name in self.names.items():
            text = text.replace(own, name)
        if isinstance(answer, dict) and answer.get("next_cursor"):
            text = text.replace(answer["next_cursor"], CURSOR)
        text = IN_URLS.sub(CURSOR, text)
        for found, value in IN_TEXTS.items() if isinstance(answer, str) else ():
            text = found.sub(value, text)
        for found, value in CHANGING.items():
            text = found.sub(rf'"\1":"{value}"', text)
        return json.loads(text.replace(self.base, HOST))


def ids(value: Any) -> Iterator[tuple[str, str]]:
    """Find ids, each with a name that is the same in every demo."""
    if isinstance(value, dict):
        name = next((value[one] for one in ("slug", "value", "line") if one in value), None)
        if "id" in value and name is not None:
            yield value["id"], f"{value.get('kind', 'authority')} {name}"
        for item in value.values():
            yield from ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from ids(item)


def stable_id(name: str) -> str:
    """Make an id that looks like ours out of a name."""
    return "".join(ALPHABET[byte % 32] for byte in hashlib.sha256(name.encode()).digest()[:12])


def can_be_had(exchange: Json) -> bool:
    """Say whether a demo can answer so; not every problem, and no dump, can be had there."""
    return bool(exchange.get("in_demo", True))


def tell(client: httpx.Client, story: list[Json]) -> Iterator[Any]:
    """Do what editors do, step by step, with the client's key; return the answers."""
    asking = Asking(client)
    asking.meet_all()
    for step in story:
        yield asking.ask(step)


def write(base: str, key: str) -> None:
    """Ask every example again and write down the answers."""
    public, problems, story = read_public(), read_public_problems(), read_story()
    with httpx.Client(base_url=base) as client:
        for exchange in filter(can_be_had, [*public.values(), *problems.values()]):
            exchange["answer"] = Asking(client).ask_afresh(exchange)
        client.headers["Authorization"] = f"Bearer {key}"
        for step, answer in zip(story, tell(client, story), strict=True):
            step["answer"] = answer
    for name, exchange in public.items():
        write_file(f"public/examples/{name}", exchange)
    write_file("public/problems", problems)
    write_file("editorial/story", story)


def write_file(name: str, value: Any) -> None:
    """Write one file of examples."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    (ROUTES / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write(*sys.argv[1:])
