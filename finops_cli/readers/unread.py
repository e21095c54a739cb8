"""Traces that have no reader yet. They look like logs of calls and are none: a parent carries the sums of
its children, so that reading them row by row would count spend twice. They are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MARKS: Mapping[str, tuple[frozenset[str], ...]] = {
    "LangSmith runs": (
        frozenset({"run_type", "dotted_order"}),
        frozenset({"run_type", "trace_id"}),
    ),
    "Langfuse observations": (
        frozenset({"traceId", "parentObservationId"}),
        frozenset({"trace_id", "parent_observation_id"}),
    ),
    "OpenInference spans": (
        frozenset({"span_kind", "context"}),
        frozenset({"context.span_id"}),
        frozenset({"attributes.openinference.span.kind"}),
    ),
    "OTLP traces": (frozenset({"resourceSpans"}), frozenset({"resource_spans"})),
}


def unread(records: Sequence[Mapping[str, object]]) -> str:
    """The name of the trace format that records are of; "" where they are of none."""
    for name, marks in _MARKS.items():
        if any(mark <= record.keys() for record in records for mark in marks):
            return name
    return ""
