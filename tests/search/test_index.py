import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import ServiceUnavailable
from service.search import feeding, index, storage
from service.search.index import Index
from service.search.query import Query
from tests.search.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path) as opened:
        yield opened


def test_a_change_is_found_in_its_new_words_only(library: Library) -> None:
    library.report("doors", "Closed rooms")
    assert library.find("rooms") == ["doors"]
    library.report("doors", "Closed doors")
    assert library.find("rooms") == []
    assert library.find("doors") == ["doors"]
    assert library.ask().total == 1


def test_a_withdrawn_record_is_not_found(library: Library) -> None:
    library.report("doors", "Closed doors")
    library.report("rooms", "Closed rooms")
    assert library.ask("closed").total == 2
    library.withdraw("doors")
    assert library.find("closed") == ["rooms"]
    assert library.index.applied == library.ledger.sequence


def test_a_new_alias_finds_records_that_did_not_change(library: Library) -> None:
    ministry = library.authority("mss", "organisation", {"en": "State Security"}, ko=["보위부"])
    library.report("doors", "Behind Closed Doors", organisations=[ministry])
    assert library.find("보위부", kinds=("report",)) == ["doors"]
    library.authority("mss", "organisation", {"en": "State Security"}, en=["Bowibu"])
    assert library.find("bowibu") == ["mss", "doors"]
    assert library.find("보위부") == []


def test_a_new_name_reaches_more_records_than_one_batch_holds(library: Library) -> None:
    outlet = library.authority("outlet", "outlet", {"en": "The Herald"})
    for number in range(1100):
        library.publish("mention", f"m{number}", outlet=outlet, headline={"en": "News"})
    assert library.ask("herald").total == 1101
    library.authority("outlet", "outlet", {"en": "The Herald"}, ko=["헤럴드"])
    assert library.ask("헤럴드", sort="published").total == 1101


def test_several_batches_are_applied_at_once(library: Library) -> None:
    for number in range(2500):
        library.report(f"r{number}", f"Report {number}")
    assert library.ask("report").total == 2500
    assert library.find("2499") == ["r2499"]


@pytest.mark.parametrize("damage", ["folder", "progress", "engine", "nonsense"])
def test_a_lost_or_damaged_folder_is_built_anew(library: Library, damage: str) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    home = next(library.folder.iterdir())
    if damage == "folder":
        shutil.rmtree(library.folder)
    elif damage == "progress":
        (home / "progress").unlink()
    elif damage == "engine":
        (home / "meta.json").unlink()
    else:
        for file in home.iterdir():
            file.write_bytes(b"nonsense" if file.name != "progress" else file.read_bytes())
    library.report("rooms", "Closed rooms")
    assert library.find("closed", sort="published") == ["doors", "rooms"]
    again = Index(library.folder, library.ledger)
    assert again.follow(library.ledger.head())
    assert again.search(Query("closed")).total == 2


def test_a_folder_deleted_while_nothing_changes_is_built_anew(library: Library) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    shutil.rmtree(library.folder)
    assert library.find("doors") == ["doors"]
    assert list(library.folder.glob("*/progress"))


