"""What the description promises, any client may take at its word."""

from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    positive_data_acceptance,
    response_schema_conformance,
)

DESCRIPTION = Path(__file__).parents[2] / "openapi.json"
CONFIGURATION = {
    "generation": {"deterministic": True, "no-shrink": True},
    "checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 405, 414, 415, 422]}},
}
UNKNOWABLE = positive_data_acceptance
"""Whether a slug, an id or a cursor exists is not in its form; a wrong one is refused."""
RESHAPING = ("fields", "lang", "highlight")
"""Parameters after which records have another shape than the one that is described."""

api = schemathesis.openapi.from_path(
    DESCRIPTION, config=SchemathesisConfig.from_dict(CONFIGURATION)
)


# Lists below a record take the parameters of the list of their kind, read by the same function.
@api.exclude(path_regex="[{]name[}]/").parametrize()
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_an_operation_answers_as_it_is_described(case: Case[Any], demo: httpx.Client) -> None:
    query, body = case.query or {}, case.body if isinstance(case.body, dict) else {}
    is_reshaped = any(name in query or name in body for name in RESHAPING)
    case.call_and_validate(
        base_url=str(demo.base_url),
        excluded_checks=[UNKNOWABLE, *([response_schema_conformance] if is_reshaped else [])],
        timeout=60,
    )
