"""What was told, and what became of it elsewhere: I3 and I5, by SQL alone."""

import importlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from deploy.local.stack import SERVICES
from shared.worker import OWN_HANDLERS
from tests.chaos import witness
from tests.chaos.ground import Ground

_COUNTED = f"(SELECT coalesce(sum(last), 0) FROM counter WHERE heading = '{witness.HEADING}') AS n"


@dataclass
class Hearing:
    """Judges what services heard of each other since a moment of the database's clock."""

    ground: Ground
    since: datetime
    witnessed: int
    """Numbers taken by the witness before."""
    poisons: set[UUID] = field(default_factory=set)
    """Events that were made unreadable on purpose: they are parked, and nothing else."""

    @classmethod
    async def now(cls, ground: Ground) -> "Hearing":
        """From now on."""
        (row,) = await ground.rows(witness.SERVICE, f"SELECT clock_timestamp() AS at, {_COUNTED}")
        return cls(ground, row["at"], row["n"])

    async def unheard(self) -> list[str]:
        """I3: every fact, and the newest state of everything, reached each of its readers."""
        query = """
        SELECT id, subject FROM outbox o WHERE created_at >= $1 AND subject = ANY($2)
          AND (version IS NULL OR NOT EXISTS (SELECT 1 FROM outbox n WHERE n.subject = o.subject
            AND n.aggregate_id = o.aggregate_id AND n.position > o.position))"""
        waits = "SELECT id, subject FROM outbox WHERE created_at >= $1 AND published_at IS NULL"
        wrong = [
            f"{row['subject']} {row['id']} was never published"
            for service in SERVICES
            for row in await self.ground.rows(service, waits, self.since)
        ]
        for reader in SERVICES:
            for producer, subjects in heard_by(reader).items():
                told = await self.ground.rows(producer, query, self.since, subjects)
                names = {row["id"]: row["subject"] for row in told}
                heard = "SELECT event_id FROM inbox WHERE event_id = ANY($1)"
                rows = await self.ground.rows(reader, heard, list(names))
                missing = names.keys() - {row["event_id"] for row in rows} - self.poisons
                wrong += [f"{reader} never heard {names[each]} {each}" for each in missing]
        return wrong

    async def repeated(self) -> list[str]:
        """I3: what was heard took effect once: the witness counted no fact twice."""
        subjects = [each.subject for each in witness.WITNESSED]
        told = "SELECT id FROM outbox WHERE created_at >= $1 AND subject = ANY($2)"
        rows = await self.ground.rows("needs", told, self.since, subjects)
        facts = {row["id"] for row in rows} - self.poisons
        heard = "SELECT count(*) AS n FROM inbox WHERE event_id = ANY($1)"
        (inbox,) = await self.ground.rows(witness.SERVICE, heard, list(facts))
        (counted,) = await self.ground.rows(witness.SERVICE, f"SELECT {_COUNTED}")
        effects = counted["n"] - self.witnessed
        return [] if effects == inbox["n"] else [f"{inbox['n']} facts had {effects} effects"]

    async def parked(self) -> list[str]:
        """I3: nothing waits for a person but what was made unreadable."""
        wrong = []
        for service in SERVICES:
            events = "SELECT event_id, subject, reason FROM parked WHERE parked_at >= $1"
            wrong += [
                f"{service} parked {row['subject']}: {row['reason']}"
                for row in await self.ground.rows(service, events, self.since)
                if row["event_id"] not in self.poisons
            ]
            timers = "SELECT kind, reason FROM timer WHERE parked_at >= $1"
            wrong += [
                f"{service} parked the timer {row['kind']}: {row['reason']}"
                for row in await self.ground.rows(service, timers, self.since)
            ]
        return wrong

    async def stale(self) -> list[str]:
        """I5: every read copy is what its owner told last, in every column they share."""
        wrong = []
        newest = """
        SELECT DISTINCT ON (aggregate_id) aggregate_id, version, data FROM outbox
        WHERE subject = $2 AND created_at >= $1 ORDER BY aggregate_id, position DESC"""
        for reader, producer, subject, table in copies():
            told = await self.ground.rows(producer, newest, self.since, subject)
            asked = f"SELECT id, to_jsonb(t)::text AS row FROM {table} t WHERE id = ANY($1)"
            rows = await self.ground.rows(reader, asked, [row["aggregate_id"] for row in told])
            have = {row["id"]: row["row"] for row in rows}
            wrong += [
                f"{reader}.{table} {row['aggregate_id']}: {difference}"
                for row in told
                if (difference := unlike(row["data"], have.get(row["aggregate_id"])))
            ]
        return wrong


def heard_by(reader: str) -> dict[str, list[str]]:
    """What a service listens to, by producer."""
    found = defaultdict(list)
    for subject in _handlers(reader):
        found[subject.split(".")[0]].append(subject)
    return found


def copies() -> list[tuple[str, str, str, str]]:
    """Every read copy: its reader, its owner, what tells of it, its table."""
    return [
        (reader, subject.split(".")[0], subject, copy.__tablename__)
        for reader in SERVICES
        for subject, answers in _handlers(reader).items()
        for copy in answers.copies
    ]


def _handlers(reader: str) -> dict[str, Any]:
    handlers = importlib.import_module(f"services.{reader}.worker").HANDLERS
    found: dict[str, Any] = (handlers | OWN_HANDLERS).without_own(reader).by_type
    return found


def unlike(told: str, have: str | None) -> str:
    """In which column a copy differs from what was told; empty if in none."""
    if have is None:
        return "is not there"
    copy, data = json.loads(have), json.loads(told)
    for name in copy.keys() & data.keys():
        one, other = copy[name], data[name]
        if one != other and not _same_time(one, other):
            return f"{name} is {one}, told was {other}"
    return ""


def _same_time(one: Any, other: Any) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False
