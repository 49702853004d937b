"""Titles of feeds: what a reader of the feed sees in the list of what is followed."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("reports?", "Reports"),
        ("search?", "All records"),
        ("reports/behind-closed-doors/mentions?", "Mentions · Behind Closed Doors"),
        ("reports/behind-closed-doors/mentions?lang=ko", "언론 보도 · 닫힌 문 너머"),
        ("reports/behind-closed-doors/related?", "Reports · Behind Closed Doors"),
        ("authorities/hanna-song/mentions?lang=ko", "언론 보도 · 송한나"),
        ("mentions/nk-news-2023-11-24/reports?", "Reports · NK News, 2023-11-24"),
        ("reports?topic=accountability&lang=ko", "보고서 · 책임규명"),
        ("search?q=rights&kind=report&kind=mention", "Reports, Mentions · rights"),
        (
            "mentions?outlet=nk-news&-medium=podcast&year=2023",
            "Mentions · NK News · -Podcast · 2023",
        ),
        ("mentions?language=ko&published_from=2023-11", "Mentions · Korean · 2023-11–"),
    ],
)
async def test_a_feed_is_called_by_what_it_lists_in_the_language_of_the_reader(
    demo: httpx.AsyncClient, path: str, title: str
) -> None:
    feed = (await demo.get(f"/v1/{path}&format=jsonfeed&limit=1")).json()
    assert feed["title"].startswith(title)
    assert "=" not in feed["title"]
