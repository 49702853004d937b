from service.cli.bench.corpus import Corpus, title_map


def test_the_corpus_is_the_same_each_time() -> None:
    assert list(Corpus(20).records()) == list(Corpus(20).records())


def test_a_report_is_named_without_reading_the_corpus() -> None:
    reports = [record for record in Corpus(20).records() if record["kind"] == "report"]
    assert [report["title"] for report in reports] == [title_map(number) for number in range(20)]


def test_there_are_about_nine_other_records_for_each_report() -> None:
    kinds = [record["kind"] for record in Corpus(500).records()]
    assert kinds.count("report") == 500
    assert 8 < (len(kinds) - 500) / 500 < 12
    assert set(kinds) == {"authority", "resource", "report", "mention"}


def test_texts_are_english_or_korean_or_both() -> None:
    seen = {tuple(Corpus(50).report(number)["abstract"]) for number in range(50)}
    assert seen == {("en",), ("ko",), ("en", "ko")}


def test_what_a_record_refers_to_stands_in_the_corpus_before_it() -> None:
    known: set[str] = set()
    for record in Corpus(20).records():
        agents = [contributor["agent"] for contributor in record.get("contributors", [])]
        lists = ("topics", "organisations", "places", "publishers", "resources", "reports")
        referred = [key for name in lists for key in record.get(name, [])]
        assert known.issuperset([*agents, *referred])
        known.add(record["key"])
