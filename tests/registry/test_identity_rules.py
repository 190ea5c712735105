from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.account.errors import BadUsername, WeakPassword
from services.registry.account.rules import (
    check_new_password,
    new_username,
    normalized_username,
)
from services.registry.client.errors import BadNetwork
from services.registry.client.rules import is_allowed, networks
from services.registry.client_token.rules import BadTokenRequest, read_request
from services.registry.grant.errors import BadBinding, BadTerm, GrantExceeds, MayNotGive
from services.registry.grant.model import (
    IN_ORGANIZATION,
    IN_REGION,
    MAY_GIVE,
    Scope,
    check_binding,
    check_giver,
    check_term,
)
from services.registry.login_attempt.rules import WAIT_MAX, wait_after
from shared import ids
from shared.access import Role
from shared.rates import neighborhood

NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = timedelta(days=365)
ORGANIZATION = ids.new()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ｗang.Fang", "wang.fang"),
        (" 张三丰 ", "张三丰"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
    ],
)
def test_one_name_has_one_spelling(typed: str, stored: str) -> None:
    assert new_username(typed) == stored


@given(st.text(max_size=40))
def test_normalizing_twice_changes_nothing(typed: str) -> None:
    once = normalized_username(typed)
    assert normalized_username(once) == once


@pytest.mark.parametrize("typed", ["ab", "", "a b c", "a\u200bbc", "x" * 65, "a/b/c", "\x00abc"])
def test_odd_usernames_are_refused(typed: str) -> None:
    with pytest.raises(BadUsername):
        new_username(typed)


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaa", "xWang.Fang2026", "好" * 86, "ababababab"]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(password, "wang.fang", pointer="/password")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "一条很长但好记的口令呀", "Tr0ub4dor&3"]
)
def test_long_passwords_are_taken(password: str) -> None:
    check_new_password(password, "wang.fang", pointer="/password")


def test_guessing_gets_slow_fast() -> None:
    waits = [wait_after(tries).total_seconds() for tries in range(1, 9)]
    assert waits == [0, 1, 2, 4, 900, 1800, 3600, 7200]


@given(st.integers(min_value=1, max_value=10**6))
def test_the_wait_never_shrinks_and_is_bounded(tries: int) -> None:
    assert wait_after(tries) <= wait_after(tries + 1) <= WAIT_MAX


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_household_counts_as_one_address(address: str, counted_as: str) -> None:
    assert neighborhood(address) == counted_as


def scope(role: Role, path: str = "a.", organization: UUID | None = None, days: int = 300) -> Scope:
    return Scope(role, path, organization, NOW + timedelta(days=days))


@pytest.mark.parametrize("giver", sorted(Role))
@pytest.mark.parametrize("wanted", sorted(Role))
def test_only_the_table_says_who_gives_what(giver: Role, wanted: Role) -> None:
    held = [scope(giver, organization=ORGANIZATION)]
    if wanted in MAY_GIVE.get(giver, frozenset()):
        check_giver(held, scope(wanted, organization=ORGANIZATION))
    else:
        with pytest.raises(MayNotGive):
            check_giver(held, scope(wanted, organization=ORGANIZATION))


def test_nobody_gives_a_role_that_stands_above_his_own() -> None:
    for role in (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER, Role.DISTRICT_APPROVER):
        assert role not in MAY_GIVE[role]
    assert Role.CITY_ADMIN not in MAY_GIVE[Role.CITY_ADMIN]
    assert not MAY_GIVE[Role.PLATFORM_ADMIN] & (IN_ORGANIZATION | {Role.RECEIVER, Role.BUYER})


@pytest.mark.parametrize(
    "wanted",
    [
        scope(Role.RECEIVER, "b."),
        scope(Role.RECEIVER, ""),
        scope(Role.RECEIVER, "a.b.", days=301),
    ],
)
def test_a_grant_stays_inside_the_givers_own(wanted: Scope) -> None:
    with pytest.raises(GrantExceeds):
        check_giver(
            [scope(Role.STREET_OFFICER, "a.b."), scope(Role.STREET_OFFICER, "a.b.")], wanted
        )


