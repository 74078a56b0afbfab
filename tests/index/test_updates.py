"""A build after changes: only what changed is read and analysed, and the snapshot is that of a full build."""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import base, crew, entries, growing, readers, redating, updating
from index.build import Report, build
from index.chronology.dating import date_articles
from index.chronology.growing_figures import Series
from index.chronology.stories import Story
from index.errors import SnapshotError
from index.model import Article, Dated
from index.snapshot import Snapshot, load, verify
from tests.index.documents import docx, package
from tests.index.test_snapshot_damage import sign_anew

Write = Callable[[str, str | bytes], Path]
# Files changed within this time before a build are read again by the next one.
TICK = 0.15

SENTENCES = (
    "At least {n} people were killed in the strike on {place}, the health ministry said on Sunday.",
    "The death toll in Gaza has risen to {n},139 since the war began on 7 October 2023.",
    "A delegation led by {name} arrived in {place} for talks with mediators.",
    "{name} said the ceasefire would hold for {n} days.",
    "The war in {place} is in its {n}th week.",
    "President {name} met officials in {place} on Tuesday.",
    "(Photo by {name}/Reuters)",
    "Officials gave no details.",
)
NAMES = "Abbas Kamel|Ron Dermer|Khalil al-Hayya|Ehud Olmert|María López|David Barnea".split("|")
PLACES = "Cairo|Doha|Rafah|Gaza|Sharm el-Sheikh|Khan Younis".split("|")


def article(chance: random.Random, length: int = 12) -> str:
    """A made-up article whose sentences tell tolls, dates and names, as those that date one another do."""
    day = f" date 2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} " if chance.random() < 0.5 else ""
    picked = (
        chance.choice(SENTENCES).format(n=chance.randint(1, 60), name=chance.choice(NAMES), place=chance.choice(PLACES))
        for _ in range(length)
    )
    return day + "\n".join(picked)


def files_of(index: Path, report: Report) -> dict[str, bytes]:
    """Every file of the snapshot by name."""
    return {path.name: path.read_bytes() for path in (index / report.snapshot_id).iterdir()}


def assert_equal(one: Snapshot, other: Snapshot) -> None:
    """Whatever a snapshot is asked, both say the same, to the last bit."""
    assert (one.snapshot_id, one.num_articles, one.num_terms) == (
        other.snapshot_id,
        other.num_articles,
        other.num_terms,
    )
    assert list(one.articles()) == list(other.articles())
    assert one.sentence_rows.tolist() == other.sentence_rows.tolist()
    assert [one.stored_lines(i) for i in range(one.num_articles)] == [
        other.stored_lines(i) for i in range(other.num_articles)
    ]
    assert one.name_lines == other.name_lines
    assert one.ladders == other.ladders
    terms = other.ranker.postings.terms
    assert one.ranker.postings.terms == terms
    assert [one.ranker.idf(term) for term in terms] == [other.ranker.idf(term) for term in terms]
    assert list(one.ranker.bags()) == list(other.ranker.bags())
    assert one.ranker.document_frequencies().tolist() == other.ranker.document_frequencies().tolist()
    assert one.ranker.num_tokens == other.ranker.num_tokens
    for i in range(0, len(terms), 3):
        assert one.ranker.rank(terms[i : i + 5], 10) == other.ranker.rank(terms[i : i + 5], 10)


