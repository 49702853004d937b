"""What the description promises, any client may take at its word."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, SerializationContext
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

DESCRIPTION = Path(__file__).parents[2] / "openapi.json"
REFUSED = [400, 401, 404, 405, 409, 412, 414, 415, 422, 428]
CONFIGURATION = {
    "generation": {"deterministic": True, "no-shrink": True},
    "checks": {"negative_data_rejection": {"expected-statuses": REFUSED}},
}
UNKNOWABLE = positive_data_acceptance
"""Whether a slug, an id or a cursor exists is not in its form; a wrong one is refused."""
RESHAPING = ("fields", "lang", "highlight")
"""Parameters after which records have another shape than the one that is described."""
Drafts = dict[str, str]
NEW = {
    "reports": {"title": {"en": "White paper"}},
    "mentions": {"headline": {"en": "A white paper"}},
    "resources": {"url": "https://example.org/white-paper.pdf", "role": "download"},
    "authorities": {"type": "topic", "label": {"en": "White papers"}},
}

api = schemathesis.openapi.from_path(
    DESCRIPTION, config=SchemathesisConfig.from_dict(CONFIGURATION)
)


@schemathesis.serializer("application/x-ndjson")
def send_lines(_context: SerializationContext, lines: Any) -> bytes:
    """Send lines as they are."""
    return str(lines).encode("utf-8", "surrogatepass")


def is_reshaped(case: Case[Any]) -> bool:
    """Say whether a request asks for another shape than the one that is described."""
    query, body = case.query or {}, case.body if isinstance(case.body, dict) else {}
    return any(name in query or name in body for name in RESHAPING)


def is_unknown_embedding(case: Case[Any]) -> bool:
    """Say whether oEmbed is asked for a format that it has not, which it answers with 501.

    https://oembed.com/#section2
    """
    form = (case.query or {}).get("format", "json")
    return case.operation.path == "/oembed" and form not in ("json", "xml")


# Lists below a record take the parameters of the list of their kind, read by the same function.
@api.exclude(path_regex="[{]name[}]/|/editorial/").parametrize()
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_an_operation_answers_as_it_is_described(case: Case[Any], demo: httpx.Client) -> None:
    excluded = [UNKNOWABLE, *([response_schema_conformance] if is_reshaped(case) else [])]
    is_unknown = is_unknown_embedding(case)
    excluded += [not_a_server_error, negative_data_rejection] if is_unknown else []
    answer = case.call_and_validate(
        base_url=str(demo.base_url), excluded_checks=excluded, timeout=60
    )
    assert answer.status_code < 500 or (is_unknown and answer.status_code == 501)


@pytest.fixture(scope="module")
def drafts(desk: httpx.Client) -> Drafts:
    """The id of a record in each collection."""
    made = {name: desk.post(f"/v1/editorial/{name}", json=body) for name, body in NEW.items()}
    return {name: answer.json()["id"] for name, answer in made.items()}


@api.include(path_regex="/editorial/").parametrize()
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_an_editors_operation_answers_as_it_is_described(
    case: Case[Any], desk: httpx.Client, drafts: Drafts
) -> None:
    place = case.path_parameters or {}
    if len(str(place.get("id", ""))) == 12:  # a good id; let it be of a record that there is
        place["id"] = drafts.get(place["collection"], place["id"])
    excluded = [UNKNOWABLE, *([response_schema_conformance] if is_reshaped(case) else [])]
    if case.operation.path.endswith("/imports"):  # of which every line gets its own answer
        excluded.append(negative_data_rejection)
    case.call_and_validate(
        base_url=str(desk.base_url),
        headers={"Authorization": desk.headers["Authorization"]},
        excluded_checks=excluded,
        timeout=60,
    )
