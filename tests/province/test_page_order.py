"""Lists are read in the order of an index, however large the table grows."""

from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.fill_questions import made
from services.credit.transfer.queries import transfers_of
from services.procurement.beneficiary.model import Beneficiary
from services.procurement.brief.model import Brief
from services.procurement.claim.model import Claim, Listing
from services.procurement.contract.model import Contract
from services.procurement.engagement.model import Engagement
from services.procurement.evaluation.model import Evaluation
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.payment.model import Payment
from services.procurement.project.model import Project
from services.procurement.service_log.model import ServiceLog
from services.procurement.settlement.model import Settlement
from services.procurement.verification.model import Sample
from shared import ids
from tests.province.asking import Asking

DELIVERY = (ServiceLog, Sample, Evaluation, Settlement, Payment)
LISTED: list[Any] = [
    *((model, "region_id") for model in (Fund, Brief, Project, Claim, Contract, Listing)),
    *((model, "organization_id") for model in (Claim, Contract)),
    *(
        (model, column)
        for model in DELIVERY
        for column in ("contract_id", "region_id", "organization_id")
    ),
    *((Engagement, column) for column in ("contract_id", "region_id", "evaluator_id")),
    (Beneficiary, "contract_id"),
]


@pytest.mark.parametrize("filled", ["procurement"], indirect=True)
async def test_a_page_is_read_in_the_order_of_its_index(asking: Asking) -> None:
    plans = {}
    for model, column in LISTED:
        page = select(model).where(getattr(model, column) == ids.new()).order_by(model.id.desc())
        plans[f"ix_{model.__tablename__}_{column}_id"] = await asking.plan_of(page.limit(51))

    entries = select(FundEntry).where(FundEntry.fund_id == ids.new()).order_by(FundEntry.seq.desc())
    plans["uq_fund_entry_fund_id"] = await asking.plan_of(entries.limit(51))
    links = select(ServiceLog).where(ServiceLog.contract_id == ids.new()).order_by(ServiceLog.seq)
    plans["uq_service_log_seq"] = await asking.plan_of(links.limit(51))

    assert {index for index, plan in plans.items() if "Sort" in plan or index not in plan} == set()
    held = select(FundEntry).where(FundEntry.ref == ids.new())
    assert "ix_fund_entry_ref" in await asking.plan_of(held)
    mine = Claim.organization_id == ids.new()
    year = select(Claim).where(mine, Claim.won_at >= asking.kit.now)
    assert "ix_claim_organization_id" in await asking.plan_of(year)


@pytest.mark.parametrize("filled", ["credit"], indirect=True)
async def test_an_accounts_transfers_are_read_along_its_entries(asking: Asking) -> None:
    for before in (None, 100):
        page = transfers_of(made("account", 1), before=before, limit=51)

        plan = await asking.plan_of(page)

        assert "Index Scan Backward using pk_entry" in plan
        assert "using pk_transfer" in plan
        assert "Sort" not in plan
