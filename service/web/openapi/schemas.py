"""Schemas of the OpenAPI description: good names, members that are absent or always there."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.schemas.answer import MovedProblem, Problem, WithdrawnProblem
from service.schemas.editorial import BODIES, BODY

Json = dict[str, Any]
REFERENCE = "#/components/schemas/"
GENERIC = re.compile(r"(\w+)_Summary_")
TYPED = {"type", "const", "anyOf", "$ref"}
"""A member that has none of these may be anything, and is absent where it would be null."""
WRITTEN = re.compile(r"([A-Za-z]+)_Annotated_Reference__BeforeValidator__")


def refine_schemas(description: Json) -> None:
    """Write the components as partners read them."""
    schemas = description["components"]["schemas"]
    for model in (Problem, MovedProblem, WithdrawnProblem):
        own = model.model_json_schema(mode="serialization", ref_template=REFERENCE + "{model}")
        schemas |= own.pop("$defs", {}) | {model.__name__: own}
    sent = {*sent_schemas(description), *add_bodies(schemas)}
    for name, schema in schemas.items():
        if name not in sent:
            say_what_is_absent(schema)
        for member in schema.get("properties", {}).values():
            say_what_it_is(member)
        for part in parts(schema):
            refine_part(part)
    description["components"]["schemas"] = {plain(name): schemas[name] for name in sorted(schemas)}
    for part in parts(description):
        rename(part)


def sent_schemas(description: Json) -> Iterator[str]:
    """Name the schemas of bodies that callers send: there `null` is taken."""
    for path in description["paths"].values():
        for operation in path.values():
            for part in parts(operation.get("requestBody", {})):
                if "$ref" in part:
                    yield part["$ref"].removeprefix(REFERENCE)


def add_bodies(schemas: Json) -> set[str]:
    """Add the bodies that routes read themselves, and what only they hold; return the names."""
    asked: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (model, "validation") for model in BODIES
    ]
    _, made = models_json_schema(asked, ref_template=REFERENCE + "{model}")
    new = {name: schema for name, schema in made["$defs"].items() if name not in schemas}
    schemas |= new
    return set(new)


def parts(value: Any) -> Iterator[Json]:
    """Go through an object and all objects in it."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def say_what_is_absent(schema: Json) -> None:
    """What is not known is left out, never `null`; everything else is always there."""
    members: Json = schema.get("properties", {})
    required = set(schema.get("required", ()))
    for name, member in members.items():
        if name in required:
            continue
        if takes_null(member):
            drop_null(member)
        elif member.keys() & TYPED:
            required.add(name)
        member.pop("default", None)
    if required:
        schema["required"] = [name for name in members if name in required]


def say_what_it_is(member: Json) -> None:
    """Describe a member that may be null by what it is otherwise."""
    if takes_null(member) and "description" not in member:
        described = (one["description"] for one in member["anyOf"] if "description" in one)
        member["description"] = next(described, "")


def takes_null(schema: Json) -> bool:
    """Say whether a schema takes null beside something else."""
    return {"type": "null"} in schema.get("anyOf", ())


def drop_null(schema: Json) -> None:
    """Make a schema take what it takes beside null."""
    rest = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
    if len(rest) > 1:
        schema["anyOf"] = rest
    else:
        described = dict(schema)
        schema |= rest[0]
        schema |= described


def refine_parameter(parameter: Json) -> Json:
    """Write a parameter without null, which no URL can say, and without what is said twice."""
    schema = parameter["schema"]
    if takes_null(schema):
        drop_null(schema)
    if schema.get("default") == []:
        del schema["default"]
    parameter.setdefault("description", schema.get("description", ""))
    schema.pop("description", None)
    for part in parts(schema):
        refine_part(part)
    return parameter


def refine_part(schema: Json) -> None:
    """Say in words that generators understand what a number or a map holds; drop made-up titles."""
    if isinstance(schema.get("title"), str):
        del schema["title"]
    if schema.get("type") == "integer":
        schema["format"] = "int32" if schema.get("maximum", 2**53) <= 2**31 else "int64"
    if BODY in schema:
        del schema["type"]
        schema["$ref"] = REFERENCE + schema.pop(BODY)
    patterns = schema.get("patternProperties")
    if isinstance(patterns, dict) and len(patterns) == 1:
        del schema["patternProperties"]
        ((pattern, values),) = patterns.items()
        schema["propertyNames"] = {"pattern": pattern}
        schema["additionalProperties"] = values


def rename(part: Json) -> None:
    """Point at a schema under its plain name."""
    if isinstance(reference := part.get("$ref"), str):
        part["$ref"] = plain(reference)
    mapping = part.get("mapping")
    if isinstance(mapping, dict):
        part["mapping"] = {key: plain(value) for key, value in mapping.items()}


def plain(name: str) -> str:
    """Write `Contributor_Summary_` as `Contributor`: what readers see are always summaries.

    What editors write has references in their place: `WrittenContributor`.
    """
    return WRITTEN.sub(r"Written\1", GENERIC.sub(r"\1", name))
