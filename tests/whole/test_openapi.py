"""The OpenAPI description says what the service does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.app import create_app
from service.errors import PROBLEMS
from service.schemas.record import COLLECTIONS
from service.settings import Settings
from service.web.openapi.documentation import TAGS, describe_service
from service.web.openapi.examples import (
    read_examples,
    read_public,
    read_public_problems,
    read_story,
)
from tests.whole.examples import HOST, Asking, can_be_had, tell
from tests.whole.test_readme import agrees, request

Json = dict[str, Any]
COMMITTED = Path(__file__).parents[2] / "openapi.json"
TO_WRITE = "`catalogue openapi > openapi.json` writes it anew"
TO_ASK = "`python -m tests.whole.examples http://127.0.0.1:8000 KEY` asks a fresh demo anew"
WITHOUT_PARAMETERS = {"health", "ready"}
FREE = {"500"}
COUNTED = {"401", "414", "422", "429", "431", "500", "503"}


@pytest.fixture(scope="session")
def description() -> Json:
    """The description as the app makes it."""
    return describe_service(create_app(Settings(public_url=None)))


def operations(description: Json) -> Iterator[Json]:
    for path in description["paths"].values():
        yield from path.values()


def resolve(description: Json, value: Json) -> Json:
    """Follow a reference into the components."""
    while "$ref" in value:
        _, group, name = value["$ref"].removeprefix("#/").split("/")
        value = description["components"][group][name]
    return value


def check(description: Json, schema: Json, value: Any) -> None:
    """Fail, with the place, where a value does not fit a schema of the description."""
    whole = {**schema, "components": description["components"]}
    errors = [
        f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(value)
    ]
    assert not errors, errors[:5]


def test_committed_description_is_what_the_app_says(description: Json) -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == description, TO_WRITE


def test_description_follows_the_standard(description: Json) -> None:
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()


def test_description_is_served_with_addresses_of_the_service(
    demo: httpx.Client, description: Json
) -> None:
    served = demo.get("/openapi.json").json()
    base = str(demo.base_url).rstrip("/") + "/"
    assert served == json.loads(json.dumps(description).replace(HOST, base))


EXAMPLES = [*filter(can_be_had, [*read_public().values(), *read_public_problems().values()])]
STORY = read_story()


@pytest.mark.parametrize("exchange", EXAMPLES, ids=[one["request"] for one in EXAMPLES])
def test_example_is_what_the_service_answers(demo: httpx.Client, exchange: Json) -> None:
    assert Asking(demo).ask_afresh(exchange) == exchange["answer"], TO_ASK


@pytest.fixture(scope="module")
def answers(desk: httpx.Client) -> list[Any]:
    """What the service answers to each step of the editors' story."""
    return list(tell(desk, STORY))


@pytest.mark.parametrize("step", range(len(STORY)), ids=[one["request"] for one in STORY])
def test_step_of_editors_is_what_the_service_answers(answers: list[Any], step: int) -> None:
    assert answers[step] == STORY[step]["answer"], TO_ASK


def test_every_operation_shows_an_example(description: Json) -> None:
    names = {operation["operationId"] for operation in operations(description)}
    assert read_examples().operations.keys() == names
    for operation in operations(description):
        status, good = next(one for one in operation["responses"].items() if one[0] < "300")
        sent = operation.get("requestBody", {}).get("content", {})
        got = good.get("content", {})
        assert got or status == "204"
        assert all(content["examples"] for content in [*sent.values(), *got.values()])


def test_examples_fit_their_schemas(description: Json) -> None:
    for operation in operations(description):
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in resolve(description, part).get("content", {}).values():
                for example in content.get("examples", {}).values():
                    check(description, content["schema"], example["value"])


def test_examples_of_problems_say_what_the_problems_say() -> None:
    known = {problem.slug: problem for problem in PROBLEMS}
    for slug, example in read_examples().problems.items():
        answer, problem = example["answer"], known[slug]
        assert answer["type"] == f"{HOST}problems/{slug}"
        assert (answer["title"], answer["status"], answer["help"]) == (
            problem.title,
            problem.status,
            problem.help,
        )


