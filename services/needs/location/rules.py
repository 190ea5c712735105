"""The arithmetic of places: degrees in, degrees or metres out."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""

DEGREE_M = 111_195.0
"""Length of one degree of latitude."""


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres between two (latitude, longitude) points."""
    (lat_a, lng_a), (lat_b, lng_b) = a, b
    rise = sin(radians(lat_b - lat_a) / 2) ** 2
    run = sin(radians(lng_b - lng_a) / 2) ** 2 * cos(radians(lat_a)) * cos(radians(lat_b))
    return 2 * EARTH_RADIUS_M * asin(sqrt(rise + run))


def box(point: tuple[float, float], metres: float) -> tuple[float, float, float, float]:
    """South, north, west and east edges of the square that holds every point within `metres`."""
    latitude, longitude = point
    high = metres / DEGREE_M
    wide = high / cos(radians(latitude))
    return latitude - high, latitude + high, longitude - wide, longitude + wide