def assert_as_a_full_build(folder: Path, index: Path, tmp_path: Path) -> Report:
    """Builds on what is there, and compares every byte with a build that starts from nothing."""
    report = build([folder], index)
    full = build([folder], tmp_path / "full", anew=True)
    assert report.snapshot_id == full.snapshot_id
    assert files_of(index, report) == files_of(tmp_path / "full", full)
    assert set(report.skipped) == set(full.skipped)
    verify(index)
    return report


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were read, and `analysed NAME` for articles that were analysed."""
    seen: list[str] = []
    read_file, analyse_articles = readers.read_file, crew.analyse_articles

    def reading(path: Path, name: str, sandbox: object) -> object:
        seen.append(name)
        return read_file(path, name, sandbox)  # type: ignore[arg-type]

    def analysing_(articles: list[Article], progress: object) -> object:
        seen.extend(f"analysed {article.file}" for article in articles)
        return analyse_articles(articles, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "read_file", reading)
    monkeypatch.setattr(updating, "analyse_articles", analysing_)
    return seen


def random_change(chance: random.Random, folder: Path) -> None:
    """Adds, changes, removes, renames, copies or touches a file, or its sidecar."""
    present = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".docx"))
    path = chance.choice(present)
    fresh = folder / f"{chance.choice('abcdefgh')}{chance.randint(0, 99):02}.txt"
    match chance.randrange(9):
        case 0 | 1:
            fresh.write_text(article(chance), encoding="utf-8")
        case 2:
            path.write_bytes(docx(article(chance).split("\n")) if path.suffix == ".docx" else article(chance).encode())
        case 3 if len(present) > 3:
            path.unlink()
        case 4:
            path.rename(fresh.with_suffix(path.suffix))
        case 5:
            shutil.copy(path, fresh.with_suffix(path.suffix))
        case 6:
            path.touch()
        case 7:
            sidecar = path.with_suffix(".meta.toml")
            sidecar.write_text(f"published = 2024-03-{chance.randint(1, 28):02}\n", encoding="utf-8")
        case _:
            fresh.with_suffix(".docx").write_bytes(docx(article(chance).split("\n")))


@pytest.mark.parametrize("seed", range(4))
def test_updates_give_the_bytes_of_a_full_build(folder: Path, tmp_path: Path, seed: int) -> None:
    """Whatever comes, goes, changes or is renamed, in any order."""
    chance = random.Random(seed)
    for number in range(6):
        (folder / f"{chance.choice('abcdefgh')}{number}.txt").write_text(article(chance), encoding="utf-8")
    index = tmp_path / "index"
    build([folder], index)
    for _ in range(12):
        for _ in range(chance.randint(1, 3)):
            random_change(chance, folder)
        assert_as_a_full_build(folder, index, tmp_path)


@pytest.fixture
def grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every snapshot is large enough to be added to, whatever is added."""
    monkeypatch.setattr(base, "_LEAST", 0)
    monkeypatch.setattr(growing, "_SHARE", 0)


def is_addition(index: Path, report: Report) -> bool:
    return (index / report.snapshot_id / "added").is_dir()


def assert_grown(folder: Path, index: Path, tmp_path: Path, *, as_addition: bool | None) -> Report:
    """Builds on what is there, and compares all that can be asked with a build that starts from nothing."""
    report = build([folder], index)
    assert as_addition is None or is_addition(index, report) is as_addition
    full = build([folder], tmp_path / "full", anew=True)
    assert_equal(verify(index), load(tmp_path / "full"))
    assert set(report.skipped) == set(full.skipped)
    return report


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize("seed", range(6))
def test_additions_are_as_a_full_build(folder: Path, tmp_path: Path, seed: int) -> None:
    """To whatever is added, and after removals, changes and copies; put together, they have its bytes."""
    chance = random.Random(seed)
    for number in range(8):
        (folder / f"{chance.choice('abcdefgh')}{number}.txt").write_text(article(chance), encoding="utf-8")
    time.sleep(TICK)
    index = tmp_path / "index"
    build([folder], index)
    additions = 0
    for step in range(14):
        if step % 2:
            random_change(chance, folder)
        else:
            name = f"{chance.choice('abcdefgh')}{chance.randint(100, 999)}"
            (folder / f"{name}.txt").write_text(article(chance), encoding="utf-8")
        report = assert_grown(folder, index, tmp_path, as_addition=None)
        additions += is_addition(index, report)
        if step % 5 == 4:
            time.sleep(TICK)
            whole = build([folder], index, whole=True)
            assert whole.snapshot_id == report.snapshot_id
            assert files_of(index, whole) == files_of(tmp_path / "full", whole)
            assert build([folder], index).snapshot_id == whole.snapshot_id
    assert additions >= 4


