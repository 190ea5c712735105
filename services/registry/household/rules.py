"""How an address is shown to those who need not know the door."""

import re

SHOWN_WITHOUT_NUMBER = 6
"""Characters shown of an address in which no number is found."""


def masked_address(address: str) -> str:
    """人民南路18号3幢201室 -> 人民南路***: nothing from the first number on."""
    number = re.search(r"\d", address)
    end = number.start() if number else min(SHOWN_WITHOUT_NUMBER, len(address) // 2)
    return f"{address[:end]}***"
