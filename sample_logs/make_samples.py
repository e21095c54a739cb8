"""Writes the sample logs beside this file: fifteen days of a small company's agents.

    python sample_logs/make_samples.py [FOLDER]

Seeded: the same script gives the same bytes, and a test says that the committed files are these.
README.md tells the story; every paragraph of it is one function here.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from shapes import (
    Call,
    Row,
    compact,
    generic,
    generic_usage,
    list_cost,
    litellm,
    litellm_strings,
)

FIRST_DAY = datetime(2026, 11, 6, tzinfo=UTC)
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(15)]
LAST_DAY = DAYS[-1]


@dataclass
class Job:
    """What the calls of one agent share; tags are `k=v` words in the order of the tag schema."""

    agent: str
    key: str
    tags: str
    models: list[str]
    users: list[str]
    fresh: tuple[int, int]
    output: tuple[int, int]
    cached_share: float = 0.0
    costed: bool = True

    def tag_dict(self, changes: str = "") -> dict[str, str]:
        words = (word.partition("=") for word in f"{self.tags} {changes}".split())
        tags = {name: value for name, _, value in words}
        return {name: value for name, value in tags.items() if value}


class Company:
    """Gives calls ids, times and sizes; one source of chance for all of them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.made = 0

    def run(self, job: Job, day: datetime, steps: int, changes: str = "") -> list[Call]:
        """One run of a job: its steps, seconds apart, in office hours."""
        start = day + timedelta(hours=8, seconds=self.rng.randrange(9 * 3600))
        return self.run_at(job, start, steps, changes)

    def run_at(self, job: Job, start: datetime, steps: int, changes: str = "") -> list[Call]:
        run_id = f"run-{self.rng.getrandbits(32):08x}"
        user = self.rng.choice(job.users)
        tags = job.tag_dict(changes)
        calls: list[Call] = []
        at = start + timedelta(milliseconds=self.rng.randrange(1000))
        for step in range(1, steps + 1):
            calls.append(self._step(job, at, run_id, step, user, tags))
            at += timedelta(milliseconds=calls[-1].latency_ms + self.rng.randrange(300, 9000))
        return calls

    def _step(
        self, job: Job, at: datetime, run_id: str, step: int, user: str, tags: dict[str, str]
    ) -> Call:
        self.made += 1
        model = job.models[0] if step == 1 else self.rng.choice(job.models)
        total = self.rng.randint(*job.fresh)
        cached = int(total * job.cached_share * self.rng.random())
        output = self.rng.randint(*job.output)
        cost = list_cost(model, total - cached, cached, output) if job.costed else None
        latency = 300 + 11 * output + self.rng.randrange(400)
        return Call(
            f"call-{self.made:05d}", at, run_id, step, job.agent, user, job.key, dict(tags),
            model, total - cached, cached, output, cost, latency,
        )  # fmt: skip

    def workday_runs(
        self, job: Job, weekday: int, weekend: int, steps: tuple[int, int]
    ) -> list[list[Call]]:
        return [
            self.run(job, day, self.rng.randint(*steps))
            for day in DAYS
            for _ in range(weekend if day.weekday() > 4 else weekday)
        ]


def failed(call: Call) -> Call:
    """The provider refused the request: no output, no cost."""
    return replace(call, output=0, cost=None, status="error", latency_ms=240)


# ---- agents.jsonl: what the services log themselves ---------------------------------------------


def agents_file(seed: int) -> str:
    """The generic log of all services, in order of time."""
    company = Company(seed)
    chapters = [triage, runaway, reviewer, ranker, drafts, shared_key, monitor, exploration]
    chapters += [other_environments, pilot, self_hosted]
    calls = [call for chapter in chapters for call in chapter(company)]
    calls.sort(key=lambda call: (call.at, call.call_id))
    return "".join(line + "\n" for line in with_accidents(company, calls))


TRIAGE = Job(
    "triage-v2", "key-support", "team_id=support cost_center=cc-410 product=helpdesk "
    "feature_id=triage workflow_name=support_triage environment=production intent=production",
    ["gpt-5", "gpt-5", "gpt-5-mini"], ["desk-1", "desk-2", "desk-3"],
    (24_000, 62_000), (250, 900), cached_share=0.15,
)  # fmt: skip
TOOLS = ["search_tickets", "read_ticket", "draft_reply", "set_priority"]


def triage(company: Company) -> Iterator[Call]:
    """Support's agent on an ordinary day; one run in eight has lost its cost centre."""
    for run in company.workday_runs(TRIAGE, weekday=6, weekend=2, steps=(3, 6)):
        lost = {"cost_center": ""} if company.rng.random() < 0.12 else {}
        for call, tool in zip(run, TOOLS + TOOLS, strict=False):
            call.tags = {k: v for k, v in (call.tags | lost).items() if v}
            call.extra = {"tool": tool, "tool_args": {"ticket": company.rng.randrange(4000, 4900)}}
            yield call