def test_an_index_of_another_format_or_ledger_is_not_used(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    monkeypatch.setattr(storage, "FORMAT", -1)
    other = Index(library.folder, library.ledger)
    assert other.follow(library.ledger.head())
    assert other.search(Query("doors")).total == 1
    library.ledger.entries.clear()
    library.ledger.epoch = "second"
    library.report("rooms", "Closed rooms")
    assert library.find("closed") == ["rooms"]
    assert [folder.name for folder in library.folder.iterdir()] == ["-1-second"]


def test_an_unchanged_index_is_opened_as_it_is(library: Library) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    library.index.close()
    before = {file.name for file in library.folder.glob("*/*")}
    again = Index(library.folder, library.ledger)
    assert again.follow(library.ledger.head())
    assert {file.name for file in library.folder.glob("*/*")} == before


def test_one_index_sees_what_another_wrote(library: Library) -> None:
    library.report("doors", "Closed doors")
    reader = Index(library.folder, library.ledger)
    assert reader.follow(library.ledger.head())
    library.report("rooms", "Closed rooms")
    assert library.ask("closed").total == 2
    assert reader.follow(library.ledger.head())
    assert reader.search(Query("closed")).total == 2


def test_a_reader_answers_from_what_there_is_while_another_writes(library: Library) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    library.index.close()
    reader = Index(library.folder, library.ledger)
    assert reader.follow(library.ledger.head())
    library.report("rooms", "Closed rooms")
    with storage.Storage(library.folder, library.ledger.epoch).lock():
        assert not reader.follow(library.ledger.head())
        assert reader.search(Query("closed")).total == 1
    reader.close()


def test_all_is_caught_up_with_in_one_thread(library: Library) -> None:
    library.ask()
    thread = library.index.thread
    for number in range(5):
        library.report(f"r{number}", "Closed doors")
        library.ask()
    assert library.index.thread is thread
    assert thread
    library.index.close()
    assert not thread.is_alive()
    assert not library.index.follow(replace(library.ledger.head(), sequence=100))


def test_a_fault_stops_no_later_change(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.report("doors", "Closed doors")
    library.ask()
    library.report("rooms", "Closed rooms")
    head = library.ledger.head
    monkeypatch.setattr(library.ledger, "head", lambda: 1 / 0)
    assert not library.index.follow(head())
    monkeypatch.undo()
    assert library.index.search(Query("closed")).total == 1
    assert library.ask("closed").total == 2


@pytest.fixture
def small_steps(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Feed one change at a time; note after each how many records another process would see."""
    seen: list[int | None] = []
    other = Index(library.folder, library.ledger)
    advance = storage.Storage.advance

    def note(self: storage.Storage, progress: storage.Progress) -> None:
        advance(self, progress)
        other.reload(self)
        seen.append(other.snapshot.searcher.num_docs if other.snapshot else None)

    monkeypatch.setattr(index, "BATCH", 1)
    monkeypatch.setattr(index, "MOST_TOGETHER", 1)
    monkeypatch.setattr(feeding, "MOST_TOGETHER", 1)
    monkeypatch.setattr(storage.Storage, "advance", note)
    return seen


def test_half_an_index_is_shown_to_nobody(library: Library, small_steps: list[int | None]) -> None:
    for number in range(4):
        library.report(f"r{number}", "Closed doors")
    library.ask()
    assert small_steps == [None, None, None, 4]
    small_steps.clear()
    shutil.rmtree(library.folder)
    library.report("r4", "Closed doors")
    assert library.ask().total == 5
    assert small_steps == [4, 4, 4, 4, 5]


@pytest.mark.usefixtures("small_steps")
def test_half_an_index_is_completed_by_who_comes_next(library: Library) -> None:
    for number in range(4):
        library.report(f"r{number}", "Closed doors")
    library.ask()
    place = storage.Storage(library.folder, library.ledger.epoch)
    progress = place.progress()
    assert progress
    place.advance(replace(progress, sequence=2))
    reader = Index(library.folder, library.ledger)
    assert reader.reload(place)
    with pytest.raises(ServiceUnavailable):
        reader.seen()
    assert reader.follow(library.ledger.head())
    assert reader.search(Query("closed")).total == 4
    reader.close()


def test_an_index_that_is_ahead_of_a_restored_ledger_is_built_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "LATE", 0)
    library.report("doors", "Closed doors")
    entries, sequence = dict(library.ledger.entries), library.ledger.sequence
    library.report("rooms", "Closed rooms")
    library.ask()
    library.index.close()
    library.ledger.entries, library.ledger.sequence = entries, sequence  # as in an older copy
    again = Index(library.folder, library.ledger)
    assert any(again.follow(library.ledger.head()) for _ in range(30))
    assert again.search(Query("closed")).total == 1
    again.close()


def test_a_long_way_is_not_waited_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.ask()
    monkeypatch.setattr(index, "MOST_TOGETHER", 2)
    for number in range(2):
        library.report(f"r{number}", "Closed doors")
    assert not library.index.is_recent(library.ledger.head())
    library.report("r2", "Closed doors")
    assert library.index.is_recent(library.ledger.head())
    assert library.ask("closed").total == 3


def follow_often(library: Library) -> None:
    """Publish and look so often that there is no pause."""
    for number in range(index.MANY):
        library.report(f"r{number}", "Closed doors")
        assert not library.index.is_recent(library.ledger.head())
        library.ask()


def test_an_answer_may_lack_a_change_only_while_changes_follow_each_other(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "OLDEST", 1000)
    follow_often(library)
    library.report("rooms", "Closed rooms")
    assert library.index.is_recent(library.ledger.head())
    monkeypatch.setattr(index, "OLDEST", 0)
    assert not library.index.is_recent(library.ledger.head())


def test_what_this_process_changed_is_waited_for(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "OLDEST", 1000)
    follow_often(library)
    library.report("rooms", "Closed rooms")
    library.index.expire()
    assert not library.index.is_recent(library.ledger.head())
    assert library.ask("rooms").total == 1
    assert library.index.is_recent(library.ledger.head())


def test_an_index_made_at_once_has_few_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "MOST_TOGETHER", 5)
    monkeypatch.setattr(index, "MOST_TOGETHER", 5)
    monkeypatch.setattr(index, "BATCH", 1)
    with Library(tmp_path) as library:
        for number in range(130):  # in 33 commits
            library.report(f"report-{number}", "Doors")
        assert library.ask().total == 130
        snapshot = library.index.snapshot
        assert snapshot is not None
        assert snapshot.searcher.num_segments <= 5


@pytest.mark.parametrize("missing", [0, 1, 20_000, 20_001, 103_718, 1_068_348, 10_000_000])
def test_what_is_committed_together_merges_into_few(missing: int) -> None:
    size = feeding.together(missing)
    assert size <= feeding.MOST_TOGETHER
    assert size == 0 or -(-missing // size) in {2**times for times in range(12)}
