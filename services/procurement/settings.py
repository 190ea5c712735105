"""What the procurement service must be told from outside."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from PROCUREMENT_* variables; a missing one stops the start."""

    model_config = SettingsConfigDict(env_prefix="PROCUREMENT_", frozen=True, extra="ignore")
