"""Killed, locked out, out of space or given a strange store: whole files only, and a sentence."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import FINOPS, clean_environment
from tests.store.trial import as_lines, finops, ingested, inside, row, trust_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = as_lines([row(id=f"call-{n}", metadata={"n": n}) for n in range(3)])
WHOLE = 4000
KILLS = 10


def started(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(FINOPS), *arguments],
        cwd=folder,
        env=clean_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )


def big(folder: Path, name: str, calls: int = WHOLE) -> None:
    rows = (row(id=f"{name}-{n}", metadata={"squad": f"{n:08}" * 20}) for n in range(calls))
    (folder / name).write_bytes(as_lines(rows))


# ---- killed ----------------------------------------------------------------------------------


def test_killed_at_any_instant_the_store_holds_whole_files_only(tmp_path: Path) -> None:
    names = [f"{letter}.jsonl" for letter in "abc"]
    for name in names:
        big(tmp_path, name)
    begun = time.monotonic()
    assert finops("ingest", *names, folder=tmp_path).code == 0
    length = time.monotonic() - begun
    (tmp_path / ".home/data/finops/finops.duckdb").unlink()
    chance = random.Random(20261120)
    held = set()
    for instant in sorted(chance.uniform(0.3, 1.05) for _ in range(KILLS)):
        process = started("ingest", *names, folder=tmp_path)
        time.sleep(instant * length)
        process.kill()
        process.communicate()
        if not (tmp_path / ".home/data/finops/finops.duckdb").exists():
            continue
        ran = inside("export", folder=tmp_path)
        if "not a finops store" in ran.err:
            pytest.fail(f"killed after {instant:.2f} of an ingest, the store is none: {ran.err}")
        held.add(ran.out.count("\n"))
    assert held <= {0, WHOLE, 2 * WHOLE, 3 * WHOLE}
    assert ingested(*names, folder=tmp_path)["read_rows"] in {0, WHOLE, 2 * WHOLE, 3 * WHOLE}
    assert trust_of(folder=tmp_path)["calls"] == 3 * WHOLE


def interrupted(process: subprocess.Popen[bytes]) -> tuple[int, bytes, str]:
    """Ctrl-C; its code, stdout and stderr."""
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    return process.returncode, out, said.decode()


SENTENCE = "finops: interrupted; nothing half-written\n"


def test_an_interrupt_during_a_long_read_leaves_nothing_half_written(tmp_path: Path) -> None:
    big(tmp_path, "small.jsonl", 10)
    ingested("small.jsonl", folder=tmp_path)
    store = tmp_path / ".home/data/finops/finops.duckdb"
    big(tmp_path, "large.jsonl", 150_000)
    process = started("ingest", "large.jsonl", folder=tmp_path)
    while not _is_open(process, store):
        time.sleep(0.02)
    time.sleep(0.3)
    assert interrupted(process) == (130, b"", SENTENCE)
    assert trust_of(folder=tmp_path)["calls"] == 10


def _is_open(process: subprocess.Popen[bytes], path: Path) -> bool:
    """Whether the process has the file open, which it must before it ends."""
    assert process.poll() is None
    folder = Path(f"/proc/{process.pid}/fd")
    if not folder.is_dir():
        pytest.skip("this system does not tell which files a process has open")
    return any(os.path.realpath(link) == str(path) for link in folder.iterdir())


@pytest.mark.xfail(
    reason="the engine waits for the pipe that standard input is fed through, and the command for both"
)
def test_an_interrupt_while_standard_input_is_awaited_ends_at_once(tmp_path: Path) -> None:
    process = started("ingest", "-", folder=tmp_path)
    assert process.stdin
    process.stdin.write(LINES * 3000)
    process.stdin.flush()
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    try:
        code: int | None = process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        code = None
    process.communicate(timeout=30)
    assert code == 130


# ---- held by another -------------------------------------------------------------------------


@contextmanager
def holder(folder: Path, *, write: bool) -> Iterator[None]:
    """Another process that has the store open."""
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'r'); "
        "print('held', flush=True); sys.stdin.read()"
    )
    python = FINOPS.with_name("python")
    process = subprocess.Popen(
        [str(python), "-c", code, "store.duckdb", "w" if write else "r"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        yield
    finally:
        process.communicate()


def with_store(folder: Path) -> None:
    (folder / "finops.toml").write_text('store = "store.duckdb"\n')
    (folder / "a.jsonl").write_bytes(LINES)
    ingested("a.jsonl", folder=folder)


@pytest.mark.parametrize("words", [["coverage"], ["ingest", "b.jsonl"]], ids=lambda words: words[0])
def test_a_store_that_another_process_writes_is_busy(words: list[str], tmp_path: Path) -> None:
    with_store(tmp_path)
    (tmp_path / "b.jsonl").write_bytes(LINES.replace(b"call-", b"other-"))
    with holder(tmp_path, write=True):
        begun = time.monotonic()
        ran = finops(*words, "--lock-timeout", "1", folder=tmp_path)
        assert 1 <= time.monotonic() - begun < 10
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("finops: the store ")
    assert "is in use by process " in ran.err


def test_a_writer_waits_for_the_other_to_end(tmp_path: Path) -> None:
    with_store(tmp_path)
    (tmp_path / "b.jsonl").write_bytes(LINES.replace(b"call-", b"other-"))
    with holder(tmp_path, write=True):
        process = started("ingest", "b.jsonl", "--lock-timeout", "20", folder=tmp_path)
        time.sleep(1)
        assert process.poll() is None
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_readers_read_together(tmp_path: Path) -> None:
    with_store(tmp_path)
    with holder(tmp_path, write=False):
        assert trust_of(folder=tmp_path)["calls"] == 3


# ---- no room, no permission ------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A folder with room for 4 MiB; skips where no such thing can be made."""
    place = folder / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("a small disk takes the right to mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=False)


def test_a_full_disk_is_said_and_the_store_holds_whole_files(tmp_path: Path) -> None:
    (tmp_path / "small.jsonl").write_bytes(LINES)
    rows = (
        row(id=os.urandom(24).hex(), metadata={"s": os.urandom(90).hex()}) for _ in range(30_000)
    )
    (tmp_path / "large.jsonl").write_bytes(as_lines(rows))
    with small_disk(tmp_path) as disk:
        store = ["--store", str(disk / "store.duckdb")]
        assert finops("ingest", "small.jsonl", *store, folder=tmp_path).code == 0
        ran = finops("ingest", "large.jsonl", *store, folder=tmp_path)
        assert ran.code == 3, ran.err
        assert "the disk is full; nothing of the unfinished file was kept" in ran.err
        ran = finops("export", *store, folder=tmp_path)
        assert (ran.code, ran.out.count("\n")) == (0, 3), ran.err
        ran = finops("export", "large.jsonl", "-o", str(disk / "out.jsonl"), folder=tmp_path)
        assert ran.code == 3, ran.err
        assert not list(disk.glob("*out*"))


def test_a_store_that_would_grow_over_a_limit_is_left_as_it_was(tmp_path: Path) -> None:
    with_store(tmp_path)
    big(tmp_path, "large.jsonl", 20_000)
    limit = (tmp_path / "store.duckdb").stat().st_size + 4096

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [str(FINOPS), "ingest", "large.jsonl"], cwd=tmp_path, env=clean_environment(tmp_path),
        capture_output=True, preexec_fn=limited, check=False,
    )  # fmt: skip
    said = done.stderr.decode()
    assert done.returncode == 3, said
    assert "Traceback" not in said
    assert "fault of finops itself" not in said
    assert trust_of(folder=tmp_path)["calls"] == 3


