"""The oracle: a second opinion on what `finops` counts and computes.

It is written from the documents alone, row by row in exact arithmetic, with the standard library
and without a line of finops_cli. Where the two differ, the documents decide which is wrong.

    reading = read_generic(["a.jsonl", "b.jsonl.gz"], config)      # .calls, .counts, .refusals
    report = coverage(view(reading, Scope(window="week"), config))   # {"summary", "rows", "trust"}
"""

from __future__ import annotations

from tests.oracle.agents import outliers, top_agents
from tests.oracle.burn import burn
from tests.oracle.config import DEFAULT, Config, TagException, Topic
from tests.oracle.coverage import coverage
from tests.oracle.generic import Call
from tests.oracle.reading import Reading, Refusal, read_generic
from tests.oracle.scope import Scope, View, Window, view

__all__ = [
    "DEFAULT",
    "Call",
    "Config",
    "Reading",
    "Refusal",
    "Scope",
    "TagException",
    "Topic",
    "View",
    "Window",
    "burn",
    "coverage",
    "outliers",
    "read_generic",
    "top_agents",
    "view",
]
