"""Whatever a file is, the command reads it whole or says in a sentence why it does not."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import struct
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.store.trial import (
    AT,
    as_lines,
    assert_adds_up,
    calls_of,
    finops,
    ingested,
    inside,
    line,
    refusals_of,
    row,
    trust_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Row = dict[str, Any]
ROWS = [row(id=f"call-{n}", team_id="größe", cost=0.25 + n) for n in range(3)]
LINES = as_lines(ROWS)
CSV = b"id,ts,input_tokens,output_tokens,cost,team_id\n" + b"".join(
    f"call-{n},{AT},10,5,{0.25 + n},größe\n".encode() for n in range(3)
)


def zstd(data: bytes) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


def array(rows: list[Row]) -> bytes:
    return json.dumps(rows, indent=1).encode()


def page(rows: list[Row]) -> bytes:
    return json.dumps({"total": 3, "data": rows, "next": {"page": 2}}).encode()


READABLE: dict[str, bytes] = {
    "lines": LINES,
    "lines without a last newline": LINES.rstrip(),
    "lines that end in CR LF": LINES.replace(b"\n", b"\r\n"),
    "lines after a byte order mark": b"\xef\xbb\xbf" + LINES,
    "lines between blank ones": b"\n \n" + LINES.replace(b"\n", b"\n\n\t\n"),
    "an array": array(ROWS),
    "an array on one line": json.dumps(ROWS).encode(),
    "an array after a byte order mark": b"\xef\xbb\xbf" + array(ROWS),
    "a page": page(ROWS),
    "a page over many lines": json.dumps({"data": ROWS}, indent=2).encode(),
    "objects over many lines, one after another": b"\n".join(
        json.dumps(one, indent=1).encode() for one in ROWS
    ),
    "pages on lines of their own": b"\n".join(page([one]) for one in ROWS),
    "arrays one after another": array(ROWS[:1]) + b"\n" + array(ROWS[1:]),
    "CSV": CSV,
    "CSV with CR LF": CSV.replace(b"\n", b"\r\n"),
    "CSV after a byte order mark": b"\xef\xbb\xbf" + CSV,
    "CSV with semicolons": CSV.replace(b",", b";"),
    "CSV with tabs": CSV.replace(b",", b"\t"),
    "CSV with everything quoted": b"\n".join(
        b",".join(b'"' + cell + b'"' for cell in one.split(b",")) for one in CSV.splitlines()
    ),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz": gzip.compress,
    "gz of two members": lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:]),
    "bz2": bz2.compress,
    "zst": zstd,
}


def sums(calls: list[Row]) -> tuple[int, Any, set[Any]]:
    return (
        len(calls),
        sum((call["logged_cost_usd"] for call in calls), Decimal(0)),
        {call["team_id"] for call in calls},
    )


EXPECTED = (3, Decimal("3.75"), {"größe"})


SHAPES_AND_PACKINGS = [(shape, "plain") for shape in READABLE] + [
    (shape, packing)
    for shape in ("lines", "an array", "a page", "CSV")
    for packing in PACKINGS
    if packing != "plain"
]


@pytest.mark.parametrize(("shape", "packing"), SHAPES_AND_PACKINGS)
def test_every_shape_is_read_in_every_packing(shape: str, packing: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(PACKINGS[packing](READABLE[shape]))
    assert sums(calls_of("log", folder=tmp_path)) == EXPECTED
    assert ingested("log", folder=tmp_path)["calls"] == 3


@pytest.mark.parametrize("packing", PACKINGS)
def test_bad_lines_are_found_in_every_packing(packing: str, tmp_path: Path) -> None:
    lines = as_lines([b"", row(), b"{", row(id="b", ts=None), b"", b"{}", b"[1", row(id="c")])
    (tmp_path / "log").write_bytes(PACKINGS[packing](lines))
    assert refusals_of("log", folder=tmp_path) == [
        ("log", 3, "not_json"),
        ("log", 4, "no_timestamp"),
        ("log", 6, "no_timestamp"),
        ("log", 7, "not_json"),
    ]
    assert trust_of("log", folder=tmp_path)["quarantined_rows"] == 4


@pytest.mark.parametrize(
    ("shape", "packing"),
    [(shape, "plain") for shape in ("lines", "an array", "a page", "CSV")]
    + [("lines", "gz"), ("lines", "bz2"), ("lines", "zst"), ("CSV", "gz")],
)
def test_standard_input_is_read_like_a_file(shape: str, packing: str, tmp_path: Path) -> None:
    given = PACKINGS[packing](READABLE[shape])
    ran = finops("coverage", "-", "--format", "json", folder=tmp_path, stdin=given)
    assert ran.code == 0, ran.err
    trust = ran.json()["trust"]
    assert (trust["calls"], trust["cost_usd"]) == (3, Decimal("3.75"))


def test_standard_input_that_is_ingested_twice_adds_nothing(tmp_path: Path) -> None:
    for calls in (3, 0):
        ran = finops("ingest", "-", "--format", "json", folder=tmp_path, stdin=LINES)
        assert (ran.code, ran.json()["summary"]["calls"]) == (0, calls), ran.err


@pytest.mark.parametrize("kind", ["typed", "text", "nested"])
def test_parquet_is_read_whatever_its_types(kind: str, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = {name: [one[name] for one in ROWS] for name in ROWS[0]}
    if kind == "typed":
        at = datetime.fromisoformat(AT).astimezone(UTC)
        table |= {"ts": [at] * 3, "cost": [Decimal(str(one["cost"])) for one in ROWS]}
    elif kind == "text":
        table = {name: [str(value) for value in values] for name, values in table.items()}
    else:
        del table["input_tokens"]
        table |= {
            "usage": [{"prompt_tokens": 10}] * 3,
            "metadata": [{"squad": "red", "team_id": "größe"}] * 3,
        }
        del table["team_id"]
    pq.write_table(pa.table(table), tmp_path / "log.parquet")
    assert sums(calls_of("log.parquet", folder=tmp_path)) == EXPECTED
    assert ingested("log.parquet", folder=tmp_path)["calls"] == 3


# ---- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["a[1].jsonl", "a b.jsonl", "it's.jsonl", 'say "x".jsonl', "größe·日.jsonl", "a*b?.jsonl",
     "{a,b}.jsonl", "a;b--.jsonl", "back\\slash.jsonl", "new\nline.jsonl", "$HOME.jsonl"],
)  # fmt: skip
def test_a_name_means_that_file_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(LINES)
    (tmp_path / "a1.jsonl").write_bytes(line(id="another") + b"\n")
    (tmp_path / "aXbY.jsonl").write_bytes(line(id="another") + b"\n")
    assert trust_of(name, folder=tmp_path)["calls"] == 3
    assert ingested(name, folder=tmp_path)["calls"] == 3


def test_a_folder_is_searched_and_what_is_no_log_is_passed_over(tmp_path: Path) -> None:
    deep = tmp_path / "logs" / "[x]" / "y"
    deep.mkdir(parents=True)
    (deep / "a.jsonl").write_bytes(LINES)
    (tmp_path / "logs" / "b.csv").write_bytes(CSV.replace(b"call-", b"other-"))
    (tmp_path / "logs" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "logs" / "notes.txt").write_bytes(b"to do\n")
    (tmp_path / "logs" / "empty.jsonl").touch()
    ran = finops("coverage", "logs", "--format", "json", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.json()["trust"]["calls"] == 6
    assert "2 files were passed over" in ran.err


def test_a_glob_brings_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.jsonl").symlink_to("a.jsonl")
    trust = trust_of("*.jsonl", "a.jsonl", ".", folder=tmp_path)
    assert (trust["files"], trust["read_rows"]) == (1, 3)


# ---- files of another kind -------------------------------------------------------------------


def store_of_another_program(path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t (a integer)")


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jsonl", LINES)


STRANGE: dict[str, Callable[[Path], Any]] = {
    "an image": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40)),
    "a photograph": lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(40)),
    "a PDF": lambda path: path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    "a zip": zipped,
    "a DuckDB file": store_of_another_program,
    "bytes of no meaning": lambda path: path.write_bytes(struct.pack("<20I", *range(20))),
    "a text": lambda path: path.write_text("Dear team,\nplease find the logs below.\n"),
    "a web page": lambda path: path.write_text("<html><body>502, Bad Gateway</body></html>\n"),
    "a table of something else": lambda path: path.write_text("name,city\nana,Berlin\n"),
    "objects of something else": lambda path: path.write_text('{"name": "ana"}\n{"name": "b"}\n'),
    "UTF-16": lambda path: path.write_bytes(LINES.decode().encode("utf-16")),
    "UTF-16 without its mark": lambda path: path.write_bytes(LINES.decode().encode("utf-16-le")),
    "a cut gz": lambda path: path.write_bytes(gzip.compress(os.urandom(90) * 3 + LINES * 99)[:-30]),
    "a cut zst": lambda path: path.write_bytes(zstd(LINES * 9)[:-9]),
    "a cut bz2": lambda path: path.write_bytes(bz2.compress(LINES * 99)[:-30]),
    "the head of a gz": lambda path: path.write_bytes(b"\x1f\x8b"),
    "a damaged gz": lambda path: path.write_bytes(b"\x1f\x8b\x08\x00" + bytes(30)),
    "a cut Parquet": lambda path: path.write_bytes(b"PAR1" + bytes(50)),
    "a cut array": lambda path: path.write_bytes(array(ROWS)[:-20]),
    "an array without its end": lambda path: path.write_bytes(array(ROWS)[:-1]),
    "a cut page": lambda path: path.write_bytes(json.dumps({"data": ROWS}, indent=1).encode()[:-30]),
    "an array that is broken inside": lambda path: path.write_bytes(
        array(ROWS).replace(b'"output_tokens": 5', b'"output_tokens": ', 1)
    ),
    "an array of brackets": lambda path: path.write_bytes(b"[" * 100_000),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "nothing at all": lambda path: None,
}  # fmt: skip


@pytest.mark.parametrize("kind", STRANGE)
def test_a_file_of_another_kind_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    STRANGE[kind](tmp_path / "strange.jsonl")
    (tmp_path / "good.jsonl").write_bytes(LINES)
    ran = inside("coverage", "strange.jsonl", folder=tmp_path)
    assert (ran.code, ran.out) == (3, ""), ran.err
    assert ran.err.startswith("finops: strange.jsonl: "), ran.err
    ran = inside("ingest", "strange.jsonl", "good.jsonl", "--format", "json", folder=tmp_path)
    assert ran.code == 3, ran.err
    assert "finops: strange.jsonl: " in ran.err
    assert ran.json()["summary"]["calls"] == 3, "the other file is loaded all the same"


@pytest.mark.parametrize("kind", ["a cut gz", "an image", "a cut array", "a damaged gz", "UTF-16"])
def test_the_installed_command_says_the_same_of_strange_input(kind: str, tmp_path: Path) -> None:
    STRANGE[kind](tmp_path / "strange")
    given = (tmp_path / "strange").read_bytes()
    ran = finops("coverage", "-", folder=tmp_path, stdin=given)
    assert (ran.code, ran.out) == (3, ""), ran.err
    assert ran.err.startswith("finops: standard input: "), ran.err


@pytest.mark.parametrize(
    "given", [b"", b"\n \n\t\r\n", b"\xef\xbb\xbf"], ids=["empty", "blank lines", "a mark alone"]
)
def test_an_empty_file_is_normal(given: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(given)
    assert inside("ingest", "a.jsonl", folder=tmp_path).code == 0
    ran = inside("coverage", "a.jsonl", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("finops: a.jsonl: nothing to read")
    (tmp_path / "b.jsonl").write_bytes(LINES)
    assert trust_of("a.jsonl", "b.jsonl", folder=tmp_path)["calls"] == 3


@pytest.mark.parametrize("given", [b"[]", b"[ ]\n", b'{"data": []}', b'{"data": [], "page": 1}\n'])
def test_a_document_without_records_is_normal(given: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(given)
    ran = inside("ingest", "a.json", "--format", "json", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.json()["summary"]["read_rows"] == 0
    ran = inside("coverage", "a.json", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    (tmp_path / "b.json").write_bytes(array(ROWS))
    assert trust_of("a.json", "b.json", folder=tmp_path)["calls"] == 3


def test_empty_standard_input_is_normal(tmp_path: Path) -> None:
    assert finops("ingest", "-", folder=tmp_path).code == 0
    ran = finops("coverage", "-", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("finops: standard input: nothing to read")


def test_a_folder_without_logs_is_normal(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    assert inside("ingest", "logs", folder=tmp_path).code == 0
    ran = inside("coverage", "logs", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("finops: logs: nothing to read")


def test_a_missing_file_brings_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "yesterday.jsonl").write_bytes(LINES)
    ran = inside("coverage", "yesterdya.jsonl", folder=tmp_path)
    assert ran.code == 3
    assert ran.err == ("finops: yesterdya.jsonl: no such file\n  Did you mean yesterday.jsonl?\n")


def test_a_glob_that_matches_nothing_says_so(tmp_path: Path) -> None:
    ran = inside("coverage", "*.jsonl", folder=tmp_path)
    assert (ran.code, ran.err) == (3, "finops: *.jsonl: no file matches\n")


def test_a_loop_of_folders_ends(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "loop").symlink_to(tmp_path / "logs")
    (tmp_path / "logs" / "a.jsonl").write_bytes(LINES)
    assert trust_of("logs", folder=tmp_path)["calls"] == 3


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "a.jsonl").chmod(0)
    if os.geteuid() == 0:  # root may read everything, so the system's answer is played
        from finops_cli.store import files

        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(files, "look", refuse)
    ran = inside("coverage", "a.jsonl", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "finops: a.jsonl: permission denied\n"


def test_a_pipe_and_a_device_are_read_or_refused(tmp_path: Path) -> None:
    assert finops("coverage", "/dev/null", folder=tmp_path).code == 3


# ---- tables ----------------------------------------------------------------------------------


def test_quoted_newlines_are_one_record(tmp_path: Path) -> None:
    text = CSV.replace(b"call-1", b'"call\n1, ""x"""')
    (tmp_path / "a.csv").write_bytes(text)
    ids = {call["call_id"] for call in calls_of("a.csv", folder=tmp_path)}
    assert ids == {"call-0", 'call\n1, "x"', "call-2"}


