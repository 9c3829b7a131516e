"""When a route is worth showing: the same rule for every router, as data."""

#: Largest share of access legs in a route that is worth showing: Colombo-Akuressa by rail went
#: mostly off the network and was no route.
OFF_NETWORK_LIMIT = 0.15
#: Largest circuity worth showing: the 90th percentile on roads is 1.36 to 1.57; above 3 the
#: network has a gap.
CIRCUITY_LIMIT = 3.0
#: Smallest circuity that can be true; a shorter "route" is rubbish. Snap points and rounding may
#: take a little off the straight line.
CIRCUITY_FLOOR = 0.98
#: Places nearer than this are one place to a router, in km.
SAME_PLACE_KM = 1.0


def worth_showing(km: float, access_km: float, straight_km: float) -> bool:
    """Return whether a route of `km`, of which `access_km` lie off the network, may be shown.

    >>> worth_showing(110.0, 3.0, 78.0), worth_showing(110.0, 30.0, 78.0)
    (True, False)
    """
    circuity = km / straight_km
    return CIRCUITY_FLOOR <= circuity <= CIRCUITY_LIMIT and access_km <= OFF_NETWORK_LIMIT * km
