"""The words for regions: levels, kinds and what may be said about them."""

from enum import StrEnum


class Level(StrEnum):
    """The four levels of the service system (市、区、街、居), from the top down."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"

    def has_code(self, code: str) -> bool:
        """Whether a statistical code has this level's digits."""
        return code.isascii() and code.isdigit() and len(code) == CODE_DIGITS[self]


CODE_DIGITS = {Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12}


class Kind(StrEnum):
    """What a region legally is; `virtual` rows fill a gap in a code system and never count."""

    PREFECTURE = "prefecture"
    COUNTY_CITY = "county_city"
    DISTRICT = "district"
    COUNTY = "county"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"
    FUNCTIONAL_ZONE = "functional_zone"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGERS_COMMITTEE = "villagers_committee"
    VIRTUAL = "virtual"


class UrbanRural(StrEnum):
    """Which of the two targets a community is measured by."""

    URBAN = "urban"
    RURAL = "rural"


class RegionStatus(StrEnum):
    """Whether a region exists in law."""

    PLANNED = "planned"
    ACTIVE = "active"
    ABOLISHED = "abolished"


class CodeSystem(StrEnum):
    """Who numbered the regions: statistics, civil affairs, GB/T 2260, or the place itself."""

    STAT = "stat"
    MCA = "mca"
    GBT2260 = "gbt2260"
    LOCAL = "local"