def test_records_of_a_wrong_width_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = CSV.splitlines(keepends=True)
    rows.insert(2, b"short,1\n")
    rows.insert(4, rows[1].replace(b"call-0", b"long").rstrip() + b",more,more\n")
    (tmp_path / "a.csv").write_bytes(b"".join(rows))
    assert ingested("a.csv", folder=tmp_path) == {
        "read_rows": 5, "calls": 3, "duplicate_rows": 0, "revised_rows": 0, "skipped_rows": 0,
        "quarantined_rows": 2,
    }  # fmt: skip
    found = refusals_of("a.csv", folder=tmp_path)
    assert found == [("a.csv", 3, "not_an_object"), ("a.csv", 5, "not_an_object")]


def test_cells_of_a_table_are_judged_like_values(tmp_path: Path) -> None:
    bad = [b"bad-time,soon,1,1,1,t\n", b"bad-count,2026-11-20,1.5,1,1,t\n", b",,,,,\n"]
    (tmp_path / "a.csv").write_bytes(CSV + b"".join(bad))
    reasons = [why for _, _, why in refusals_of("a.csv", folder=tmp_path)]
    assert reasons == ["bad_timestamp", "tokens_not_a_number", "no_timestamp"]


def test_a_header_with_odd_names_is_read(tmp_path: Path) -> None:
    text = CSV.replace(b"id,ts", b'id,"te,xt",ts,ts,,"a""b"').replace(
        b"input_tokens", b" input_tokens "
    )
    text = b"\n".join(
        one if n == 0 else one.replace(b"," + AT.encode(), b",x," + AT.encode() + b",y,,z")
        for n, one in enumerate(text.splitlines())
    )
    (tmp_path / "a.csv").write_bytes(text)
    assert sums(calls_of("a.csv", folder=tmp_path)) == EXPECTED