@pytest.mark.usefixtures("grows")
def test_an_addition_writes_what_was_added_alone(
    folder: Path, write: Write, tmp_path: Path, read_again: list[str]
) -> None:
    """The rest stays where it is, and is neither read nor analysed; so it is with the next one, and when one goes."""
    for name in "bcd":
        write(f"{name}.txt", article(random.Random(ord(name))))
    time.sleep(TICK)
    index = tmp_path / "index"
    base_id = build([folder], index).snapshot_id
    read_again.clear()
    for name in ("a", "c2"):
        write(f"{name}.txt", article(random.Random(name)))
        time.sleep(TICK)
        report = assert_grown(folder, index, tmp_path, as_addition=True)
        assert report.added == (name,)
        seen = [one for one in read_again if "full" not in one]
        assert f"analysed {name}.txt" in seen
    manifest = json.loads((index / report.snapshot_id / "manifest.json").read_bytes())
    assert manifest["base"] == base_id
    assert all(name.startswith("added/") for name in manifest["files"])
    assert load(index).texts[0].decode() == (folder / "a.txt").read_text(encoding="utf-8")
    (folder / "a.txt").unlink()
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    assert report.removed == ("a",)


def start(folder: Path, write: Write, tmp_path: Path) -> Path:
    """An index of three articles, and an addition to it."""
    for name in "bcd":
        write(f"{name}.txt", article(random.Random(ord(name))))
    time.sleep(TICK)
    index = tmp_path / "index"
    build([folder], index)
    write("e.txt", article(random.Random(7)))
    assert_grown(folder, index, tmp_path, as_addition=True)
    return index


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda folder: (folder / "b.txt").write_text("It ended."), ((), ("b",), (), ()), id="changed"),
        pytest.param(lambda folder: (folder / "b.txt").unlink(), ((), (), ("b",), ()), id="removed"),
        pytest.param(
            lambda folder: (folder / "b.txt").rename(folder / "z.txt"), ((), (), (), (("b", "z"),)), id="renamed"
        ),
        pytest.param(
            lambda folder: (folder / "b.meta.toml").write_text('title = "B"'), ((), ("b",), (), ()), id="said more of"
        ),
        pytest.param(
            lambda folder: (folder / "b.txt").rename(folder / "b.md"), ((), ("b",), (), ()), id="of another format"
        ),
    ],
)
def test_what_changes_few_of_the_articles_leaves_the_others_as_they_are_stored(
    folder: Path, write: Write, tmp_path: Path, change: Callable[[Path], object], told: tuple[object, ...]
) -> None:
    """What is gone is passed over, also after the next addition, and comes back when its file does."""
    index = start(folder, write, tmp_path)
    before, text = load(index).snapshot_id, (folder / "b.txt").read_bytes()
    change(folder)
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    assert (report.added, report.changed, report.removed, report.renamed) == told
    write("f.txt", article(random.Random(8)))
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    assert (report.added, report.changed, report.removed, report.renamed) == (("f",), (), (), ())
    whole = build([folder], index, whole=True)
    assert files_of(index, whole) == files_of(tmp_path / "full", whole)
    for path in folder.iterdir():
        if path.stem in "bfz" or path.suffix == ".toml":
            path.unlink()
    write("b.txt", text)
    assert_grown(folder, index, tmp_path, as_addition=None)
    assert load(index).snapshot_id == before


@pytest.mark.usefixtures("grows")
def test_articles_go_one_after_another_and_come_back(folder: Path, write: Write, tmp_path: Path) -> None:
    """Until none is left that was there first; their terms, names and dates go with them."""
    index = start(folder, write, tmp_path)
    texts = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    for name in ("d.txt", "b.txt", "c.txt"):
        (folder / name).unlink()
        report = assert_grown(folder, index, tmp_path, as_addition=True)
        assert report.removed == (name[0],)
    assert load(index).num_articles == 1
    for name in ("b.txt", "d.txt", "c.txt"):
        write(name, texts[name])
        report = assert_grown(folder, index, tmp_path, as_addition=None)
        assert report.added == (name[0],)


