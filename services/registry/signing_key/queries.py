"""Questions about signing keys."""

from sqlalchemy import select

from services.registry.signing_key.model import SigningKey
from services.registry.signing_key.states import SigningKeyState
from shared.db import UnitOfWork


async def key_in(uow: UnitOfWork, state: SigningKeyState) -> SigningKey | None:
    """The one key that is current, or published ahead."""
    found = select(SigningKey).where(SigningKey.state == state)
    return (await uow.session.scalars(found)).one_or_none()


async def believed_keys(uow: UnitOfWork) -> list[SigningKey]:
    """Every key a token may be signed with, newest first."""
    believed = select(SigningKey).where(SigningKey.state != SigningKeyState.RETIRED)
    return list(await uow.session.scalars(believed.order_by(SigningKey.id.desc())))
