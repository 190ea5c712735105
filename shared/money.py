"""Money: an integer number of fen and a currency, never a float."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.wording import Formed

FEN_PER_YUAN = 100
AMOUNT = r"^(0|[1-9][0-9]{0,12})\.[0-9]{2}$"


class Money(BaseModel):
    """An amount as the API shows it: `{"amount": "268000.00", "currency": "CNY"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[
        str,
        Field(examples=["268000.00"]),
        Formed(
            AMOUNT,
            "应为以元计的金额，不带逗号，保留两位小数，例如 268000.00",
            "must be yuan with two decimals and no commas, such as 268000.00",
        ),
    ]
    currency: Literal["CNY"] = "CNY"

    @property
    def fen(self) -> int:
        """The amount in fen."""
        return int(Decimal(self.amount) * FEN_PER_YUAN)

    @classmethod
    @lru_cache(1024)  # prices repeat, and a list shows one for each line
    def of_fen(cls, fen: int) -> "Money":
        """The amount for a number of fen; refuses a negative one."""
        assert fen >= 0
        yuan, rest = divmod(fen, FEN_PER_YUAN)
        # a sum may have more digits than one amount that is taken in
        return cls.model_construct(amount=f"{yuan}.{rest:02d}")