@pytest.mark.usefixtures("grows")
def test_what_was_added_goes_with_one_that_was_there_first(folder: Path, write: Write, tmp_path: Path) -> None:
    """Then nothing is left to be stored, not a term, but what is passed over."""
    index = start(folder, write, tmp_path)
    for name in ("b.txt", "e.txt"):
        (folder / name).unlink()
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    assert sorted(report.removed) == ["b", "e"]


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize(
    ("before", "change"),
    [
        pytest.param("", lambda folder: shutil.copy(folder / "b.txt", folder / "a.txt"), id="copied"),
        pytest.param(
            "", lambda folder: (folder / "b.md").write_text("Another one. It has the same name."), id="same name"
        ),
        pytest.param("z.txt", lambda folder: (folder / "b.txt").unlink(), id="the original of a copy went"),
        pytest.param("z.txt", lambda folder: (folder / "z.txt").unlink(), id="a copy went"),
        pytest.param("b.md", lambda folder: (folder / "b.md").unlink(), id="a second of its name went"),
        pytest.param("b.md", lambda folder: (folder / "b.txt").unlink(), id="the first of its name went"),
    ],
)
def test_what_changes_how_others_are_indexed_is_no_addition(
    folder: Path, write: Write, tmp_path: Path, before: str, change: Callable[[Path], object]
) -> None:
    """Then all is put together anew, also from a snapshot and an addition to it."""
    if before:
        write(before, article(random.Random(ord("b") if before == "z.txt" else 5)))
    index = start(folder, write, tmp_path)
    change(folder)
    assert_grown(folder, index, tmp_path, as_addition=False)
    report = build([folder], index, whole=True)
    assert files_of(index, report) == files_of(tmp_path / "full", report)


@pytest.mark.usefixtures("grows")
def test_a_file_that_was_only_touched_is_noted(
    folder: Path, write: Write, tmp_path: Path, read_again: list[str]
) -> None:
    """The snapshot stays, and the next build does not read it again."""
    index = start(folder, write, tmp_path)
    before = load(index).snapshot_id
    (folder / "b.txt").touch()
    time.sleep(TICK)
    assert assert_grown(folder, index, tmp_path, as_addition=None).snapshot_id == before
    (folder / "e.txt").unlink()
    assert_grown(folder, index, tmp_path, as_addition=None)
    (folder / "c.txt").touch()
    time.sleep(TICK)
    base_id = build([folder], index).snapshot_id
    read_again.clear()
    assert build([folder], index).snapshot_id == base_id
    assert read_again == []


@pytest.mark.usefixtures("grows")
def test_a_whole_snapshot_that_comes_back_stays_known(
    folder: Path, write: Write, tmp_path: Path, read_again: list[str]
) -> None:
    """Articles that went and came again are those of the snapshot before: it is added to as it was."""
    for name in ("b", "c", "d1", "d2"):
        write(f"{name}.txt", article(random.Random(name)))
    time.sleep(TICK)
    index = tmp_path / "index"
    first = build([folder], index)
    (folder / "d2.txt").unlink()
    build([folder], index)
    write("d2.txt", article(random.Random("d2")))
    time.sleep(TICK)
    assert build([folder], index).snapshot_id == first.snapshot_id
    assert not is_addition(index, first)
    write("e.txt", article(random.Random("e")))
    read_again.clear()
    build([folder], index)
    assert "analysed b.txt" not in read_again
    assert verify(index).num_articles == 5


WORLDS = (
    ("Gaza", "Cairo", "Rafah", "Abbas Kamel", "Ron Dermer"),
    ("Sudan", "Khartoum", "Omdurman", "Hamid Idris", "Sara Osman"),
    ("Ukraine", "Kharkiv", "Odesa", "Petro Koval", "Olena Bondar"),
)


