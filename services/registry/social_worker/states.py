"""The words for social workers."""

from enum import StrEnum


class CertificateLevel(StrEnum):
    """助理社会工作师, 社会工作师, 高级社会工作师, from the lowest up."""

    ASSISTANT = "assistant"
    SOCIAL_WORKER = "social_worker"
    SENIOR = "senior"
