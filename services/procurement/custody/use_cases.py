"""How a key is shared out, and how its custodians bring it back."""

from collections.abc import Sequence
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from services.procurement.custody import queries
from services.procurement.custody.errors import NotACustodian
from services.procurement.custody.model import CustodianKey, KeyShare, public_key_of
from services.procurement.custody.rules import PRIME, combine, split
from services.procurement.fund.queries import check_charge_of
from shared import ids
from shared.db import UnitOfWork

KEY_BYTES = 32
GIVEN = "key_share.given"


async def deposit_key(uow: UnitOfWork, *, region_id: UUID, public_key: bytes) -> CustodianKey:
    """Be ready to hold shares in a region: they are sealed to this key."""
    await check_charge_of(uow, region_id, *queries.CUSTODIANS)
    public_key_of(public_key)
    key = CustodianKey(
        region_id=region_id,
        account_id=uow.actor.id,
        person_id=uow.actor.person_id,
        organization_ids=sorted(map(str, await queries.bodies_of_caller(uow))),
        public_key=public_key,
        created_at=uow.at,
    )
    uow.add(key)
    return key


async def share_out(
    uow: UnitOfWork, *, process_id: UUID, keys: Sequence[CustodianKey], threshold: int
) -> bytes:
    """Make the key of a purchase, of which only the public half and the shares are kept."""
    private = X25519PrivateKey.generate()
    coefficients = [ids.below(PRIME) for _ in range(threshold - 1)]
    shares = split(private.private_bytes_raw(), coefficients, shares=len(keys))
    for number, (key, share) in enumerate(zip(keys, shares, strict=True), start=1):
        uow.add(KeyShare.of(process_id, number, key, share))
    return private.public_key().public_bytes_raw()


async def take_share(
    uow: UnitOfWork, *, process_id: UUID, share: bytes, threshold: int
) -> X25519PrivateKey | None:
    """Keep a share, or with the last one that is needed, restore the key; then forget them all."""
    own = await queries.share_held(uow, process_id)
    if own is None:
        raise NotACustodian
    own.check(share)
    own.given, own.given_at = uow.vault.seal(GIVEN, own.id, share.hex()), uow.at
    shares = await queries.shares_of(uow, process_id)
    given = {
        one.number: bytes.fromhex(uow.vault.open(GIVEN, one.id, one.given))
        for one in shares
        if one.given is not None
    }
    if len(given) < threshold:
        return None
    await forget_shares(uow, process_id=process_id)
    secret = combine(given, size=KEY_BYTES)
    assert secret is not None, "every share was checked by its hash"
    return X25519PrivateKey.from_private_bytes(secret)


async def forget_shares(uow: UnitOfWork, *, process_id: UUID) -> None:
    """Keep nothing of what custodians handed in."""
    for one in await queries.shares_of(uow, process_id):
        one.given = None
