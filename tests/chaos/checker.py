"""Judges a run by HTTP and SQL: what was acknowledged, what was told, what others made of it.

Every check answers what is wrong, in words that name the rows. Only what happened since the run
began is judged, so that one stack can be hurt many times.
"""

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import PostgresError

from deploy.local.stack import SERVICES
from tests.chaos.caller import KEY
from tests.chaos.effects import AUDITED, EVENTS, MOVES
from tests.chaos.ground import Ground
from tests.chaos.hearing import Hearing
from tests.chaos.world import CREDITS, STOCK, World

CLEARLY = timedelta(seconds=10)
"""A request is judged by the moment of its arrival, and may take this long."""
MAKING = ("file", "redeem")
"""Operations that make what they are about."""
SHOWN = 5
"""Rows of one kind of fault that are named."""

_CHAIN = """
SELECT entity, entity_id, seq FROM (
  SELECT entity, entity_id, seq, record, hash,
    lag(seq) OVER w AS before, lag(hash) OVER w AS head
  FROM audit WINDOW w AS (PARTITION BY entity, entity_id ORDER BY seq)
) a
WHERE seq <> coalesce(before, 0) + 1 OR hash <> sha256(
  coalesce(head, decode(repeat('00', 32), 'hex')) || convert_to(seq || '|' || record, 'utf8'))
"""
_SEALS = """
SELECT number FROM (
  SELECT c.*, lag(xid_upto) OVER w AS before, lag(hash) OVER w AS head,
    (SELECT count(*) FROM audit a WHERE a.xid >= c.xid_from AND a.xid < c.xid_upto) AS there
  FROM audit_checkpoint c WINDOW w AS (ORDER BY number)
) b
WHERE size <> there OR xid_from <> coalesce(before, 0)
  OR previous <> coalesce(head, decode(repeat('00', 32), 'hex'))
"""
_BALANCE = """
SELECT b.account_id FROM balance b LEFT JOIN LATERAL (
  SELECT sum(amount) AS total, max(seq) AS last, count(*) AS n,
    (array_agg(balance_after ORDER BY seq DESC))[1] AS after
  FROM entry WHERE account_id = b.account_id) e ON true
WHERE b.available + b.held <> coalesce(e.total, 0) OR coalesce(e.last, 0) <> e.n
  OR b.available + b.held <> coalesce(e.after, 0) OR b.version <> e.n
  OR b.held <> (SELECT coalesce(sum(amount), 0) FROM hold
                WHERE account_id = b.account_id AND state = 'pending')
"""
_ENTRY_CHAIN = """
SELECT account_id, seq FROM (
  SELECT e.*, lag(e.hash) OVER w AS head FROM entry e
  JOIN account a ON a.id = e.account_id AND a.kind = 'holder'
  WINDOW w AS (PARTITION BY e.account_id ORDER BY e.seq)
) c WHERE hash IS NULL OR (head IS NULL) <> (seq = 1)
"""


@dataclass(frozen=True)
class Violation:
    """One thing that must not be."""

    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