# ---- lines that are not whole, or very long --------------------------------------------------


def test_half_a_last_line_waits_for_the_next_ingest(tmp_path: Path) -> None:
    log, last = tmp_path / "a.jsonl", line(id="last") + b"\n"
    log.write_bytes(LINES + last[:30])
    assert refusals_of("a.jsonl", folder=tmp_path) == [("a.jsonl", 4, "not_json")]
    ran = inside("ingest", "a.jsonl", "--format", "json", folder=tmp_path)
    assert (ran.code, ran.json()["summary"]["read_rows"]) == (0, 3)
    assert "the last line is not complete yet and was left for the next ingest" in ran.err
    log.write_bytes(LINES + last)
    assert ingested("a.jsonl", folder=tmp_path)["calls"] == 1
    trust = trust_of(folder=tmp_path)
    assert (trust["calls"], trust["quarantined_rows"]) == (4, 0)


def test_half_a_line_that_ends_in_a_newline_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES + line(id="last")[:30] + b"\n")
    assert ingested("a.jsonl", folder=tmp_path)["quarantined_rows"] == 1


def test_a_whole_last_line_without_newline_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES + line(ts="soon", id="last"))
    assert ingested("a.jsonl", folder=tmp_path)["quarantined_rows"] == 1


def long_line(size: int) -> bytes:
    text = line(prompt="@")
    return text.replace(b"@", b"x" * (size - len(text) + 1))