def worldly(chance: random.Random, world: int) -> str:
    """A made-up article about one of three wars."""
    war, *places, one, other = WORLDS[world]
    lines = [
        f"The death toll in {war} has risen to {chance.randint(2, 60)},139 since the war began on 7 October.",
        f"{one} and {other} met in {chance.choice(places)} on Tuesday.",
        f"The attack of 7 October {chance.randint(2022, 2023)} on {war} triggered the war, {one} said in {places[0]}.",
        f"Officials in {places[1]} gave {other} of {war} no details.",
    ]
    day = f" date 2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} " if chance.random() < 0.5 else ""
    return day + "\n".join(chance.sample(lines, 4))


@pytest.mark.usefixtures("grows")
def test_only_what_is_tied_to_an_addition_is_dated_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A toll of one war dates no article about another; what it does date is dated as in a full build."""
    looked_at: list[set[str]] = []

    def dating(text_of: Callable[[int], str], stories: list[Story], series: Series) -> list[Dated]:
        looked_at.append({story.article_id for story in stories})
        return date_articles(text_of, stories, series)

    monkeypatch.setattr(redating, "date_articles", dating)
    chance = random.Random(4)
    for world in range(3):
        for number in range(6):
            (folder / f"{chance.choice('abc')}{world}{number}.txt").write_text(worldly(chance, world), encoding="utf-8")
    time.sleep(TICK)
    index = tmp_path / "index"
    report = build([folder], index)
    before = load(index).dates
    changed = 0
    for step in range(6):
        name = f"{chance.choice('abc')}{step % 2}x{step}.txt"
        (folder / name).write_text(worldly(chance, step % 2), encoding="utf-8")
        report = assert_grown(folder, index, tmp_path, as_addition=True)
        after = load(index).dates
        changed += any(after[name] != dated for name, dated in before.items())
    assert is_addition(index, report)
    assert changed
    assert all({name[1] for name in names} == {"0"} for names in looked_at[:1])
    assert all({name[1] for name in names} == {"0", "1"} for names in looked_at[1:])


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize(("name", "changed"), [("a", "no few"), ("z", "4321")])
def test_the_next_report_on_the_same_event_is_an_addition_and_a_reprint_is_not(
    folder: Path, write: Write, tmp_path: Path, name: str, changed: str
) -> None:
    """Wherever it stands, the later one has a number that the earlier one lacks: so both are news."""
    text = re.sub("^ date .{10} ", "", article(random.Random(3), length=60)) + "\nSome 1234 were hurt in it."
    write("b.txt", text)
    write("c.txt", article(random.Random(4), length=40))
    time.sleep(TICK)
    index = tmp_path / "index"
    build([folder], index)
    write(f"{name}.txt", text.replace("1234", changed))
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    assert report.skipped == ()
    write(f"{name}.txt", reprint(text))
    report = assert_grown(folder, index, tmp_path, as_addition=False)
    assert len(report.skipped) == 1


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize("name", ["articles.jsonl", "terms.txt", "names.tsv"])
def test_nothing_is_added_to_what_is_damaged(folder: Path, write: Write, tmp_path: Path, name: str) -> None:
    """What is damaged would be copied under a checksum that is right."""
    for stem in "bcd":
        write(f"{stem}.txt", article(random.Random(ord(stem))))
    time.sleep(TICK)
    index = tmp_path / "index"
    path = index / build([folder], index).snapshot_id / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    write("e.txt", article(random.Random(7)))
    assert_grown(folder, index, tmp_path, as_addition=False)


@pytest.mark.usefixtures("grows")
def test_verify_looks_into_the_base_of_an_addition(folder: Path, write: Write, tmp_path: Path) -> None:
    """Most of a snapshot that is stored so is in there."""
    for stem in "bcd":
        write(f"{stem}.txt", article(random.Random(ord(stem))))
    time.sleep(TICK)
    index = tmp_path / "index"
    base_id = build([folder], index).snapshot_id
    write("e.txt", article(random.Random(7)))
    assert_grown(folder, index, tmp_path, as_addition=True)
    path = index / base_id / "rank_postings.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(SnapshotError, match=f"{base_id}/rank_postings.npy: damaged"):
        verify(index)
    shutil.rmtree(index / base_id)
    with pytest.raises(SnapshotError, match=f"{base_id}: no snapshot there; run: talks index build"):
        load(index)
    assert_grown(folder, index, tmp_path, as_addition=False)


@pytest.mark.usefixtures("grows")
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("numbers.npy", [9]),
        ("numbers.npy", [1, 2]),
        ("withdrawn.npy", [3]),
        ("withdrawn.npy", [-1]),
        ("withdrawn.npy", [0.5]),
        ("withdrawn.npy", 0),
        ("fewer.npy", [[10**6, 1]]),
        ("fewer.npy", [1]),
        ("redated.npy", [[0, 0, 0, 0, 0]]),
        ("base_idf.npy", [1.0]),
    ],
)
def test_an_addition_that_does_not_fit_is_refused(
    folder: Path, write: Write, tmp_path: Path, name: str, rows: list[float]
) -> None:
    """Also with checksums that are right; the long way mends it."""
    index = start(folder, write, tmp_path)
    (folder / "b.txt").unlink()
    report = assert_grown(folder, index, tmp_path, as_addition=True)
    np.save(index / report.snapshot_id / "added" / name, rows)
    sign_anew(index / report.snapshot_id)
    for look in (load, verify):
        with pytest.raises(SnapshotError, match=f"{report.snapshot_id}: can't be read .*; run: talks index build"):
            look(index)
    assert_grown(folder, index, tmp_path, as_addition=False)


def test_only_what_changed_is_read_and_analysed(
    folder: Path, write: Write, tmp_path: Path, read_again: list[str]
) -> None:
    """Not even a touched file is analysed again, and a renamed one is only read."""
    chance = random.Random(1)
    for name in "abcde":
        write(f"{name}.txt", article(chance))
    time.sleep(TICK)
    build([folder], tmp_path / "index")
    read_again.clear()
    build([folder], tmp_path / "index")
    assert read_again == []
    (folder / "a.txt").touch()
    (folder / "b.txt").rename(folder / "z.txt")
    (folder / "c.txt").unlink()
    write("d.txt", article(chance))
    write("f.txt", article(chance))
    report = build([folder], tmp_path / "index")
    assert read_again == ["a.txt", "d.txt", "f.txt", "z.txt", "analysed d.txt", "analysed f.txt"]
    assert (report.added, report.changed, report.removed, report.renamed) == (("f",), ("d",), ("c",), (("b", "z"),))


def test_the_first_build_adds_all(folder: Path, write: Write, tmp_path: Path) -> None:
    """And one without changes reports none."""
    write("a.txt", "It began.")
    write("b.txt", "It ended.")
    assert build([folder], tmp_path / "index").added == ("a", "b")
    report = build([folder], tmp_path / "index")
    assert (report.added, report.changed, report.removed, report.renamed) == ((), (), (), ())


def test_a_copy_is_folded_and_takes_the_place_of_the_original_when_that_goes(
    folder: Path, write: Write, tmp_path: Path, read_again: list[str]
) -> None:
    """The copy's text is in no snapshot: its file is read again when it is needed."""
    text = article(random.Random(1))
    write("a.txt", text)
    write("b.txt", f"{text}\n")
    write("c.txt", "It ended.")
    time.sleep(TICK)
    report = build([folder], tmp_path / "index")
    assert [(s.file, s.reason) for s in report.skipped] == [("b.txt", "b: same text as a")]
    assert [a.also_in for a in load(tmp_path / "index").articles()] == [("b",), ()]
    (folder / "a.txt").unlink()
    read_again.clear()
    report = assert_as_a_full_build(folder, tmp_path / "index", tmp_path)
    assert [(a.article_id, a.also_in) for a in load(tmp_path / "index").articles()] == [("b", ()), ("c", ())]
    assert read_again[0] == "b.txt"


