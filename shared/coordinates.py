"""Where things are: WGS 84 inside; GCJ-02, which Chinese maps show, is converted when declared."""

from math import cos, pi, radians, sin, sqrt

LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)
"""The bounding box of China (spec/needs.md §2.3)."""

KRASOVSKY_A = 6_378_245.0
KRASOVSKY_E2 = 0.006_693_421_622_965_943
"""The ellipsoid GCJ-02 is drawn on."""

ROUNDS = 3
"""Rounds of the inverse; after three the error is below a centimeter."""

DECIMALS = 6
"""Of a converted point, in degrees: 0.1 m."""


def inside_china(latitude: float, longitude: float) -> bool:
    """Whether a point can be a place of ours; NaN and (0, 0) cannot."""
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """The shifted point that Chinese maps draw for a WGS84 point."""
    east, north = longitude - 105.0, latitude - 35.0
    lat = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north + 0.2 * sqrt(abs(east))
    lng = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north + 0.1 * sqrt(abs(east))
    wave = (20 * sin(6 * east * pi) + 20 * sin(2 * east * pi)) * 2 / 3
    lat += wave + (20 * sin(north * pi) + 40 * sin(north / 3 * pi)) * 2 / 3
    lat += (160 * sin(north / 12 * pi) + 320 * sin(north * pi / 30)) * 2 / 3
    lng += wave + (20 * sin(east * pi) + 40 * sin(east / 3 * pi)) * 2 / 3
    lng += (150 * sin(east / 12 * pi) + 300 * sin(east / 30 * pi)) * 2 / 3
    bend = 1 - KRASOVSKY_E2 * sin(radians(latitude)) ** 2
    meridian = KRASOVSKY_A * (1 - KRASOVSKY_E2) / (bend * sqrt(bend))
    parallel = KRASOVSKY_A / sqrt(bend) * cos(radians(latitude))
    return latitude + lat * 180 / (meridian * pi), longitude + lng * 180 / (parallel * pi)


def from_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """The WGS84 point whose GCJ-02 shift is the point given, rounded to 0.1 m."""
    lat, lng = latitude, longitude
    for _ in range(ROUNDS):
        shifted_lat, shifted_lng = to_gcj02(lat, lng)
        lat, lng = lat + latitude - shifted_lat, lng + longitude - shifted_lng
    return round(lat, DECIMALS), round(lng, DECIMALS)
