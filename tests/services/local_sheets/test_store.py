"""The workbook file: what can't be used is named and left as it is."""

import resource
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.local_sheets import LocalSheets, WorkbookFileError
from services.local_sheets.errors import Unusable
from tests.services.local_sheets.book import Book, append

ROOT = Path(__file__).parents[3]
NO_FILES = Path("/proc/workbook.sqlite3")
"""No process may create a file here, not even root."""


def opened(file, reason, **options):
    with pytest.raises(WorkbookFileError) as caught:
        LocalSheets(file, **options)
    assert caught.value.reason is reason
    assert caught.value.path == file


def foreign_database(file):
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE theirs(a)")
    database.close()


@pytest.mark.parametrize(
    "make",
    [
        lambda file: file.write_text("Họ tên,Đơn vị\n", encoding="utf-8"),
        lambda file: file.write_bytes(b"PK\x03\x04" + bytes(500)),
        lambda file: file.write_bytes(b"SQLite format 3\x00"),
        foreign_database,
    ],
    ids=["text", "xlsx", "a cut-off SQLite header", "another program's SQLite file"],
)
def test_a_file_that_is_no_workbook_is_left_as_it_is(file, make):
    make(file)
    before = file.read_bytes()
    opened(file, Unusable.NOT_A_WORKBOOK)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_damaged_workbook_is_left_as_it_is(book, file):
    book.update(append([["x"]]))
    content = file.read_bytes()
    damaged = content[:100] + b"\xff" * (len(content) - 100)
    file.write_bytes(damaged)
    opened(file, Unusable.NOT_A_WORKBOOK)
    assert file.read_bytes() == damaged


def test_damage_while_the_workbook_is_open_is_an_error_of_the_file(book, file):
    book.update(append([["x"]]))
    file.write_bytes(b"\xff" * file.stat().st_size)
    with pytest.raises(WorkbookFileError):
        LocalSheets(file)


def test_an_empty_file_is_a_workbook_not_yet_begun(file):
    """A process that was killed while it made the workbook leaves one."""
    file.touch()
    assert LocalSheets(file).is_new


def test_a_directory_in_place_of_the_file_can_not_be_written(tmp_path):
    opened(tmp_path, Unusable.NOT_WRITABLE)


def test_a_missing_directory_can_not_be_written(tmp_path):
    opened(tmp_path / "nowhere" / "workbook.sqlite3", Unusable.NOT_WRITABLE)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(not NO_FILES.parent.is_dir(), reason="only Linux has a directory that takes no files from root")
def test_a_directory_that_takes_no_files_can_not_be_written():
    opened(NO_FILES, Unusable.NOT_WRITABLE)


LOCKING = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process(script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout.readline()
        yield process
        process.stdin.close()


def test_a_file_that_another_process_has_locked_says_so(file):
    core = LocalSheets(file, busy_seconds=0.01)
    book = Book(core, file)
    book.update(append([["đã có"]]))
    before = file.read_bytes()
    with another_process(LOCKING, file):
        opened(file, Unusable.LOCKED, busy_seconds=0.01)
        for call in (book.values, lambda: book.update(append([["x"]]))):
            with pytest.raises(WorkbookFileError) as caught:
                call()
            assert caught.value.reason is Unusable.LOCKED
    assert file.read_bytes() == before
    book.update(append([["sau đó"]]))
    assert book.values() == [["đã có"], ["sau đó"]]


@contextmanager
def full_disk(size):
    """No file may grow past `size` bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_the_write_and_leaves_the_file_as_it_is(book, file):
    book.update(append([["đã có"]]))
    before = file.read_bytes()
    with full_disk(len(before)):
        with pytest.raises(WorkbookFileError) as caught:
            book.update(append([["x" * 40_000]] * 5))
        assert caught.value.reason is Unusable.NOT_WRITABLE
        assert book.values() == [["đã có"]]
    assert file.read_bytes() == before
    book.update(append([["có chỗ"]]))
    assert book.values() == [["đã có"], ["có chỗ"]]


def test_a_workbook_can_not_be_made_on_a_full_disk_but_later_it_can(file):
    with full_disk(0):
        opened(file, Unusable.NOT_WRITABLE)
    assert LocalSheets(file).is_new


def test_a_workbook_is_new_until_something_is_written(file):
    core = LocalSheets(file)
    assert core.is_new
    Book(core, file).update(append([["x"]]))
    assert not LocalSheets(file).is_new


def test_a_cleared_row_takes_no_place_in_the_file(book, file):
    """Otherwise looking for the last row with data would take longer with every row that was ever cleared."""
    book.update(append([["a"], ["b"], ["c"]]))
    book.call("POST", "/values/A2%3AA3:clear")
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT position FROM rows").fetchall() == [(0,)]


def is_sound(file):
    with sqlite3.connect(file) as database:
        return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_threads_write_without_losing_a_row(book, file):
    barrier = threading.Barrier(2)

    def write(name):
        barrier.wait()
        for number in range(25):
            book.update(append([[f"{name}{number}"]]))

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, "ab"))
    assert sorted(row[0] for row in book.values()) == sorted(f"{name}{number}" for name in "ab" for number in range(25))
    assert is_sound(file)


WRITING = """
import sys
from pathlib import Path
from services.local_sheets import LocalSheets
from tests.services.local_sheets.book import Book, append
print("ready", flush=True)
sys.stdin.readline()
book = Book(LocalSheets(sys.argv[1]), Path(sys.argv[1]))
for number in range(25):
    book.update(append([[sys.argv[2] + str(number)]]))
print(book.id, flush=True)
"""


def test_two_processes_make_one_workbook_and_lose_no_row(file):
    """They begin at once, with no file there."""
    with another_process(WRITING, file, "a") as first, another_process(WRITING, file, "b") as second:
        for process in (first, second):
            process.stdin.write("go\n")
            process.stdin.flush()
        ids = {process.stdout.readline().strip() for process in (first, second)}
    book = Book(LocalSheets(file), file)
    assert ids == {book.id}
    assert sorted(row[0] for row in book.values()) == sorted(f"{name}{number}" for name in "ab" for number in range(25))
    assert is_sound(file)
