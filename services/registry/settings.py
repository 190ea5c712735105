"""What the registry service must be told from outside."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from REGISTRY_* variables; a missing one stops the start."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_", frozen=True, extra="ignore")

    wechat_app_id: str = ""
    """The mini-program's AppID; without it nobody signs in by WeChat."""
    wechat_secret: SecretStr = SecretStr("")
    """The mini-program's AppSecret."""
    wechat_url: Annotated[str, Field(pattern="^https?://")] = "https://api.weixin.qq.com"
    """Where WeChat answers, or a relay of one's own that alone may speak to the outside."""
