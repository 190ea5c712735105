from shared.testing.kit import ServiceKit


async def test_kit(procurement: ServiceKit) -> None:
    answer = await procurement.get("/policies")
    print(answer.text)
    assert answer.status_code == 200
