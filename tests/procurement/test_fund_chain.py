"""Whoever reads the entries of a fund can compute their hashes."""

import hashlib
from datetime import timedelta

import rfc8785

from tests.procurement.market import Market, yuan


async def test_a_stranger_computes_the_chain_of_a_fund_from_what_is_listed(market: Market) -> None:
    market.kit.now += timedelta(microseconds=120_000)
    fund_id = await market.fund()
    less = {"amount": yuan(10), "decrease": True, "note": "压减经费"}
    await market.must(f"/funds/{fund_id}/adjustments", less, as_=market.finance)

    listed = await market.kit.get(f"/funds/{fund_id}/entries", as_=market.finance)

    head = ""
    for one in reversed(listed.json()["items"]):
        fen = int(one["amount"]["amount"].replace(".", ""))
        plain = {name: one[name] for name in ("seq", "kind", "ref", "key", "note", "actor_id")}
        said = plain | {
            "fund_id": fund_id,
            "amount_fen": -fen if one["decrease"] else fen,
            "at": one["at"].replace("Z", "+00:00"),
            "prev_hash": head,
        }
        head = hashlib.sha256(rfc8785.dumps(said)).hexdigest()
        assert one["hash"] == head