def reprint(text: str) -> str:
    """The same article as another paper prints it: straight quotes, other lines, a word mended, a byline."""
    return "By Jane Doe, Reuters\n" + text.replace("\n", "\n\n").replace("gave no", "offered no", 1)


def test_nearly_the_same_text_is_folded_and_named(folder: Path, write: Write, tmp_path: Path) -> None:
    """A reprint would crowd out other answers; it is kept as "also in"."""
    text = re.sub("^ date .{10} ", "", article(random.Random(3), length=40))
    write("a.txt", text)
    write("b.txt", reprint(text))
    write("c.txt", article(random.Random(4), length=40))
    report = build([folder], tmp_path / "index")
    assert [(s.file, s.reason) for s in report.skipped] == [("b.txt", "b: nearly the same text as a")]
    assert [(a.article_id, a.also_in) for a in load(tmp_path / "index").articles()] == [("a", ("b",)), ("c", ())]


@pytest.mark.parametrize(
    "change", [("killed in", "hurt in Hebron in"), ("At least", "At least 4321 of"), ("Cairo", "Jenin")]
)
def test_an_article_that_says_something_else_is_never_folded(
    folder: Path, write: Write, tmp_path: Path, change: tuple[str, str]
) -> None:
    """One number or one name is news: the toll of the evening is not that of the morning."""
    text = re.sub("^ date .{10} ", "", article(random.Random(3), length=60))
    text = text.replace("Cairo", "Doha") + "\nThey went to Cairo. At least ten were killed in it."
    write("a.txt", text)
    write("b.txt", text.replace(*change, 1))
    report = build([folder], tmp_path / "index")
    assert report.skipped == ()


