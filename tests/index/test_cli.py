"""`talks index …` as a user runs it: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.cli import IndexPaths, index_commands
from index.snapshot import current_id, verify

Write = Callable[[str, str | bytes], Path]
Talks = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def talks(folder: Path, tmp_path: Path) -> Talks:
    """Runs `talks index …` as a process of its own, over `folder` and an index in `tmp_path`."""

    def run(*arguments: str | Path, index: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "index", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            env=os.environ | {"TALKS_ARTICLES": str(folder), "TALKS_INDEX": str(index or tmp_path / "index")},
            check=False,
            timeout=60,
        )

    return run


def invoke(folder: Path, index: Path, *arguments: str) -> tuple[str, str]:
    """Runs a command in this process; what it printed on stdout and on stderr."""
    result = CliRunner().invoke(index_commands, arguments, obj=IndexPaths(folder, index), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_build_prints_json_on_stdout_and_names_skipped_files_on_stderr(
    talks: Talks, folder: Path, write: Write, seeds: Path, tmp_path: Path
) -> None:
    """One JSON object and nothing else on stdout; one line for each file left out on stderr."""
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    write("latin.txt", b"Caf\xe9")
    write("two\nlines.txt", b"")
    done = talks("build", "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert report.pop("seconds") > 0
    assert report == {
        "snapshot": current_id(tmp_path / "index"),
        "articles": 5,
        "sentences": verify(tmp_path / "index").num_sentences,
        "added": sorted(path.stem for path in seeds.iterdir()),
        "changed": [],
        "removed": [],
        "renamed": [],
        "skipped": [
            {
                "file": "latin.txt",
                "reason": "not UTF-8 (byte 0xe9 in line 1); convert it: iconv -f LATIN1 -t UTF-8",
            },
            {"file": "two\nlines.txt", "reason": "empty"},
        ],
    }
    assert done.stderr.splitlines() == [
        "skipped 'latin.txt': not UTF-8 (byte 0xe9 in line 1); convert it: iconv -f LATIN1 -t UTF-8",
        r"skipped 'two\nlines.txt': empty",
    ]


@pytest.mark.parametrize(
    ("command", "content"), [("status", b"0123456789abcdef\n"), ("verify", b"\xff\x00"), ("status", None)]
)
def test_an_unreadable_index_is_exit_code_2_and_one_line(
    talks: Talks, index: Path, command: str, content: bytes | None
) -> None:
    """No traceback; the line names the index and the remedy."""
    if content is None:
        shutil.rmtree(index)
    else:
        (index / "CURRENT").write_bytes(content)
    done = talks(command, index=index)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"talks: {index}")
    assert line.endswith("run: talks index build")


def test_a_missing_path_is_exit_code_2_and_one_line(talks: Talks, folder: Path) -> None:
    """A misspelt path is the user's to mend."""
    done = talks("build", folder / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == f"talks: {folder}/nowhere: no such file or folder; set TALKS_ARTICLES or name one that exists\n"
    )