FOR_READERS, _, FOR_EDITORS = create_app(Settings(public_url=None)).description.partition(
    "## For editors"
)
EXCHANGE = re.compile(r"```\n(curl .*?)\n```\n\n```json\n(.*?)\n```", re.DOTALL)
EXCHANGES = EXCHANGE.findall(FOR_READERS)


def test_introduction_shows_three_requests() -> None:
    assert len(EXCHANGES) == 3


@pytest.mark.parametrize(("command", "answer"), EXCHANGES)
def test_introduction_shows_what_is_answered(demo: httpx.Client, command: str, answer: str) -> None:
    asked = request(command.replace("\\\n", " "))
    real = demo.get(asked.raw_path.decode()).json()
    assert agrees(json.loads(answer), Asking(demo).normal(real))


@pytest.mark.parametrize("collection", COLLECTIONS.values())
def test_published_documents_fit_the_published_schema(
    demo: httpx.Client, description: Json, collection: str
) -> None:
    schema = description["paths"][f"/v1/{collection}"]["get"]["responses"]["200"]["content"]
    url, count = f"/v1/{collection}?limit=100&cursor=*&facets=year", 0
    while url:
        page = demo.get(url).json()
        check(description, schema["application/json"]["schema"], page)
        count += len(page["data"])
        url = page["next"]
    assert count == page["total"] > 0


def test_every_schema_member_and_parameter_is_described(description: Json) -> None:
    missing = []
    for name, schema in description["components"]["schemas"].items():
        missing += [name] if not schema.get("description") else []
        missing += [
            f"{name}.{member}"
            for member, part in schema.get("properties", {}).items()
            if not part.get("description")
        ]
    for operation in operations(description):
        for one in operation["parameters"]:
            parameter = resolve(description, one)
            missing += [] if parameter.get("description") else [parameter["name"]]
    assert not missing


def test_every_problem_that_is_answered_is_described(description: Json) -> None:
    classes = {problem.__name__: problem for problem in PROBLEMS}
    for name, response in description["components"]["responses"].items():
        if name in classes:
            assert classes[name].title in response["description"]
            assert classes[name].slug in response["content"]["application/problem+json"]["examples"]
    for operation in operations(description):
        promised = FREE if operation["operationId"] in WITHOUT_PARAMETERS else COUNTED
        assert promised <= operation["responses"].keys()


def test_tags_stand_in_reading_order(description: Json) -> None:
    assert [tag["name"] for tag in description["tags"]] == list(TAGS)
    assert all(tag["description"] for tag in description["tags"])
    used = [operation["tags"][0] for operation in operations(description)]
    assert list(dict.fromkeys(used)) == list(TAGS)


def test_names_are_those_that_clients_should_have(description: Json) -> None:
    names = [operation["operationId"] for operation in operations(description)]
    assert len(set(names)) == len(names)
    assert {"list_reports", "read_report", "search", "look_up_all"} <= set(names)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)
    assert all(
        re.fullmatch("[A-Z][A-Za-z]+", name) for name in description["components"]["schemas"]
    )


def test_reading_order_of_parameters_begins_with_the_words(description: Json) -> None:
    parameters = description["paths"]["/v1/reports"]["get"]["parameters"]
    names = [resolve(description, one)["name"] for one in parameters]
    assert names[0] == "q"
    assert names[-1] == "lang"
    assert names.index("-topic") == names.index("topic") + 1


def test_what_is_unknown_is_absent_and_never_null(description: Json) -> None:
    report = description["components"]["schemas"]["ReportDocument"]
    assert report["properties"]["subtitle"]["type"] == "object"
    assert "subtitle" not in report["required"]
    assert {"languages", "topics", "mention_count"} <= set(report["required"])
