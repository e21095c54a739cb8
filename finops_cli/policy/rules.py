"""Rules that one key alone cannot break: each looks at the policy and speaks at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from finops_cli.call import TAGS
from finops_cli.policy.envelope_rules import judge_envelopes
from finops_cli.policy.match import Match
from finops_cli.policy.model import Policy
from finops_cli.policy.names import MATCH_FIELDS, TAG_PREFIX, TARGETS, slip_of, tags_in
from finops_cli.policy.place import Place, did_you_mean
from finops_cli.policy.tagging import TagException
from finops_cli.policy.toml_text import quoted, shown


def settle(policy: Policy, place: Place) -> Policy:
    """The policy with its names in one spelling: exceptions in the words of `required`, tags of
    [ingest.fields] without `tags.`. Raises ConfigError at the first rule that does not hold.
    """
    _judge_tag_tables(policy, place.at("tags"))
    _judge_owners(policy, place.at("owners"))
    _judge_envelopes(policy, place.at("envelopes"))
    _judge_topics(policy, place.at("topics"))
    policy = _with_fields(policy, place.at("ingest").at("fields"))
    return _with_exceptions(policy, place.at("tags").at("exceptions"))


def _judge_tag_tables(policy: Policy, place: Place) -> None:
    known = {*TAGS, *tags_in(policy.tags.required)}
    for table in ("allowed", "aliases"):
        for tag in getattr(policy.tags, table):
            meant = slip_of(tag, sorted(known))
            if meant:
                problem = f"unknown tag {shown(tag)} in [tags.{table}]"
                raise place.at(table).at(tag).wrong(problem, f"Did you mean {quoted(meant)}?")


def _judge_owners(policy: Policy, place: Place) -> None:
    for name, owner in policy.owners.items():
        if not (owner.webhook or owner.command):
            where = place.at(name)
            hint = 'For example: webhook = "https://hooks.example/dana"'
            raise where.wrong(f"{where.table} has neither webhook nor command", hint)


def _judge_envelopes(policy: Policy, place: Place) -> None:
    for number, envelope in enumerate(policy.envelopes):
        if envelope.match:
            _judge_match(envelope.match, policy, place.item(number).at("match"))
    judge_envelopes(policy.envelopes, place)


def _judge_topics(policy: Policy, place: Place) -> None:
    for number, topic in enumerate(policy.topics):
        where = place.item(number).at("match")
        if "topic" in topic.match.fields:
            raise where.at("topic").wrong(f"{where.key} cannot ask for a topic: it makes one")
        _judge_match(topic.match, policy, where, besides=("topic",))


def _judge_match(match: Match, policy: Policy, place: Place, besides: tuple[str, ...] = ()) -> None:
    fields = dict.fromkeys((*MATCH_FIELDS, *tags_in(policy.tags.required)))
    known = [name for name in fields if name not in besides]
    for name in match.fields:
        free = name.startswith(TAG_PREFIX) and name != TAG_PREFIX
        if name not in known and not free:
            problem = f"unknown field {shown(name)} in {place.key}"
            names = f"Fields: {', '.join(known)}, tags.NAME."
            raise place.at(name).wrong(problem, did_you_mean(name, known) or names)


def _with_fields(policy: Policy, place: Place) -> Policy:
    known = [*TARGETS, *tags_in(policy.tags.required), *policy.tags.allowed, *policy.tags.aliases]
    fields = policy.ingest.fields
    targets = {source: _target(fields[source], known, place.at(source)) for source in fields}
    return replace(policy, ingest=replace(policy.ingest, fields=targets))


def _target(given: str, known: list[str], place: Place) -> str:
    """A column, one of its spellings, or the name of a tag, unless that looks like a slip."""
    if given.startswith(TAG_PREFIX):
        return _own_tag(given.removeprefix(TAG_PREFIX), place)
    meant = slip_of(given, known)
    if meant:
        problem = f"unknown column {shown(given)} in [ingest.fields]"
        own = f"A tag of that name is written {quoted(TAG_PREFIX + given)}."
        raise place.wrong(problem, f"Did you mean {quoted(meant)}?", own)
    return given


def _own_tag(name: str, place: Place) -> str:
    if not name or name in TARGETS:
        problem = f"{place.key} = {shown(TAG_PREFIX + name)} names no tag of its own"
        raise place.wrong(problem, 'For example: "meta.tier" = "tags.tier"')
    return name


def _with_exceptions(policy: Policy, place: Place) -> Policy:
    exceptions = []
    for number, exception in enumerate(policy.tags.exceptions):
        where = place.item(number)
        _judge_match(exception.match, policy, where.at("match"))
        exceptions.append(_as_required(exception, policy.tags.required, where.at("tags")))
    return replace(policy, tags=replace(policy.tags, exceptions=tuple(exceptions)))


def _as_required(exception: TagException, required: Iterable[str], place: Place) -> TagException:
    """The exception with `product` written as the requirement it is a part of."""
    whole = {part: either for either in required for part in (either, *either.split("|"))}
    for number, tag in enumerate(exception.tags):
        if tag not in whole:
            problem = f"{place.key} lists {shown(tag)}, which is not a required tag"
            names = f"Required: {', '.join(required)}."
            raise place.item(number).wrong(problem, did_you_mean(tag, whole) or names)
    return replace(exception, tags=tuple(dict.fromkeys(whole[tag] for tag in exception.tags)))