def runaway(company: Company) -> Iterator[Call]:
    """On the last day one run does not know when to stop: two tools in turn, the same question."""
    start = LAST_DAY + timedelta(hours=13, minutes=7)
    loop = replace(TRIAGE, models=["gpt-5"], users=["desk-2"], cached_share=0.04)
    for call in company.run_at(loop, start, steps=68):
        call.fresh = 30_000 + 1_700 * call.step
        call.cost = list_cost(call.model, call.fresh, call.cached, call.output)
        args = {"query": "refund for order 20811"} if call.step % 2 else {"ticket": 4711}
        call.extra = {"tool": TOOLS[(call.step + 1) % 2], "tool_args": args}
        yield call


def reviewer(company: Company) -> Iterator[Call]:
    """A healthy agent: full tags, and most of its input comes from the cache."""
    job = Job(
        "reviewer", "key-platform", "team_id=platform cost_center=cc-510 product=devtools "
        "feature_id=review workflow_name=code_review environment=production intent=production",
        ["claude-sonnet-4-5-20250929"], ["ci-bot"], (14_000, 42_000), (300, 1_200),
        cached_share=0.7,
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=3, weekend=0, steps=(4, 8)):
        yield from run


def ranker(company: Company) -> Iterator[Call]:
    """Logs no cost, so it is computed; the provider often answers 429 and the step is retried."""
    job = Job(
        "ranker", "key-search", "team_id=search cost_center=cc-300 product=shop feature_id=rerank "
        "workflow_name=search_rerank environment=production intent=production",
        ["gemini-2.5-flash"], ["shop-backend"], (6_000, 18_000), (80, 400), costed=False,
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=6, weekend=3, steps=(1, 2)):
        flaw = company.rng.choice([{"environment": ""}] + [{"team_id": "unknown"}] + [{}] * 14)
        for call in run:
            call.tags = {k: v for k, v in (call.tags | flaw).items() if v}
            if company.rng.random() < 0.12:
                yield failed(call)
                yield retry(company, call)
            else:
                yield call


def retry(company: Company, call: Call) -> Call:
    """The same request once more, as a call of its own."""
    company.made += 1
    later = call.at + timedelta(milliseconds=1500)
    return replace(call, call_id=f"call-{company.made:05d}", at=later)


def drafts(company: Company) -> Iterator[Call]:
    """An old client writes `prod`; a new version of it, since 17 November, forgot the intent."""
    job = Job(
        "draft-writer", "key-growth", "team_id=growth cost_center=cc-620 product=crm "
        "feature_id=drafts workflow_name=sales_drafts environment=prod intent=production",
        ["gpt-4.1"], ["ana", "ben", "cleo"], (5_000, 14_000), (300, 900),
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=5, weekend=0, steps=(2, 2)):
        lost = run[0].at >= datetime(2026, 11, 17, tzinfo=UTC)
        for call in run:
            call.tags["environment"] = company.rng.choice(["prod", "prod", "PROD", "live"])
            if lost:
                del call.tags["intent"]
            yield call


def shared_key(company: Company) -> Iterator[Call]:
    """One key that three teams pass around; hardly anything under it says what it is for."""
    base = Job(
        "", "key-shared", "environment=production intent=production",
        ["gpt-4.1", "gpt-4o-mini"], ["svc-shared"], (9_000, 26_000), (150, 700),
    )  # fmt: skip
    users = [
        ("csv-cleaner", "team_id=platform product=devtools feature_id=imports cost_center=n/a"),
        ("scraper-bot", "team_id=search product=shop workflow_name=unknown"),
        ("notebook-helper", "team_id=growth"),
    ]
    for agent, tags in users:
        job = replace(base, agent=agent, tags=f"{tags} {base.tags}")
        for run in company.workday_runs(job, weekday=6, weekend=2, steps=(1, 3)):
            yield from run


def monitor(company: Company) -> Iterator[Call]:
    """Three calls an hour, nights and weekends: it asks a model whether the shop is up."""
    job = Job(
        "uptime-watch", "key-ops", "team_id=platform cost_center=cc-500 product=ops "
        "feature_id=uptime workflow_name=uptime_checks environment=production intent=production",
        ["gpt-4.1"], ["cron"], (4_800, 5_400), (20, 60),
    )  # fmt: skip
    for minute in range(0, len(DAYS) * 24 * 60, 20):
        yield from company.run_at(job, FIRST_DAY + timedelta(minutes=minute + 3), steps=1)


