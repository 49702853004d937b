"""Promises of the names of languages."""

import pytest

from service.languages import canonical_tag
from service.schemas.language_names import LANGUAGES, REGIONS, SCRIPTS, WRITTEN, language_names


def test_every_name_is_there_in_each_of_our_languages_and_names_one_thing() -> None:
    for words in (LANGUAGES, SCRIPTS, REGIONS):
        assert all(len(names) == len(WRITTEN) and all(names) for names in words.values())
        for names in zip(*words.values(), strict=True):
            assert len(set(names)) == len(names)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_stands_under_the_tag_that_records_have(tag: str) -> None:
    assert canonical_tag(tag) == tag


@pytest.mark.parametrize("tag", SCRIPTS)
def test_every_script_stands_under_the_tag_that_records_have(tag: str) -> None:
    assert canonical_tag(f"ug-{tag}") == f"ug-{tag}"


@pytest.mark.parametrize("tag", REGIONS)
def test_every_region_stands_under_the_tag_that_records_have(tag: str) -> None:
    assert canonical_tag(f"en-{tag}") == f"en-{tag}"


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("ko", ("Korean", "한국어")),
        ("en-GB", ("English (United Kingdom)", "영어(영국)")),
        ("zh-Hant", ("Chinese (Traditional)", "중국어(번체)")),
        ("zh-Hant-HK", ("Chinese (Traditional, Hong Kong)", "중국어(번체, 홍콩)")),
        ("ko-KP", ("Korean (North Korea)", "한국어(북한)")),
        ("es-419", ("Spanish (Latin America)", "스페인어(라틴 아메리카)")),
        ("de-1996", ("German (1996)", "독일어(1996)")),
        ("en-VU", ("English (VU)", "영어(VU)")),
        ("tlh", ()),
        ("tlh-US", ()),
    ],
)
def test_a_language_is_named_with_all_that_its_tag_says(tag: str, names: tuple[str, ...]) -> None:
    assert language_names(tag) == names
