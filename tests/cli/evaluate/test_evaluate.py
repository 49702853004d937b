"""Promises of `catalogue evaluate`, and how well the demo is searched."""

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli.commands import app
from service.cli.database import open_database
from service.cli.evaluate.measure import Figures, Outcome, summarise
from service.cli.evaluate.question import Question, read_judgements
from service.cli.evaluate.run import answers, followed
from service.editorial.importing import import_file
from service.settings import Settings


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a catalogue that holds the demo."""
    settings = Settings(data=tmp_path_factory.mktemp("demo"), database_url=None)
    engine = open_database(settings)
    with (files("service.cli") / "demo.ndjson").open("rb") as lines:
        import_file(engine, lines, publish=True)
    engine.dispose()
    return settings


@pytest.fixture(scope="module")
def outcomes(demo: Settings) -> list[Outcome]:
    return answers(demo, seed=1, most=30)


def known(figures: list[Figures]) -> Iterator[Figures]:
    return (each for each in figures if not each.about.startswith("judged"))


def test_every_judged_record_of_the_demo_is_among_the_first_five(outcomes: list[Outcome]) -> None:
    judged = [each for each in outcomes if each.question.about.startswith("judged")]
    assert len(judged) == len(read_judgements()) >= 60
    assert {"en", "ko"} <= {each.question.language for each in judged}
    late = {
        each.question.text: each.places
        for each in judged
        if each.recall < 1 or max(each.places) > 5
    }
    assert late == {}


def test_what_is_half_remembered_is_found(outcomes: list[Outcome]) -> None:
    for figures in known(summarise(outcomes)):
        assert figures.mrr_at_10 >= 0.85, figures
        assert figures.recall_at_20 >= 0.95, figures


def test_the_same_seed_asks_the_same(demo: Settings) -> None:
    def texts(seed: int) -> list[str]:
        return [each.question.text for each in answers(demo, seed, most=3)]

    assert texts(5) == texts(5)
    assert texts(5) != texts(6)


def test_figures_are_shown_as_a_table_and_as_json(
    demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_DATA", str(demo.data))
    shown = CliRunner().invoke(app, ["evaluate", "--most", "2"])
    assert shown.exit_code == 0
    assert "MRR@10" in shown.stdout
    printed = json.loads(CliRunner().invoke(app, ["evaluate", "--most", "2", "--json"]).stdout)
    assert {"about", "language", "questions", "mrr_at_10"} <= printed[0].keys()


def test_the_index_follows_the_replica_that_readers_see(demo: Settings, tmp_path: Path) -> None:
    replica, data = tmp_path / "replica.sqlite", tmp_path / "data"
    shutil.copy(demo.data / "catalogue.sqlite", replica)
    open_database(Settings(data=data, database_url=None)).dispose()  # where nothing is yet
    given: dict[str, Any] = {"data": data, "read_database_url": f"sqlite:///{replica}"}
    with followed(Settings(**given)) as (index, source):
        assert index.snapshot is not None
        assert index.snapshot.sequence == source.head().sequence > 0


def test_places_become_means() -> None:
    def outcome(*places: int) -> Outcome:
        return Outcome(Question("words", "en", "x", ("report",), frozenset({7, 8})), places)

    (figures,) = summarise([outcome(1, 2), outcome(4), outcome(12), outcome()])
    assert figures == Figures("words", "en", 4, (1 + 1 / 4) / 4, (1 + 1 / 2 + 1 / 2) / 4, 1 / 4)