def exploration(company: Company) -> Iterator[Call]:
    """Two people try things with a premium model: spend on a weekly credit, not a workflow."""
    job = Job(
        "lab-notebook", "key-lab", "team_id=growth cost_center=cc-630 product=crm "
        "feature_id=lab workflow_name=research_notes environment=production intent=exploration",
        ["claude-opus-4-5-20251101"], ["ana", "ana", "dev"], (8_000, 20_000), (500, 1_500),
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=2, weekend=1, steps=(2, 3)):
        for call in run:
            call.tags["intent"] = company.rng.choice(["exploration", "exploration", "explore"])
            yield call


def other_environments(company: Company) -> Iterator[Call]:
    """Staging runs of the reviewer, and a sandbox where tags may be missing."""
    staging = Job(
        "reviewer", "key-platform", "team_id=platform cost_center=cc-510 product=devtools "
        "feature_id=review workflow_name=code_review environment=staging intent=production",
        ["claude-sonnet-4-5-20250929"], ["ci-bot"], (4_000, 12_000), (200, 600),
    )  # fmt: skip
    for run in company.workday_runs(staging, weekday=2, weekend=0, steps=(1, 3)):
        for call in run:
            call.tags["environment"] = company.rng.choice(["staging", "staging", "stg"])
            yield call
    sandbox = Job(
        "playground", "key-lab", "environment=sandbox", ["gpt-4o-mini", "gpt-5-mini"],
        ["ana", "ben", "dev"], (500, 6_000), (50, 700),
    )  # fmt: skip
    for run in company.workday_runs(sandbox, weekday=4, weekend=1, steps=(1, 2)):
        yield from run


def pilot(company: Company) -> Iterator[Call]:
    """New on the last day, and dear at once: there is no baseline to hold it against."""
    job = Job(
        "voice-pilot", "key-growth", "team_id=growth cost_center=cc-620 product=crm "
        "feature_id=voice workflow_name=voice_pilot environment=production intent=production",
        ["claude-opus-4-5-20251101"], ["cleo"], (30_000, 52_000), (900, 2_000),
    )  # fmt: skip
    for _ in range(5):
        yield from company.run(job, LAST_DAY, steps=5)


def self_hosted(company: Company) -> Iterator[Call]:
    """A model of their own: no logged cost and no list price, so these calls stay unpriced."""
    job = Job(
        "redactor", "key-platform", "team_id=platform cost_center=cc-510 product=devtools "
        "feature_id=redaction workflow_name=redaction environment=production intent=production",
        ["llama-3.3-70b-instruct"], ["svc-legal"], (1_000, 3_000), (100, 300), costed=False,
    )  # fmt: skip
    for day in DAYS[::2]:
        yield from company.run(job, day, steps=2)


def with_accidents(company: Company, calls: list[Call]) -> Iterator[str]:
    """The shipper resent a block, one call was logged half-way, five lines are broken."""
    lines = [compact(generic(call)) for call in calls]
    half_way = next(n for n, c in enumerate(calls) if c.agent == "reviewer" and n > 900)
    early = replace(calls[half_way], output=12, latency_ms=410)
    early.cost = list_cost(early.model, early.fresh, early.cached, early.output)
    lines[half_way : half_way + 1] = [compact(generic(early)), lines[half_way]]
    lines[1200:1200] = lines[1180:1192]
    for number, line in zip(
        (300, 800, 1300, 1800, 2300), broken_lines(company, calls), strict=True
    ):
        lines.insert(number, line)
    yield from lines


def broken_lines(company: Company, calls: list[Call]) -> Iterator[str]:
    """Cut, without a time, with a negative count, with a cost that is none, no object at all."""
    rows: list[Row] = [generic(call) for call in company.rng.sample(calls, 4)]
    for number, row in enumerate(rows):
        row["id"] = f"broken-{number}"
    yield compact(rows[0])[:173]
    yield compact(rows[1] | {"timestamp": None})
    yield compact(rows[2] | {"input_tokens": -1})
    yield compact(rows[3] | {"cost_usd": "n/a"})
    yield '"log rotated"'


# ---- litellm_spendlogs.jsonl: what the gateway logs ---------------------------------------------


def gateway_file(seed: int) -> str:
    """Three workflows behind LiteLLM, as its log callback writes them."""
    company = Company(seed)
    calls = [call for chapter in (answers, invoices, chat) for call in chapter(company)]
    calls.sort(key=lambda call: (call.at, call.call_id))
    for call in calls:
        call.call_id = f"chatcmpl-{call.call_id[5:]}"
    rows = [litellm(call) for call in calls]
    rows.insert(60, file_upload(rows[60]))
    rows.insert(140, rows[136])  # a resent row
    return "".join(compact(litellm_strings(row)) + "\n" for row in rows)


