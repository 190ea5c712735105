"""Reading the contact of a need."""

from services.needs.need.model import Need
from shared.crypto import Vault, mask_address, mask_phone


def contact_of(need: Need, vault: Vault) -> dict[str, str | None]:
    """Phone and address in clear; whoever asks must record it."""
    phone, address = need.phone_enc, need.address_enc
    return {
        "phone": None if phone is None else vault.open("need.phone", need.id, phone),
        "address": None if address is None else vault.open("need.address", need.id, address),
    }


def masked(need: Need, vault: Vault) -> dict[str, str | None]:
    """Phone and address as everyone in scope sees them."""
    clear = contact_of(need, vault)
    phone, address = clear["phone"], clear["address"]
    return {
        "phone": None if phone is None else mask_phone(phone),
        "address": None if address is None else mask_address(address),
    }
