"""What a password costs whoever tries it."""

from shared import passwords

COST = "$argon2id$v=19$m=19456,t=2,p=1$"


async def test_a_guess_costs_as_much_where_nothing_is_stored() -> None:
    stored = await passwords.hashed("correct horse battery")

    assert stored.startswith(COST)
    assert passwords._NOBODY.startswith(COST)
    assert await passwords.matches("correct horse battery", stored)
    assert not await passwords.matches("correct horse", stored)
    assert not await passwords.matches("correct horse battery", None)
    assert not passwords.is_outdated(stored)
