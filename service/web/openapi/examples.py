"""Real requests and answers, which the OpenAPI description and the pages of problems show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

Json = dict[str, Any]
PUBLIC = "service.routes.public"
EDITORIAL = "service.routes.editorial"


@dataclass(frozen=True)
class Examples:
    """Exchanges by the operation, and by the slug of the problem, that they show.

    An exchange is a `request` such as `GET /v1/reports?limit=1`, what is sent with it, and the
    `answer`, whose media type is `answer_type` where it is not what the operation usually answers.
    """

    operations: Mapping[str, Sequence[Json]]
    problems: Mapping[str, Json]


@lru_cache
def read_examples() -> Examples:
    """Read all examples."""
    operations: dict[str, list[Json]] = {}
    for name, exchange in read_public().items():
        operations.setdefault(name.partition(".")[0], []).append(exchange)
    problems = read_public_problems()
    for step in read_story():
        if "problem" in step:
            problems[step["problem"]] = step
        else:
            operations.setdefault(step["operation"], []).append(step)
    return Examples(operations, problems)


def read_public() -> dict[str, Json]:
    """Read what anybody may ask, by operation; `read_report.bibtex` shows another format of it."""
    folder = resources.files(PUBLIC).joinpath("examples")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".json"): json.loads(file.read_text("utf-8")) for file in files}


def read_public_problems() -> dict[str, Json]:
    """Read how what anybody may ask can fail, by the slug of the problem."""
    problems: dict[str, Json] = json.loads(
        resources.files(PUBLIC).joinpath("problems.json").read_text("utf-8")
    )
    return problems


def read_story() -> list[Json]:
    """Read what editors ask, step by step: each builds on what the ones before it wrote.

    A step names the `operation` or the `problem` that it shows, and the `status` of an operation's
    answer that is not the good one.
    """
    steps: list[Json] = json.loads(
        resources.files(EDITORIAL).joinpath("story.json").read_text("utf-8")
    )
    return steps