def test_scopes_of_two_grants_are_not_added_up() -> None:
    held = [scope(Role.STREET_OFFICER, "a.", days=1), scope(Role.STREET_OFFICER, "b.", days=300)]
    with pytest.raises(GrantExceeds):
        check_giver(held, scope(Role.RECEIVER, "a.", days=300))


def test_an_org_manager_gives_roles_of_his_own_organization_only() -> None:
    held = [scope(Role.ORG_MANAGER, organization=ORGANIZATION)]
    check_giver(held, scope(Role.SOCIAL_WORKER, organization=ORGANIZATION))
    with pytest.raises(GrantExceeds):
        check_giver(held, scope(Role.SOCIAL_WORKER, organization=ids.new()))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(NOW, NOW), (NOW, NOW - YEAR), (NOW - 2 * YEAR, NOW - YEAR), (NOW, NOW + 2 * YEAR)],
)
def test_a_term_is_in_the_future_and_at_most_a_year(starts: datetime, ends: datetime) -> None:
    with pytest.raises(BadTerm):
        check_term(starts, ends, at=NOW)


@pytest.mark.parametrize("role", sorted(IN_ORGANIZATION))
def test_roles_in_an_organization_need_one(role: Role) -> None:
    with pytest.raises(BadBinding):
        check_binding(role, ids.new(), None)


@pytest.mark.parametrize("role", sorted(IN_REGION))
def test_roles_over_a_region_have_no_organization(role: Role) -> None:
    with pytest.raises(BadBinding):
        check_binding(role, ids.new(), ids.new())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PLATFORM_ADMIN}))
def test_every_role_but_one_has_a_region(role: Role) -> None:
    with pytest.raises(BadBinding):
        check_binding(role, None, ids.new() if role in IN_ORGANIZATION else None)


def test_a_client_calls_from_where_it_may() -> None:
    allowed = networks(["203.0.113.7", "2001:db8::1/48"])

    assert allowed == ["203.0.113.7/32", "2001:db8::/48"]
    assert is_allowed("203.0.113.7", allowed)
    assert is_allowed("::ffff:203.0.113.7", allowed)
    assert is_allowed("2001:db8:0:9::2", allowed)
    assert not is_allowed("203.0.113.8", allowed)
    assert not is_allowed("unknown", allowed)
    assert is_allowed("unknown", [])


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(BadNetwork) as refused:
        networks(["203.0.113.0/24", "203.0.113.0/40"])

    assert refused.value.pointer == "/ip_allow/1"


CLIENT = "00000000-0000-7000-8000-000000000001"
BASIC = "Basic MDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxOnMlM0Fj"


def test_credentials_come_in_the_header_or_the_form() -> None:
    in_header = read_request(b"grant_type=client_credentials", BASIC)
    in_form = read_request(
        f"grant_type=client_credentials&client_id={CLIENT}&client_secret=s%3Ac".encode(), None
    )
    assert in_header == in_form
    assert (str(in_form.client_id), in_form.secret) == (CLIENT, "s:c")


@pytest.mark.parametrize(
    ("body", "authorization", "error"),
    [
        (b"", None, "invalid_request"),
        (b"grant_type=password", None, "unsupported_grant_type"),
        (b"grant_type=client_credentials&grant_type=x", None, "invalid_request"),
        (b"grant_type=client_credentials&client_secret=a", BASIC, "invalid_request"),
        (b"grant_type=client_credentials&scope=all", BASIC, "invalid_scope"),
        (b"grant_type=client_credentials", None, "invalid_client"),
        (b"grant_type=client_credentials", "Bearer x", "invalid_client"),
        (b"grant_type=client_credentials", "Basic !!!", "invalid_client"),
        (b"grant_type=client_credentials", "Basic /w==", "invalid_client"),
        (b"grant_type=client_credentials&client_id=1", None, "invalid_client"),
        (b"grant_type=%ff", None, "invalid_request"),
        (b"\xff", None, "invalid_request"),
        (b"&".join(b"a%d=1" % n for n in range(20)), None, "invalid_request"),
    ],
)
def test_a_bad_token_request_gets_its_rfc_6749_error(
    body: bytes, authorization: str | None, error: str
) -> None:
    with pytest.raises(BadTokenRequest) as bad:
        read_request(body, authorization)
    assert bad.value.error == error
