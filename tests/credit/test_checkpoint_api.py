from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from services.credit.checkpoint.use_cases import seal_transfers
from services.credit.transfer.model import Transfer
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.credit.chain import climb
from tests.credit.given import an_order, confirmed, given_an_organization, rated
from tests.credit.own import OwnLedger

ZERO = "00" * 32


async def transfers(sealed: OwnLedger) -> list[Transfer]:
    """All of them, in the order they were posted."""
    async with sealed.kit.begin() as uow:
        return list(await uow.session.scalars(select(Transfer).order_by(Transfer.id)))


def auditor(sealed: OwnLedger) -> Actor:
    return sealed.kit.actor(Role.AUDITOR, region=sealed.regions[0])


async def checkpoints(sealed: OwnLedger) -> list[dict[str, Any]]:
    answer = await sealed.kit.get("/checkpoints")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_anyone_may_keep_the_checkpoints(sealed: OwnLedger) -> None:
    newer, older = await checkpoints(sealed)

    assert (older["number"], older["previous"], older["tree_size"]) == (1, ZERO, 3)
    assert (newer["number"], newer["previous"], newer["tree_size"]) == (2, older["hash"], 6)
    assert newer["xid_from"] == older["xid_upto"]


async def test_a_checkpoint_is_signed_and_told(sealed: OwnLedger) -> None:
    told = await sealed.kit.events("credit.checkpoint.signed.v1")

    shown = (await sealed.kit.get("/checkpoints/2")).json()

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(shown["public_key"]))
    key.verify(bytes.fromhex(shown["signature"]), bytes.fromhex(shown["hash"]))
    assert [one["hash"] for one in told] == [
        one["hash"] for one in reversed(await checkpoints(sealed))
    ]


async def test_a_transfer_is_proven_to_be_in_its_checkpoint(sealed: OwnLedger) -> None:
    kit, known = sealed.kit, (await transfers(sealed))[4]

    answer = await kit.get(f"/transfers/{known.id}/proof", as_=auditor(sealed))

    proof = answer.json()
    leaf = sha256(b"\0" + proof["text"].encode()).digest()
    path = [bytes.fromhex(one) for one in proof["path"]]
    block = proof["checkpoint"]
    assert proof["leaf"] == leaf.hex()
    assert climb(leaf, proof["index"], block["size"], path).hex() == block["root"]
    assert (block["number"], proof["text"].split("|")[0]) == (2, str(known.id))


async def test_a_leaf_names_no_person(sealed: OwnLedger) -> None:
    known = (await transfers(sealed))[0]

    proof = (await sealed.kit.get(f"/transfers/{known.id}/proof", as_=auditor(sealed))).json()

    assert str(known.actor_id) not in proof["text"]
    assert "beneficiaries" not in proof["text"]


async def test_what_is_not_sealed_says_when_it_will_be(sealed: OwnLedger) -> None:
    known = (await transfers(sealed))[-1]

    answer = await sealed.kit.get(f"/transfers/{known.id}/proof", as_=auditor(sealed))

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-yet-sealed")
    assert answer.json()["next_at"] == "2026-03-02T02:30:00Z"
    assert "（2026-03-02 10:30:00）" in answer.json()["detail"]


async def test_nobody_else_learns_of_a_transfer(sealed: OwnLedger) -> None:
    known, stranger = (await transfers(sealed))[0], sealed.kit.actor(Role.AUDITOR)

    answer = await sealed.kit.get(f"/transfers/{known.id}/proof", as_=stranger)

    assert answer.json()["type"] == "/problems/unknown"


async def test_the_chain_leads_from_one_checkpoint_to_a_later_one(sealed: OwnLedger) -> None:
    newer, older = await checkpoints(sealed)

    answer = await sealed.kit.get("/checkpoints/2/consistency", params={"since": 1})

    assert answer.json() == {"items": [newer], "next": None}
    assert newer["previous"] == older["hash"]


async def test_a_chain_does_not_lead_back(sealed: OwnLedger) -> None:
    answer = await sealed.kit.get("/checkpoints/1/consistency", params={"since": 2})

    assert answer.json()["type"] == "/problems/checkpoints-reversed"
    assert answer.json()["errors"][0]["parameter"] == "since"


async def test_checkpoints_come_in_pages(sealed: OwnLedger) -> None:
    first = (await sealed.kit.get("/checkpoints", params={"limit": 1})).json()

    second = (await sealed.kit.get("/checkpoints", params={"limit": 1, "after": 2})).json()

    assert (first["next"], second["next"]) == (2, None)
    assert [one["number"] for one in first["items"] + second["items"]] == [2, 1]


async def test_nothing_is_sealed_while_its_transaction_runs(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    order = an_order(await given_an_organization(credit, community), community)
    await credit.receive(confirmed(order), rated(order, 5))

    async with credit.begin() as uow:
        made = await seal_transfers(uow, at=credit.now)

    assert made == []
