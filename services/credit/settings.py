"""What the credit service must be told from outside."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from CREDIT_* variables; a missing one stops the start."""

    model_config = SettingsConfigDict(env_prefix="CREDIT_", frozen=True, extra="ignore")
