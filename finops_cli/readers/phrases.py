"""SQL phrases that several named formats share: paths, tags, money, counts, statuses, fixed tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from finops_cli.call import TAGS
from finops_cli.readers.interface import Reading, Shape
from finops_cli.readers.mapping import mapped_fields
from finops_cli.sqltext import ident, string

NO_PAIRS = 'cast([] as struct("key" varchar, "value" varchar)[])'
"""A box of tags that holds none."""


def fixed_reading(
    text: Iterable[str],
    json: Iterable[str],
    fields: Mapping[str, str],
    derived: tuple[Mapping[str, str], ...] = (),
    own_names: tuple[str, ...] = TAGS,
) -> Callable[[Shape, Mapping[str, str]], Reading]:
    """The reading of a format whose columns are fixed, so that the shape of a file changes nothing."""
    columns = dict.fromkeys(text, "VARCHAR") | dict.fromkeys(json, "JSON")

    def reading(shape: Shape, mapped: Mapping[str, str]) -> Reading:
        merged, more = mapped_fields(fields, mapped, columns)
        return Reading(columns | more, merged, derived, own_names)

    return reading


def path(*steps: str) -> str:
    """A JSON path as an SQL string; every step is a plain name, whatever it holds."""
    return string("$" + "".join("." + ident(step) for step in steps))


def inside(box: str, *steps: str) -> str:
    """The text of a value inside a JSON object."""
    return f"({box} ->> {path(*steps)})"


def object_in(value: str) -> str:
    """A JSON object, also one written as a string; null where it is anything else."""
    return f"case when json_type(unstringed({value})) = 'OBJECT' then unstringed({value}) end"


class Picked:
    """Several values of one JSON object, taken out together, so that it is parsed once a row.

    An expression that reads JSON keeps what it parsed of a whole vector of rows: with one for every
    value a few thousand large objects fill the memory.
    """

    def __init__(self, name: str, box: str, *paths: str) -> None:
        self.name, self.box, self.paths = name, box, paths

    def step(self) -> dict[str, str]:
        """The column that holds the values, to be derived."""
        listed = ", ".join(path(*dotted.split(".")) for dotted in self.paths)
        return {self.name: f"json_extract_string({self.box}, [{listed}])"}

    def text(self, dotted: str) -> str:
        """One of the values as text."""
        return f"{self.name}[{self.paths.index(dotted) + 1}]"

    def json(self, dotted: str) -> str:
        """One of the values as JSON, for what holds objects or lists."""
        return f"try_cast({self.text(dotted)} as json)"


def unwrapped(
    text: Iterable[str], json: Iterable[str] = ()
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Steps that give each column as `its_<name>`: from the object `wrapped` where the row has one."""
    text, json = tuple(text), tuple(json)
    within = Picked("its", "wrapped", *text, *json)
    whole = {name: within.text(name) for name in text} | {name: within.json(name) for name in json}
    return within.step(), {
        f"its_{name}": f"case when wrapped is null then {ident(name)} else {value} end"
        for name, value in whole.items()
    }


def first(*values: str) -> str:
    """The first value that is neither null nor empty."""
    return "coalesce(" + ", ".join(f"nullif({value}, '')" for value in values) + ")"


def tag(*names: str, among: str = "labels") -> str:
    """The first of these tags that the pairs hold."""
    return first(*(f"entry({among}, {string(name)})" for name in names))


def tag_fields(among: str = "labels") -> dict[str, str]:
    """The tags of the schema from the pairs, each under its own name."""
    return {name: f"entry({among}, {string(name)})" for name in TAGS}


def entries_of(*boxes: str) -> str:
    """The pairs of several boxes of tags, the later ones last; an absent box holds none."""
    listed = (f"case when {box} is not null then entries({box}) else [] end" for box in boxes)
    return f"list_concat({NO_PAIRS}, {', '.join(listed)})"


def pairs(values: Mapping[str, str]) -> str:
    """Tags of their own: name to value; an empty one is none."""
    listed = (
        f"{{'key': {string(key)}, 'value': nullif({sql}, '')}}" for key, sql in values.items()
    )
    return f"[{', '.join(listed)}]"


def any_bought(*amounts: str) -> str:
    """Whether one of the counts or costs is there and not zero."""
    return "(" + " or ".join(f"coalesce(try_cast({a} as double), 0) <> 0" for a in amounts) + ")"


def none_logged(*amounts: str) -> str:
    """Whether none of the counts and costs is there at all."""
    return f"({first(*amounts)} is null)"


def is_true(value: str) -> str:
    """Whether a flag is set; one that is not there is not."""
    return f"coalesce(lower({value}) in ('true', '1', '1.0'), false)"


def refused(code: str) -> str:
    """Whether an HTTP status says that the request failed."""
    return f"coalesce(try_cast({code} as double) >= 400, false)"


def refusal(code: str) -> str:
    """The HTTP status of a request that failed, as the type of its error."""
    return f"case when {refused(code)} then cast(whole({code}) as varchar) end"


def scaled_usd(amount: str, factor: str) -> str:
    """Money in another unit as US dollars, exactly; what is no number stays as it is, to be refused."""
    exact = f"try_cast({amount} as decimal(38, 18)) * {factor}"
    return f"case when is_number({amount}) then coalesce(cast({exact} as varchar), {amount}) else {amount} end"


def added_usd(amount: str, more: str) -> str:
    """Two costs of one call, exactly; one that is no number stays as it is, to be refused."""
    total = f"try_cast({amount} as decimal(30, 18)) + try_cast({more} as decimal(30, 18))"
    return f"""case
        when nullif({more}, '') is null or usd_fault({amount}) is not null then {amount}
        when nullif({amount}, '') is null or usd_fault({more}) is not null then {more}
        else cast({total} as varchar)
    end"""


def added_counts(count: str, more: str) -> str:
    """Two counts that lie outside one another; a faulty one stays as it is, to be refused."""
    values = (f"coalesce(count_value({n}, is_plain({n})), 0)" for n in (count, more))
    return f"""case
        when nullif({more}, '') is null or count_fault({count}, is_plain({count})) is not null then {count}
        when count_fault({more}, is_plain({more})) is not null then {more}
        else cast({" + ".join(values)} as varchar)
    end"""


def milliseconds(start: str, end: str) -> str:
    """Whole milliseconds between two instants, cut."""
    return f"cast(floor(date_diff('microsecond', {start}, {end}) * 0.001) as varchar)"
