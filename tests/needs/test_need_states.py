from services.needs.need.states import NEED, NeedAction, NeedState


def test_one_action_has_one_target() -> None:
    assert len({(action, target) for _, action, target in NEED.moves}) == len(NeedAction)


def test_refused_and_withdrawn_needs_are_final() -> None:
    assert NEED.allowed(NeedState.REFUSED) == []
    assert NEED.allowed(NeedState.WITHDRAWN) == []
    assert NEED.allowed(NeedState.CLOSED) == [NeedAction.DISPUTE]
