"""Why a worker cannot have served at that time."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict


@dataclass(eq=False)
class WorkerOverlap(Conflict):
    """The worker has another log at that time."""

    worker_id: UUID
    log_id: UUID

    zh: ClassVar[str] = (
        "社工 {worker_id} 在该时段已有服务记录（{log_id}），时间不得重叠，请核对时间或人员。"
    )
    en: ClassVar[str] = "The worker {worker_id} has the log {log_id} then; correct time or worker."


@dataclass(eq=False)
class TooManyHours(Conflict):
    """The worker would have served more than twelve hours that day."""

    worker_id: UUID
    day: date
    minutes: int
    minutes_max: int

    zh: ClassVar[str] = (
        "社工 {worker_id} 在 {day} 的服务时间将达 {minutes} 分钟，超过每日上限 {minutes_max} 分钟，"
        "请核对时间或更换人员。"
    )
    en: ClassVar[str] = (
        "The worker {worker_id} would serve {minutes} minutes on {day}, more than {minutes_max}; "
        "correct time or worker."
    )