@dataclass
class Checker:
    """The judge of one run."""

    ground: Ground
    world: World
    since: datetime
    """By the database's clock."""
    hearing: Hearing

    @classmethod
    async def now(cls, ground: Ground, world: World) -> "Checker":
        """A judge of what happens from now on."""
        hearing = await Hearing.now(ground)
        return cls(ground, world, hearing.since, hearing)

    async def settled(self, seconds: float) -> float | None:
        """Wait until nothing is under way any more; answers how long it took, None if for ever."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if not await self._under_way():
                    return time.monotonic() - began
            except (OSError, PostgresError, TimeoutError):
                pass  # PostgreSQL is still coming back
            await asyncio.sleep(1)
        return None

    async def _under_way(self) -> bool:
        waits = "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)"
        waits += " + (SELECT count(*) FROM timer WHERE parked_at IS NULL"
        waits += " AND due_at < clock_timestamp() - interval '3 s') AS n"
        for service in SERVICES:
            if (await self.ground.rows(service, waits))[0]["n"]:
                return True
        return bool(await self.hearing.unheard() or await self.hearing.stale())

    async def violations(self, *, witnessed: bool = True) -> list[Violation]:
        """Everything that is wrong; what only the witness tells where he was there."""
        checks = [
            ("I1", self.lost),
            ("I2", self.unasked),
            ("I3", self.hearing.unheard),
            ("I3", self.hearing.parked),
            *([("I3", self.hearing.repeated)] if witnessed else []),
            ("I4", self.miscounted),
            ("I5", self.hearing.stale),
            ("I6", self.untimely),
            ("I7", self.strayed),
            ("I8", self.overwritten),
            ("I9", self.mislisted),
            ("I10", self.unaudited),
            ("I11", self.unlike),
            ("I12", self.leaked),
            ("500", self.faulted),
        ]
        found = []
        for name, check in checks:
            wrong = await check()
            found += [Violation(name, what) for what in wrong[:SHOWN]]
            if len(wrong) > SHOWN:
                found.append(Violation(name, f"… and {len(wrong) - SHOWN} more"))
        return found

    async def lost(self) -> list[str]:
        """I1: an acknowledged operation has its answer kept, and one fact told."""
        wrong = []
        kept = await self._kept()
        for one in self.world.desk.journal.operations:
            if one.outcome != "ok" or not one.idem_key or one.op == "repeat":
                continue
            hashes = kept.get(one.idem_key, [])
            if hashes != [one.body_hash]:
                wrong.append(f"{one.op} {one.target}: {len(hashes)} answers kept, or another one")
        told = await self._told()
        for op in EVENTS:
            wrong += [
                f"{op} {one.target}: told {told[op][str(one.target)]} times"
                for one in self.world.desk.journal.of(op, outcome="ok")
                if told[op][str(one.target)] != 1
            ]
        return wrong

    async def unasked(self) -> list[str]:
        """I2: nothing happened that nobody asked for, and nothing that was refused."""
        journal = self.world.desk.journal
        may = {one.idem_key for one in journal.operations if one.outcome != "fail"}
        wrong = [f"key {key} took effect" for key in await self._kept() if key not in may]
        for op, told in (await self._told()).items():
            known = {str(one.target) for one in journal.of(op) if one.outcome == "ok"}
            unclear = [one for one in journal.of(op) if one.outcome == "info"]
            strangers = [target for target in told if target not in known]
            named = {str(one.target) for one in unclear if one.target}
            if op in MAKING:
                if len(strangers) > len(unclear):
                    wrong.append(f"{op}: {len(strangers)} effects of {len(unclear)} unclear tries")
            else:
                wrong += [
                    f"{op} {target}: nobody did" for target in strangers if target not in named
                ]
            wrong += [f"{op} {target}: told {n} times" for target, n in told.items() if n > 1]
        return wrong

    async def _kept(self) -> dict[str, list[str]]:
        """The answers kept for our keys, as hashes."""
        query = "SELECT key, encode(sha256(body), 'hex') AS hash FROM idempotency"
        query += f" WHERE key LIKE '{KEY}%' AND created_at >= $1"
        found = defaultdict(list)
        for service in SERVICES:
            for row in await self.ground.rows(service, query, self.since):
                found[row["key"]].append(row["hash"])
        return found

    async def _told(self) -> dict[str, Counter[str]]:
        """How often each operation's fact was written, by what it is about."""
        query = "SELECT id, aggregate_id FROM outbox WHERE subject = $2 AND created_at >= $1"
        return {
            op: Counter(
                str(row["aggregate_id"])
                for row in await self.ground.rows(service, query, self.since, subject)
                if row["id"] not in self.hearing.poisons
            )
            for op, (service, subject) in EVENTS.items()
        }

    async def miscounted(self) -> list[str]:
        """I4: balances are the sums of their entries, the ledger is zero, the stock adds up."""
        rows = self.ground.rows
        wrong = [f"balance {row[0]}" for row in await rows("credit", _BALANCE)]
        wrong += [f"entry {row[0]} {row[1]}" for row in await rows("credit", _ENTRY_CHAIN)]
        (total,) = await rows("credit", "SELECT coalesce(sum(amount), 0) AS n FROM entry")
        if total["n"]:
            wrong.append(f"the ledger sums up to {total['n']}")
        stock = "SELECT stock + (SELECT count(*) FROM redemption WHERE item_id = i.id"
        stock += " AND state IN ('requested', 'approved', 'fulfilled')) AS n"
        stock += " FROM redemption_item i WHERE id = $1"
        item = UUID(self.world.item_id)
        for row in await rows("credit", stock, item):
            if row["n"] != STOCK:
                wrong.append(f"of {STOCK} items {row['n']} are accounted for")
        owned = """
        SELECT b.available + b.held - coalesce((SELECT sum(posted) FROM order_record o
          WHERE o.organization_id = a.organization_id), 0) + (SELECT count(*) FROM redemption r
          WHERE r.account_id = a.id AND r.state = 'fulfilled') AS n
        FROM balance b JOIN account a ON a.id = b.account_id WHERE a.id = $1"""
        for account in self.world.accounts.values():
            for row in await rows("credit", owned, UUID(account)):
                if row["n"] != CREDITS:
                    wrong.append(f"account {account} is off by {row['n'] - CREDITS}")
        return wrong

    async def strayed(self) -> list[str]:
        """I7: nothing was ever seen to move along a way that does not exist."""
        wrong = []
        query = """
        SELECT entity_id, record::jsonb #>> '{changes,state}' AS state FROM audit
        WHERE entity = $2 AND at >= $1 AND record::jsonb #> '{changes,state}' IS NOT NULL
        ORDER BY entity_id, seq"""
        for (service, entity), moves in MOVES.items():
            last: dict[UUID, str | None] = {}
            for row in await self.ground.rows(service, query, self.since, entity):
                move = (last.get(row["entity_id"]), row["state"])
                if move not in moves and not passes(moves, *move):
                    wrong.append(f"{entity} {row['entity_id']} went from {move[0]} to {move[1]}")
                last[row["entity_id"]] = row["state"]
        return wrong

    async def untimely(self) -> list[str]:
        """I6: an offer can be taken until it runs out by the database's clock, and not after."""
        query = """
        SELECT o.id, o.expires_at, e.created_at AS accepted_at FROM dispatch_order o
        LEFT JOIN outbox e ON e.aggregate_id = o.id AND e.subject = $2
        WHERE o.expires_at IS NOT NULL AND o.offered_at >= $1::timestamptz - interval '1 hour'"""
        subject = EVENTS["accept"][1]
        orders = {
            str(row["id"]): row
            for row in await self.ground.rows("needs", query, self.since, subject)
        }
        wrong = [
            f"order {name} was accepted {row['accepted_at'] - row['expires_at']} too late"
            for name, row in orders.items()
            if row["accepted_at"] and row["accepted_at"] - row["expires_at"] > CLEARLY
        ]
        for one in self.world.desk.journal.of("accept"):
            refused = "/offer-gone" in one.told.get("refusal", "") and orders.get(str(one.target))
            if refused and refused["accepted_at"] is None:
                left = refused["expires_at"] - datetime.fromisoformat(one.told["refused_at"])
                if left > CLEARLY:
                    wrong.append(f"order {one.target} was refused {left} before its time")
        return wrong

    async def overwritten(self) -> list[str]:
        """I8: an edit that said which version it saw made the next one, and nobody else did."""
        wrong = []
        won: Counter[tuple[str | None, int]] = Counter()
        for one in self.world.desk.journal.of("edit", outcome="ok"):
            saw, made = version(one.told["if_match"]), version(one.told["etag"])
            won[one.target, saw] += 1
            if made != saw + 1:
                wrong.append(f"team {one.target}: an edit of version {saw} made {made}")
        return wrong + [
            f"{n} edits of version {saw} of {who}" for (who, saw), n in won.items() if n > 1
        ]

    async def mislisted(self) -> list[str]:
        """I9: a list read page by page shows nothing twice, and all that was there before."""
        return [
            f"a list of {one.told['length']} showed {one.told['twice']} twice and missed"
            f" {one.told['missed'][:SHOWN]}"
            for one in self.world.desk.journal.of("list")
            if one.told["twice"] or one.told["missed"]
        ]

    async def unaudited(self) -> list[str]:
        """I10: every acknowledged operation has one audit row, and every chain is whole."""
        wrong = []
        query = "SELECT entity_id, count(*) AS n FROM audit"
        # a decline makes the next team's order too: that row is not of a decline of its own
        query += " WHERE entity = $2 AND operation = $3 AND at >= $1 AND (seq = 1) = $4"
        query += " GROUP BY entity_id"
        journal = self.world.desk.journal
        for op, (service, entity, operation) in AUDITED.items():
            made = op in MAKING
            rows = await self.ground.rows(service, query, self.since, entity, operation, made)
            audited = {str(row["entity_id"]): row["n"] for row in rows}
            sure = Counter(str(one.target) for one in journal.of(op, outcome="ok"))
            unclear = Counter(str(one.target) for one in journal.of(op, outcome="info"))
            for target, n in sure.items():
                if not n <= audited.get(target, 0) <= n + unclear[target]:
                    wrong.append(f"{op} {target}: {audited.get(target, 0)} audit rows of {n}")
        return wrong + await broken_chains(self.ground)

    async def unlike(self) -> list[str]:
        """I11: the same key got the same bytes."""
        return [
            f"{one.told['of']} {one.target}: answered {one.status}, before {one.told['status']}"
            for one in self.world.desk.journal.of("repeat")
            if one.status and (one.body_hash, one.status) != (one.told["hash"], one.told["status"])
        ]

    async def leaked(self) -> list[str]:
        """I12: nobody was shown what is another organization's."""
        journal = self.world.desk.journal
        seen = [f"redemption {one.target}" for one in journal.of("peek") if one.told["seen"]]
        return seen + [
            f"redemption {each} in a list"
            for one in journal.of("list")
            for each in one.told["foreign"]
        ]

    async def faulted(self) -> list[str]:
        """No answer was an error of ours."""
        return self.world.desk.faults


async def broken_chains(ground: Ground) -> list[str]:
    """Where the audit of something does not follow from what was written, or sealed, before."""
    broken = [
        f"{service}: the audit of {row[0]} {row[1]} breaks at {row[2]}"
        for service in SERVICES
        for row in await ground.rows(service, _CHAIN)
    ]
    return broken + [
        f"{service}: audit checkpoint {row[0]} does not seal what is there"
        for service in SERVICES
        for row in await ground.rows(service, _SEALS)
    ]


def version(etag: str) -> int:
    """The version in an ETag, whatever the gateway added when it compressed the answer."""
    return int(etag.strip('"').partition("-")[0])


def passes(moves: set[tuple[str | None, str]], start: str | None, end: str) -> bool:
    """Whether two moves lead there: one transaction may make both."""
    return any((start, middle) in moves and (middle, end) in moves for _, middle in moves)
