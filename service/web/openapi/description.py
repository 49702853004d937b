"""The OpenAPI description as partners read it: names, order, components and examples."""

import copy
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from service.web.openapi.examples import Examples
from service.web.openapi.responses import components
from service.web.openapi.schemas import refine_parameter, refine_schemas

Json = dict[str, Any]
FIRST = ("name", "q", "kind", "type")
SERVER = "Where this description came from: production, staging or local."
PROBLEM = "application/problem+json"
LAST = (
    "published_from", "published_to", "sort", "limit", "cursor", "facets", "highlight", "format",
    "style", "fields", "lang",
)  # fmt: skip
"""Parameters in reading order: what is looked for, filters as they are declared, then the page."""


def refine(description: Json, examples: Examples, server: str) -> Json:
    """Return the description that the framework made, as partners should read it."""
    result = copy.deepcopy(description)
    result["security"] = [{}, {"ApiKey": []}]  # a key is not needed, and gives a higher limit
    result["servers"] = [{"url": server, "description": SERVER, "x-internal": False}]
    result["paths"] = in_reading_order(result)
    for operation in operations(result):
        refine_operation(operation)
        show_examples(operation, examples.operations.get(operation["operationId"], ()))
    refine_schemas(result)
    result["components"] |= components(examples.problems)
    share_parameters(result)
    drop_unused_responses(result)
    return result


def operations(description: Json) -> Iterator[Json]:
    """Go through all operations."""
    for path in description["paths"].values():
        yield from path.values()


def in_reading_order(description: Json) -> Json:
    """Sort the paths as the tags are; within a tag they stay as they are declared."""
    tags = [tag["name"] for tag in description["tags"]]
    paths = description["paths"]
    return {
        path: paths[path] for path in sorted(paths, key=lambda one: tags.index(tag_of(paths[one])))
    }


def tag_of(path: Json) -> str:
    """Return the tag of a path's operations."""
    tag: str = next(iter(path.values()))["tags"][0]
    return tag


def refine_operation(operation: Json) -> None:
    """Write the first sentence as summary, and sort parameters."""
    summary, _, rest = operation["description"].partition("\n\n")
    operation["summary"] = " ".join(summary.split()).rstrip(".")
    operation["description"] = rest or summary
    operation["parameters"] = [
        refine_parameter(one) for one in sorted(operation.get("parameters", ()), key=rank)
    ]
    for status, response in operation["responses"].items():
        if "$ref" in response:
            operation["responses"][status] = {"$ref": response["$ref"]}


def rank(parameter: Json) -> int:
    """Say where a parameter stands; those of one rank stay as they are declared."""
    name = parameter["name"].removeprefix("-")
    if name in FIRST:
        return FIRST.index(name)
    return len(FIRST) + (LAST.index(name) + 1 if name in LAST else 0)


def show_examples(operation: Json, exchanges: Sequence[Json]) -> None:
    """Put real requests and their answers into an operation."""
    good = next(status for status in operation["responses"] if status.startswith("2"))
    for number, exchange in enumerate(exchanges, start=1):
        name = f"example{number}" if number > 1 else "example"
        answer = operation["responses"][str(exchange.get("status", good))].get("content", {})
        usual = next(iter(answer), None)
        answer_type = exchange.get("answer_type", usual)
        for side, contents in (
            ("body", operation.get("requestBody", {}).get("content", {})),
            ("answer", {answer_type: answer[answer_type]} if answer else {}),
        ):
            for media_type, content in contents.items():
                if side in exchange and media_type != PROBLEM:
                    shown = {"summary": exchange["request"], "value": exchange[side]}
                    content.setdefault("examples", {})[name] = shown


def share_parameters(description: Json) -> None:
    """Move parameters that several operations have, always in the same words, to components."""
    written: dict[str, Counter[str]] = {}
    for operation in operations(description):
        for one in operation["parameters"]:
            written.setdefault(one["name"], Counter())[json.dumps(one, sort_keys=True)] += 1
    shared = {name for name, texts in written.items() if len(texts) == 1 and texts.total() > 1}
    common: Json = {}
    for operation in operations(description):
        for place, one in enumerate(operation["parameters"]):
            if one["name"] in shared:
                common[one["name"]] = one
                reference = f"#/components/parameters/{one['name']}"
                operation["parameters"][place] = {"$ref": reference}
    description["components"]["parameters"] = common


def drop_unused_responses(description: Json) -> None:
    """Leave out problems that no operation answers with."""
    used = {
        response["$ref"].rsplit("/", 1)[-1]
        for operation in operations(description)
        for response in operation["responses"].values()
        if "$ref" in response
    }
    responses = description["components"]["responses"]
    description["components"]["responses"] = {
        name: response for name, response in responses.items() if name in used
    }