def test_the_same_article_of_another_day_is_no_reprint(folder: Path, write: Write, tmp_path: Path) -> None:
    """A notice that appears every week."""
    text = re.sub("^ date .{10} ", "", article(random.Random(3), length=40))
    write("a.txt", f" date 2024-02-14 {text}")
    write("b.txt", f" date 2024-02-21 {text}")
    assert build([folder], tmp_path / "index").num_articles == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b"garbage\n", None])
def test_a_lost_or_damaged_memory_costs_a_full_build_and_nothing_else(
    folder: Path, write: Write, tmp_path: Path, damage: bytes | None, read_again: list[str]
) -> None:
    """What is remembered is checked before it is believed."""
    for name in "abc":
        write(f"{name}.txt", article(random.Random(ord(name))))
    time.sleep(TICK)
    index = tmp_path / "index"
    report = build([folder], index)
    state = index / f"state-{report.snapshot_id}"
    if damage is None:
        data = bytearray(state.read_bytes())
        data[len(data) // 2] ^= 1
        damage = bytes(data)
    state.write_bytes(damage)
    read_again.clear()
    assert build([folder], index).snapshot_id == report.snapshot_id
    assert len(read_again) >= 3
    read_again.clear()
    build([folder], index)
    assert read_again == []


def test_damage_to_the_old_snapshot_is_not_copied_into_the_new_one(folder: Path, write: Write, tmp_path: Path) -> None:
    """A torn file would get a checksum that is right."""
    for name in "abc":
        write(f"{name}.txt", article(random.Random(ord(name))))
    time.sleep(TICK)
    index = tmp_path / "index"
    path = index / build([folder], index).snapshot_id / "rank_postings.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    write("d.txt", article(random.Random(9)))
    assert_as_a_full_build(folder, index, tmp_path)


def test_articles_in_archives_are_updated_too(folder: Path, write: Write, tmp_path: Path) -> None:
    """A changed member is changed, the others stay."""
    texts = {f"{name}.txt": article(random.Random(ord(name))) for name in "abc"}
    write("news.zip", package(texts))
    build([folder], tmp_path / "index")
    write("news.zip", package(texts | {"b.txt": "It ended."}))
    report = assert_as_a_full_build(folder, tmp_path / "index", tmp_path)
    # The others' original is another file now.
    assert set(report.changed) == {"news/a", "news/b", "news/c"}
    assert report.num_articles == 3
