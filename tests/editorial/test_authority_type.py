"""A person is no topic, whichever of two records says so."""

import pytest

from tests.builders import make_authority, make_mention, make_report
from tests.desk import Desk, problems

PERSON = make_authority(key="p", type="person", label={"en": "A person"})


def test_a_reference_to_the_wrong_type_is_refused_with_the_right_one(desk: Desk) -> None:
    outcome = desk.put(make_report(topics=["p"]), PERSON)
    assert problems(outcome) == [(1, "topics")]
    assert outcome.problems[0].message == "refers to a person: name a record of type topic"


def test_the_type_is_checked_inside_lists_of_objects(desk: Desk) -> None:
    topic = make_authority(key="t", type="topic")
    contributors = [{"agent": "p", "role": "author"}, {"agent": "t", "role": "author"}]
    outcome = desk.put(PERSON, topic, make_report(contributors=contributors))
    assert problems(outcome) == [(3, "contributors.agent")]


def test_a_stored_authority_of_the_wrong_type_is_refused(desk: Desk) -> None:
    desk.put(PERSON)
    assert problems(desk.put(make_mention(places=["p"]))) == [(1, "places")]


def test_an_authority_keeps_a_type_that_suits_what_names_it(desk: Desk) -> None:
    topic = make_authority(key="t", type="topic")
    desk.put(topic, make_report(topics=["t"]))
    assert problems(desk.put(topic | {"type": "place"})) == [(1, "type")]
    assert desk.put(topic | {"type": "place"}, make_report(places=["t"])).complete


@pytest.mark.parametrize("kind", ["person", "organisation", "outlet"])
def test_whoever_can_act_can_contribute(desk: Desk, kind: str) -> None:
    agent = make_authority(key="a", type=kind)
    report = make_report(publishers=["a"], contributors=[{"agent": "a", "role": "author"}])
    assert desk.put(agent, report).complete
