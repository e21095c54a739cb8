"""Asks the product and the oracle the same question and compares every figure they both know."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.cli.running import run
from tests.oracle.api import Config, Reading, Scope, burn, coverage, outliers, top_agents, view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, Any]
KEYS = {"burn": ["workflow_name"], "outliers": ["agent_id", "day"], "top-agents": ["agent_id"]}
LEFT_TO_OTHERS = {"logged_cost_usd", "computed_cost_usd", "price_book_date"}


def plain(value: Any) -> Any:
    """A value of the oracle as JSON shows it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def words(scope: Scope) -> list[str]:
    """A scope of the oracle as options of the command line."""
    said = ["--cost-basis", "logged", "--environment", scope.environment]
    said += [f"--{scope.window}"] if scope.window else []
    for name in ("since", "until", "as_of", "timezone"):
        value = getattr(scope, name)
        said += [f"--{name.replace('_', '-')}", str(value)] if value else []
    return said + [word for text in scope.filters for word in ("--filter", text)]


def asked(
    report: str, options: Sequence[str], scope: Scope, folder: Path, files: Sequence[Path]
) -> Any:
    """The JSON of the product; None where it says that there is nothing to report on."""
    names = [str(file.relative_to(folder)) for file in files]
    ran = run(report, *names, *options, *words(scope), "--format", "json", folder=folder)
    if ran.code == 3 and not ran.out:
        assert ran.err.startswith("finops: no calls"), ran.err
        return None
    assert ran.code in (0, 3), ran.err
    return ran.json()


def expected(
    report: str, options: Sequence[str], scope: Scope, reading: Reading, config: Config
) -> Row | None:
    """What the oracle answers; None where no call is left."""
    look = view(reading, scope, config)
    if not look.calls:
        return None
    by = options[options.index("--by") + 1].split(",") if "--by" in options else []
    if report == "coverage":
        return coverage(
            look, by=by, trend="--trend" in options, show_offenders="--offenders" in options
        )
    if report == "burn":
        return burn(look, by or KEYS["burn"])
    return top_agents(look) if report == "top-agents" else outliers(look)


def key_names(report: str, options: Sequence[str]) -> list[str]:
    """The fields that name a row."""
    if "--by" in options:
        return options[options.index("--by") + 1].split(",")
    if "--trend" in options:
        return ["day"]
    if "--offenders" in options:
        return ["kind", "subject"]
    return KEYS.get(report, ["tag"])


def differences(report: str, options: Sequence[str], theirs: Any, ours: Row | None) -> list[str]:
    """Every figure on which the product (`theirs`) and the oracle (`ours`) differ, as text."""
    if theirs is None or ours is None:
        return [] if theirs is ours else [f"product {theirs!r:.200}, oracle {ours!r:.200}"]
    found = _compared("summary", theirs["summary"], ours["summary"])
    trust = {name: value for name, value in ours["trust"].items() if name not in LEFT_TO_OTHERS}
    found += _compared("trust", theirs["trust"], trust)
    names = key_names(report, options)
    left = {tuple(row[name] for name in names): row for row in theirs["rows"]}
    right = {tuple(plain(row[name]) for name in names): row for row in ours["rows"]}
    if len(left) != len(theirs["rows"]):
        found.append("the product gives a row twice")
    found += [f"only the product has row {key}" for key in sorted(left.keys() - right.keys())]
    found += [f"only the oracle has row {key}" for key in sorted(right.keys() - left.keys())]
    for key in sorted(left.keys() & right.keys()):
        found += _compared(f"row {key}", left[key], right[key])
    return found


def _compared(where: str, theirs: Row, ours: Row) -> list[str]:
    return [
        f"{where}: {name} is {theirs.get(name, 'absent')!r}, the oracle has {plain(value)!r}"
        for name, value in ours.items()
        if not same(theirs.get(name, "absent"), plain(value))
    ]


def same(left: Any, right: Any) -> bool:
    """Equal as JSON values, numbers to the last digit."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return isinstance(left, bool) == isinstance(right, bool) and Decimal(left) == Decimal(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[n], right[n]) for n in left)
    return type(left) is type(right) and bool(left == right)


def as_toml(config: Config) -> str:
    """The oracle's configuration as the product reads it."""
    lines = [
        f'timezone = "{config.timezone}"',
        f"agents.outlier_floor_usd = {config.outlier_floor_usd}",
        f"tags.required = {json.dumps(config.required)}",
        f"tags.target_share = {config.target_share}",
    ]
    lines += [f"tags.allowed.{tag} = {json.dumps(v)}" for tag, v in config.allowed.items()]
    for one in config.exceptions:
        match = ", ".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in one.match.items())
        lines += ["[[tags.exceptions]]", f"match = {{ {match} }}"]
        lines += [f"tags = {json.dumps(one.tags)}", f"expires = {one.expires}"]
    for topic in config.topics:
        match = ", ".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in topic.match.items())
        lines += ["[[topics]]", f"match = {{ {match} }}", f'topic = "{topic.topic}"']
    return "\n".join(lines) + "\n"
