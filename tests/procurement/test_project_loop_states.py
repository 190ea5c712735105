from services.procurement.project.states import PROJECT, ProjectAction, ProjectState


def test_a_project_is_canceled_before_a_contract_and_terminated_after_it() -> None:
    cancels = {s for s in ProjectState if ProjectAction.CANCEL in PROJECT.allowed(s)}
    terminates = {s for s in ProjectState if ProjectAction.TERMINATE in PROJECT.allowed(s)}

    assert not cancels & terminates
    assert terminates == {
        ProjectState.CONTRACTED,
        ProjectState.DELIVERING,
        ProjectState.EVALUATED,
    }
