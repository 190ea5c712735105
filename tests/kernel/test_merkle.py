"""The tree of RFC 6962, by the vectors every implementation of it is tried with."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.merkle import leaf_hash, path_to, root_of
from tests.credit.chain import climb

INPUTS = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize(("size", "root"), [*enumerate(ROOTS, start=1)])
def test_a_root_is_that_of_certificate_transparency(size: int, root: str) -> None:
    leaves = [leaf_hash(text) for text in INPUTS[:size]]

    assert root_of(leaves).hex() == root


@given(st.integers(min_value=1, max_value=70), st.data())
def test_every_leaf_climbs_to_the_root(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(min_value=0, max_value=size - 1))

    path = path_to(leaves, index)

    assert climb(leaves[index], index, size, path) == root_of(leaves)
    assert len(path) <= (size - 1).bit_length()


def test_no_two_orders_of_leaves_share_a_root() -> None:
    leaves = [leaf_hash(text) for text in INPUTS]

    roots = {root_of([*leaves[index:], *leaves[:index]]) for index in range(len(leaves))}

    assert len(roots) == len(leaves)
    assert all(left != right for left, right in pairwise(sorted(roots)))