@pytest.mark.parametrize("packing", ["plain", "gz"])
def test_a_line_of_40_mib_is_read_and_one_of_70_mib_is_too_long(
    packing: str, tmp_path: Path
) -> None:
    lines = [line(id="before"), long_line(40 << 20), long_line(70 << 20), line(id="after")]
    packed = as_lines(lines) if packing == "plain" else gzip.compress(as_lines(lines), 1)
    (tmp_path / "a.jsonl").write_bytes(packed)
    ran = finops("ingest", "a.jsonl", "--format", "json", folder=tmp_path)
    told = ran.json()
    assert_adds_up(told["trust"])
    assert (told["summary"]["calls"], told["summary"]["quarantined_rows"]) == (3, 1), ran.err
    assert refusals_of(folder=tmp_path) == [("a.jsonl", 3, "too_long")]


def test_a_report_on_a_file_with_a_very_long_line_reads_it_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_lines([line(id="before"), long_line(40 << 20)]))
    assert trust_of("a.jsonl", folder=tmp_path)["calls"] == 2


def test_an_array_of_100_000_brackets_inside_a_record_is_refused_not_swallowed(
    tmp_path: Path,
) -> None:
    deep = array(ROWS)[:-2] + b', {"id": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]"
    (tmp_path / "a.json").write_bytes(deep)
    ran = inside("coverage", "a.json", folder=tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("finops: a.json: ")