def answers(company: Company) -> Iterator[Call]:
    """Served well: cached context, all tags, now and then a hit in the gateway's own cache."""
    job = Job(
        "kb-bot", "support-gateway", "team_id=support cost_center=cc-410 product=helpdesk "
        "feature_id=answers workflow_name=kb_answers environment=production intent=production",
        ["gpt-5-mini"], ["cust-11", "cust-12", "cust-13", "cust-14"], (3_000, 9_000), (90, 400),
        cached_share=0.8,
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=3, weekend=2, steps=(1, 3)):
        for call in run:
            chance = company.rng.random()
            if chance < 0.04:
                call.cost, call.latency_ms, call.extra = Decimal(0), 2, {"cache_hit": "True"}
            elif chance < 0.08:
                call.fresh = call.cached = call.output = 0
                call.cost, call.status = Decimal(0), "error"
            yield call


def invoices(company: Company) -> Iterator[Call]:
    """Finance reads invoices; half of the jobs forget their cost centre."""
    job = Job(
        "invoice-reader", "finance-gateway", "team_id=finance cost_center=cc-700 product=ledger "
        "feature_id=invoices workflow_name=invoice_extract environment=production "
        "intent=production", ["gpt-4.1"], ["svc-ledger"], (7_000, 16_000), (300, 800),
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=3, weekend=0, steps=(1, 2)):
        lost = company.rng.random() < 0.5
        for call in run:
            if lost:
                call.tags["cost_center"] = "tbd"
            yield call


def chat(company: Company) -> Iterator[Call]:
    """The chat page: a person, no workflow, and a model that the gateway has no price for."""
    job = Job(
        "chat-ui", "chat-gateway", "team_id=people product=intranet environment=production "
        "intent=exploration", ["gpt-5-mini", "gpt-4o-mini"], ["ana", "ben", "dev"],
        (600, 3_000), (100, 600),
    )  # fmt: skip
    for run in company.workday_runs(job, weekday=2, weekend=0, steps=(1, 2)):
        for call in run:
            if company.rng.random() < 0.1:
                call.cost = None
            yield call


def file_upload(row: Row) -> Row:
    """Not a model call: no tokens, no spend."""
    nothing = {"spend": 0.0, "total_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0}
    no_usage: Row = {"usage_object": None, "additional_usage_values": {}}
    kind = {"request_id": "file-up-1", "call_type": "acreate_file"}
    return row | nothing | kind | {"metadata": row["metadata"] | no_usage}


# ---- twins: ten calls in every shape ------------------------------------------------------------


def twin_files(seed: int) -> dict[str, str]:
    """The same ten calls as each shape writes them; whole seconds, for the epoch times' sake."""
    company = Company(seed)
    job = replace(TRIAGE, agent="twin-agent", users=["u-1", "u-2"], cached_share=0.5)
    calls = company.run(job, LAST_DAY, steps=6) + company.run(job, DAYS[-2], steps=4)
    for number, call in enumerate(calls):
        call.call_id, call.at = f"twin-{number:02d}", call.at.replace(microsecond=0)
    calls[3].tags["environment"] = "prod"
    del calls[7].tags["cost_center"]
    rows = [generic(call) for call in calls]
    gateway = [litellm(call) for call in calls]
    strings = [litellm_strings(row) for row in gateway]
    usages = [generic_usage(call, number % 4) for number, call in enumerate(calls)]
    return {
        "generic.jsonl": json_lines(rows),
        "generic.json": json.dumps(rows, indent=1) + "\n",
        "generic.csv": csv_text(rows),
        "generic_usage.jsonl": json_lines(usages),
        "litellm_spendlogs.json": json.dumps(gateway, indent=1) + "\n",
        "litellm_spendlogs.jsonl": json_lines(strings),
        "litellm_spendlogs.csv": csv_text([database_row(row) for row in strings]),
    }


def json_lines(rows: list[Row]) -> str:
    """One compact object a line."""
    return "".join(compact(row) + "\n" for row in rows)


def csv_text(rows: list[Row]) -> str:
    """A table with a header; a value that a row lacks is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def database_row(row: Row) -> Row:
    """As `COPY … TO CSV` writes it: naive times."""
    times = ["startTime", "endTime", "completionStartTime"]
    return row | {name: row[name].replace("T", " ").rstrip("Z") for name in times}


def sample_files() -> dict[str, str]:
    """Every file by its name under sample_logs/."""
    files = {"agents.jsonl": agents_file(20), "litellm_spendlogs.jsonl": gateway_file(21)}
    return files | {f"twins/{name}": text for name, text in twin_files(22).items()}


def main() -> int:
    """Writes the files into FOLDER, or beside this script."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, text in sample_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