def test_a_store_without_permission_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    with_store(tmp_path)
    (tmp_path / "store.duckdb").chmod(0)
    ran = finops("coverage", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert "permission denied" in ran.err


def test_a_store_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    ran = finops("ingest", "a.jsonl", "--store", "a.jsonl/store.duckdb", folder=tmp_path)
    assert ran.code == 3
    assert ran.err.startswith("finops: a.jsonl/store.duckdb: the folder cannot be made")


# ---- a store that is none --------------------------------------------------------------------


def foreign(path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as connection:
        connection.execute("create table raw_calls (a integer); create table meta (b integer)")


STRANGE = ["a text", "bytes", "a folder", "another DuckDB file", "a cut store", "an empty file"]


def put(kind: str, store: Path) -> None:
    if kind == "a text":
        store.write_text("dear diary\n" * 999)
    elif kind == "bytes":
        store.write_bytes(bytes(range(256)) * 99)
    elif kind == "a folder":
        store.mkdir()
    elif kind == "another DuckDB file":
        foreign(store)
    elif kind == "a cut store":
        whole = store.with_name("whole.duckdb")
        (store.parent / "a.jsonl").write_bytes(LINES)
        finops("ingest", "a.jsonl", "--store", str(whole), folder=store.parent)
        store.write_bytes(whole.read_bytes()[:20_000])
    else:
        store.touch()


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize(
    "words", [["coverage"], ["quarantine"], ["ingest", "a.jsonl"]], ids=lambda w: w[0]
)
def test_a_store_of_another_kind_is_refused_and_left_alone(
    kind: str, words: list[str], tmp_path: Path
) -> None:
    store = tmp_path / "s.duckdb"
    put(kind, store)
    (tmp_path / "a.jsonl").write_bytes(LINES)
    before = store.read_bytes() if store.is_file() else b""
    ran = inside(*words, "--store", "s.duckdb", folder=tmp_path)
    assert (ran.code, ran.out) == (3, ""), ran.err
    assert ran.err.startswith("finops: s.duckdb: "), ran.err
    assert len(ran.err.splitlines()) <= 3
    assert (store.read_bytes() if store.is_file() else b"") == before


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    ran = inside("coverage", "--store", "s.duckdb", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("finops: s.duckdb: no store yet\n  finops ingest LOGS")
    assert not (tmp_path / "s.duckdb").exists()
