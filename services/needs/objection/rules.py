"""What an objection rests on, and where it leads."""

from shared.states import Named


class Ground(Named):
    """Why somebody objects; not liking the result is none."""

    NEW_FACT = "new_fact", "新的事实"
    PROCEDURE = "procedure", "程序问题"
    ELIGIBILITY = "eligibility", "参加人资格问题"


class Step(Named):
    """The step that was faulty: where an upheld objection leads back to."""

    SCREENING = "screening", "议题审核"
    MEETING = "meeting", "名册、通知和会议"