def test_two_commands_at_once_both_succeed(talks: Talks, folder: Path, seeds: Path, tmp_path: Path) -> None:
    """The second waits for the first instead of spoiling its work."""
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    command = [sys.executable, "-m", "bot", "index", "build"]
    environment = os.environ | {"TALKS_ARTICLES": str(folder), "TALKS_INDEX": str(tmp_path / "index")}
    both = [
        subprocess.Popen(command, cwd=seeds.parent, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert all(line.startswith("indexed 5 articles, ") for line in printed)
    assert talks("verify").returncode == 0


def test_build_says_in_one_line_what_it_did(folder: Path, write: Write, tmp_path: Path) -> None:
    """Counts, place and time; a named path wins over the setting."""
    write("a.txt", "It began. It ended.")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("It rained.", encoding="utf-8")
    index = tmp_path / "index"
    stdout, stderr = invoke(folder, index, "build")
    assert stdout.startswith(f"indexed 1 articles, 2 sentences -> {index / str(current_id(index))} (")
    assert stderr == ""
    stdout, _ = invoke(folder, index, "build", str(other))
    assert stdout.startswith("indexed 1 articles, 1 sentences -> ")


def test_a_reason_that_quotes_a_file_stays_on_its_line(folder: Path, write: Write, tmp_path: Path) -> None:
    """A name in a reason can neither move the cursor nor start a line of its own."""
    write("a.txt", "It ended.")
    write("odd.\x1b[31m\nsuffix", "x")
    _, stderr = invoke(folder, tmp_path / "index", "build")
    assert stderr == r"skipped 'odd.\x1b[31m\nsuffix': .\x1b[31m\nsuffix: not a known article format" + "\n"


def test_status_counts_and_says_whether_the_articles_changed(
    folder: Path, seeds: Path, tmp_path: Path, write: Write
) -> None:
    """The same facts as JSON and as text, before and after a change."""
    shutil.copytree(seeds, folder, dirs_exist_ok=True)
    index = tmp_path / "index"
    invoke(folder, index, "build")
    snapshot = verify(index)
    status = json.loads(invoke(folder, index, "status", "--json")[0])
    assert status == {
        "snapshot": snapshot.snapshot_id,
        "articles": 5,
        "sentences": snapshot.num_sentences,
        "terms": snapshot.manifest.num_terms,
        "newest": "2025-07-14",
        "stale": False,
        "added": [],
        "changed": [],
        "removed": [],
        "skipped": [],
        "path": str(index / snapshot.snapshot_id),
    }
    stdout, _ = invoke(folder, index, "status")
    assert stdout.splitlines()[1:] == ["newest article: 2025-07-14", "up to date"]
    time.sleep(0.02)
    write("new.txt", "It ended.")
    next(folder.glob("000*")).unlink()
    row = json.loads(invoke(folder, index, "status", "--json")[0])
    assert (row["stale"], row["added"], row["changed"]) == (True, ["new.txt"], [])
    assert row["removed"] == [next(path.name for path in seeds.glob("000*"))]
    stdout, _ = invoke(folder, index, "status")
    assert stdout.splitlines()[-1] == (
        "the articles changed after the index was built (1 added, 1 removed); run: talks index build"
    )


def test_status_looks_through_a_link_to_the_folder(folder: Path, write: Write, tmp_path: Path) -> None:
    """However the articles folder is named: the same files are the same."""
    write("talks.txt", "The talks resumed.")
    link, index = tmp_path / "link", tmp_path / "index"
    link.symlink_to(folder)
    for named in (link, folder / ".." / folder.name):
        invoke(named, index, "build")
        assert "up to date" in invoke(named, index, "status")[0]


def test_status_sees_that_a_folded_copy_went(folder: Path, write: Write, tmp_path: Path) -> None:
    """It is in no snapshot, but its article says that it is also there; what was left out is counted."""
    write("a.txt", "It ended.")
    write("b.txt", "It ended.")
    invoke(folder, tmp_path / "index", "build")
    row = json.loads(invoke(folder, tmp_path / "index", "status", "--json")[0])
    assert (row["stale"], row["skipped"]) == (False, [{"file": "b.txt", "reason": "b: same text as a"}])
    assert "left out: 1" in invoke(folder, tmp_path / "index", "status")[0]
    (folder / "b.txt").unlink()
    row = json.loads(invoke(folder, tmp_path / "index", "status", "--json")[0])
    assert (row["stale"], row["removed"]) == (True, ["b.txt"])


def test_status_of_undated_articles_names_no_date(folder: Path, write: Write, tmp_path: Path) -> None:
    """No date is made up."""
    write("a.txt", "It ended.")
    invoke(folder, tmp_path / "index", "build")
    assert json.loads(invoke(folder, tmp_path / "index", "status", "--json")[0])["newest"] is None
    assert "newest article: none is dated" in invoke(folder, tmp_path / "index", "status")[0]


def test_verify_says_that_all_is_whole(index: Path, folder: Path) -> None:
    """One line with the counts."""
    stdout, stderr = invoke(folder, index, "verify")
    count = verify(index).num_sentences
    assert stdout == f"{index / str(current_id(index))}: 5 articles, {count} sentences, all whole\n"
    assert stderr == ""
