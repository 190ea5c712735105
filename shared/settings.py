"""What every service must be told from outside; a missing value stops the start."""

import os
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

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


BROKERS = {"nats", "tls", "ws", "wss"}
"""How an address of NATS begins."""


def _address(given: SecretStr) -> SecretStr:
    """An address of a database as our driver reads it, which calls `sslmode` just `ssl`."""
    try:
        url = make_url(given.get_secret_value())
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername != DRIVER or not url.database:
        msg = "it has to be postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE"
        raise PydanticCustomError("address", msg)
    query = dict(url.query)
    if "sslmode" not in query:
        return given
    query["ssl"] = query.pop("sslmode")
    return SecretStr(url.set(query=query).render_as_string(hide_password=False))


def _brokers(given: SecretStr) -> SecretStr:
    """Addresses of NATS, separated by commas."""
    for one in given.get_secret_value().split(","):
        try:
            at = urlsplit(one if "://" in one else f"nats://{one}")
            is_one = at.scheme in BROKERS and bool(at.hostname) and at.port != 0
        except ValueError:
            is_one = False
        if not is_one:
            raise PydanticCustomError("brokers", "it has to be nats://USER:PASSWORD@HOST:PORT")
    return given


def _gateways(given: str) -> str:
    """Addresses and networks: of anything else uvicorn would believe nobody, and say nothing."""
    for one in given.split(","):
        try:
            is_some = ip_network(one.strip()).prefixlen > 0
        except ValueError:
            is_some = False
        if not is_some:
            msg = "it has to be IP addresses or networks, such as 10.1.0.0/16, and never all"
            raise PydanticCustomError("gateways", msg)
    return given


Port = Annotated[int, Field(ge=1, le=65_535)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_address)]
BrokerUrl = Annotated[SecretStr, AfterValidator(_brokers)]
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
    nats_url: BrokerUrl = SecretStr("nats://127.0.0.1:4222")
    """Where JetStream is, with this service's user."""
    nats_replicas: Annotated[int, Field(ge=1, le=5)] = 1
    """Copies of each stream: 1 on one machine, 3 in a cluster."""
    keys_file: Path
    """JSON with the data keys and the index key of this service's personal data."""
    http_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Where the API and the worker's health page listen."""
    http_port: Port = 8000
    """Of the API."""
    worker_port: Port = 8001
    """Of the worker's health page."""
    pool_size: Annotated[int, Field(ge=1)] = 8
    """Database connections of one process."""
    forwarded_allow_ips: Annotated[str, AfterValidator(_gateways)] = "127.0.0.1"
    """The gateway's addresses or networks: whose word on the caller's address counts; never all."""
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
