"""Text cases: a sentence, its files, `$ finops …`, and what must come out.

    # coverage: a sentence that names the result
    < calls.jsonl
    {"ts": "2026-11-20T08:00:00Z", "cost": 1}
    < finops.toml = strict.toml
    $ finops coverage calls.jsonl --quiet
    Tag coverage · production · …
    …
    >2
    finops: a line of stderr
    >= 0

`< NAME = OTHER` takes a file of tests/cli/logs/. A line `…` stands for any lines, `…` inside a line
for any text; a backslash keeps the first sign of a line from being read as a mark. A command with
shell characters (`|`, `>`, `A=b finops`) runs the real command in a shell, any other one runs in
this process. Everything else is compared to the letter.

    python -m tests.cli.cases FILE…    writes what comes out into the cases; read the difference
"""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.running import Ran, run, shell

CASES = Path(__file__).parent
LOGS = CASES / "logs"
ANYTHING = "…"


@dataclass
class Step:
    """One command and what must come out."""

    command: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    code: int | None = None


@dataclass
class Case:
    """A sentence, the files it starts from, and commands that run one after the other."""

    sentence: str
    files: dict[str, list[str] | Path] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


def parsed(text: str) -> list[Case]:
    """The cases of one file."""
    cases: list[Case] = []
    into: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            cases.append(Case(line[2:]))
            into = []
        elif line.startswith("< "):
            name, _, other = line[2:].partition(" = ")
            into = []
            cases[-1].files[name] = LOGS / other if other else into
        elif line.startswith("$ "):
            cases[-1].steps.append(Step(line[2:]))
            into = cases[-1].steps[-1].out
        elif line == ">2":
            into = cases[-1].steps[-1].err
        elif line.startswith(">= "):
            cases[-1].steps[-1].code = int(line[3:])
            into = []
        else:
            into.append(line.removeprefix("\\"))
    return cases


def written(cases: list[Case]) -> str:
    """The text of the cases."""
    lines: list[str] = []
    for case in cases:
        lines.append(f"# {case.sentence}")
        for name, content in case.files.items():
            if isinstance(content, Path):
                lines.append(f"< {name} = {content.name}")
            else:
                lines += [f"< {name}", *content]
        for step in case.steps:
            lines += [f"$ {step.command}", *map(_kept, step.out)]
            lines += [">2", *map(_kept, step.err)] if step.err else []
            lines += [f">= {step.code}"]
        lines.append("")
    return "\n".join(lines)


def _kept(line: str) -> str:
    return "\\" + line if re.match(r"[#<$] |>|\\", line) else line


def lay_out(case: Case, folder: Path) -> None:
    """The files of the case in its folder."""
    for name, content in case.files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            place.write_bytes(content.read_bytes())
        else:
            place.write_text("\n".join(_without_end(content)) + "\n", encoding="utf-8")


def _without_end(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and not lines[-1] else lines


def ran(step: Step, folder: Path) -> Ran:
    """What comes out, with the folder's path as DIR."""
    words = step.command
    if re.search(r"[|<>;&$]|^\w+=|^(?!finops )", words):
        found = shell(words, folder)
    else:
        found = run(*shlex.split(words)[1:], folder=folder)
    return Ran(found.code, _placeless(found.out, folder), _placeless(found.err, folder))


def _placeless(text: str, folder: Path) -> str:
    return text.replace(str(folder.resolve()), "DIR").replace(str(folder), "DIR")


def fits(wanted: list[str], given: str) -> bool:
    """Whether the text is what the lines say."""
    lines = _without_end(wanted)
    pattern = ""
    for line in lines:
        if line == ANYTHING:
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n"
    text = given if not given or given.endswith("\n") else given + "\n"
    return re.fullmatch(pattern, text) is not None


def check(case: Case, folder: Path) -> None:
    """Run the case; every difference is an AssertionError that shows both."""
    lay_out(case, folder)
    for step in case.steps:
        found = ran(step, folder)
        shown = f"$ {step.command}\n{found.out}>2\n{found.err}>= {found.code}"
        assert found.code == step.code, shown
        assert fits(step.out, found.out), f"stdout is not\n{_text(step.out)}but\n{shown}"
        assert fits(step.err, found.err), f"stderr is not\n{_text(step.err)}but\n{shown}"


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _update(file: Path) -> None:
    cases = parsed(file.read_text(encoding="utf-8"))
    for case in cases:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            lay_out(case, folder)
            for step in case.steps:
                found = ran(step, folder)
                if not (step.out and fits(step.out, found.out)):
                    step.out = found.out.splitlines()
                if not (step.err and fits(step.err, found.err)):
                    step.err = found.err.splitlines()
                step.code = found.code
    file.write_text(written(cases), encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        _update(Path(argument))
