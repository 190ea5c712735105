"""What every service must be told from outside; a missing value stops the start."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from shared.crypto import Vault

SECRETS = Path(os.environ.get("SANSHE_SECRETS_DIR", "/run/secrets"))
"""Where containers mount secrets, one file per variable, named like it in lower case."""

DRIVER = "postgresql+asyncpg"


def _address(given: SecretStr) -> SecretStr:
    """An address of a database as our driver reads it."""
    try:
        is_ours = make_url(given.get_secret_value()).drivername == DRIVER
    except (ArgumentError, ValueError):
        is_ours = False
    if not is_ours:
        raise PydanticCustomError("address", "it has to be postgresql+asyncpg://USER:PASSWORD@…")
    return given


Port = Annotated[int, Field(ge=1, le=65_535)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_address)]
Rate = Annotated[int, Field(ge=0)]


class ServiceSettings(BaseSettings):
    """Read once, in the composition roots; each service adds its own prefix.

    A value is an environment variable, or a file of that name, in lower case, in `SECRETS`.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        use_attribute_docstrings=True,
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    def __init__(self, **given: Any) -> None:
        """End the program with a line for each wrong variable; what it held may be a secret."""
        try:
            super().__init__(**given)
        except ValidationError as error:
            names = self.model_config["env_prefix"] + "{loc[0]}"
            sys.exit(
                "\n".join(f"{names.format(**one).upper()}: {one['msg']}" for one in error.errors())
            )

    database_url: DatabaseUrl
    """The application role's address, `postgresql+asyncpg://…`."""
    migration_url: DatabaseUrl | None = None
    """The owner role's address; only migrations need it."""
    nats_url: SecretStr = SecretStr("nats://127.0.0.1:4222")
    """Where JetStream is, with this service's user."""
    nats_replicas: Annotated[int, Field(ge=1, le=5)] = 1
    """Copies of each stream: 1 on one machine, 3 in a cluster."""
    keys_file: Path
    """JSON with the data keys and the index key of this service's personal data."""
    http_host: str = "127.0.0.1"
    """Where the API and the worker's health page listen."""
    http_port: Port = 8000
    """Of the API."""
    worker_port: Port = 8001
    """Of the worker's health page."""
    pool_size: Annotated[int, Field(ge=1)] = 8
    """Database connections of one process."""
    forwarded_allow_ips: Annotated[str, Field(pattern=r"^[^*]+$")] = "127.0.0.1"
    """The gateway's address: whose word on the caller's address counts; never `*`."""
    rate_address: Rate = 600
    """Requests a minute from one address by callers who are not signed in; 0 is no limit."""
    rate_person: Rate = 600
    """Requests a minute of one resident, volunteer or holder of no role; 0 is no limit."""
    rate_staff: Rate = 6000
    """Requests a minute of one person with any other role; 0 is no limit."""
    rate_client: Rate = 6000
    """Requests a minute of one API client; 0 is no limit."""

    def vault(self) -> "Vault":
        """What `keys_file` holds; without it the program ends with a line that names it."""
        from shared.crypto import Vault  # noqa: PLC0415 - a migration needs no keys

        try:
            return Vault.load(self.keys_file)
        except OSError as error:
            why = error.strerror
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):
            why = "holds no keys; put back the file that was here"
        sys.exit(f"{self.model_config['env_prefix']}KEYS_FILE: {self.keys_file}: {why}")
