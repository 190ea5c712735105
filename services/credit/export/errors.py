"""Why an export is refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Unavailable


@dataclass(eq=False)
class ExportsBusy(Unavailable):
    """So many exports run already that another one would hold up everybody else."""

    zh: ClassVar[str] = "正在进行的导出较多，请稍后重试。"
    en: ClassVar[str] = "Too many exports are running; try again later."
