"""What must hold among envelopes: each is whole, has its own name, and takes calls of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finops_cli.policy.budgets import DOWNGRADE, Envelope
from finops_cli.policy.match import WILDCARD, matches_meet
from finops_cli.policy.place import Place
from finops_cli.policy.toml_text import quoted, shown

# Credits and caps are named kind:subject in reports and decisions.
_TAKEN = ("user:", "agent:", "sandbox:")
_MOST = 1_000  # matches are compared in pairs: a thousand of them take two seconds


def judge_envelopes(envelopes: Sequence[Envelope], place: Place) -> None:
    """Raises ConfigError at the envelope that is not whole, or repeats or overlaps another."""
    if len(envelopes) > _MOST:
        raise place.wrong(f"more than {_MOST:,} [[envelopes]]")
    for number, envelope in enumerate(envelopes):
        _judge(envelope, place.item(number))
    _refuse_overlap(envelopes, place)
    _refuse_equal_names(envelopes, place)


def _judge(envelope: Envelope, place: Place) -> None:
    if (envelope.workflow is None) == (envelope.match is None):
        problem = "has both workflow and match" if envelope.match else "has no workflow"
        hint = 'Write either workflow = "support_triage" or match = { topic = "billing" }.'
        raise place.wrong(f"{place.table} {problem}", hint)
    if envelope.at_100 == DOWNGRADE and not envelope.route_to:
        hint = 'For example: route_to = "gpt-4o-mini"'
        raise place.at("at_100").wrong(f'{place.table} at_100 = "downgrade" needs route_to', hint)
    _judge_names(envelope, place)


def _judge_names(envelope: Envelope, place: Place) -> None:
    if envelope.workflow and WILDCARD in envelope.workflow:
        hint = f"For many write match = {{ workflow_name = {quoted(envelope.workflow)} }}."
        raise place.at("workflow").wrong(f"{place.table} workflow names one, without *", hint)
    if envelope.name.startswith(_TAKEN):
        problem = f"{place.table} is named {shown(envelope.name)} like a credit or cap"
        raise place.at("name").wrong(problem, 'For example: name = "support_triage"')


def _refuse_equal_names(envelopes: Sequence[Envelope], place: Place) -> None:
    first: dict[str, int] = {}
    for number, envelope in enumerate(envelopes):
        if first.setdefault(envelope.name, number) != number:
            problem = f"two envelopes are named {shown(envelope.name)}"
            hint = f"The other begins in line {place.item(first[envelope.name]).line}."
            raise place.item(number).at("name").wrong(problem, hint)


def _refuse_overlap(envelopes: Sequence[Envelope], place: Place) -> None:
    for earlier, later in _overlaps(envelopes):
        line = place.item(earlier).line
        name = shown(envelopes[later].name)
        where = place.item(later).at("match" if envelopes[later].match else "workflow")
        problem = f"the envelope {name} overlaps the one in line {line}"
        raise where.wrong(problem, "A call may count in one envelope only.")


def _overlaps(envelopes: Sequence[Envelope]) -> Iterator[tuple[int, int]]:
    """Pairs that take the same calls. Of workflows only equal ones do, so they need no pairing."""
    taken = [envelope.applies_to for envelope in envelopes]
    workflows: dict[str, int] = {}
    matches: list[int] = []
    for later, envelope in enumerate(envelopes):
        if envelope.workflow:
            earlier = [*matches, workflows.setdefault(envelope.workflow, later)]
        else:
            earlier = [*range(later)]
            matches.append(later)
        for one in earlier:
            if one != later and matches_meet(taken[one], taken[later]):
                yield one, later
