"""Outlines of the regions of a report, from the shipped gazetteer, where a caller gave none."""

from functools import lru_cache
from typing import TYPE_CHECKING

from mapper.errors import GazetteerError
from mapper.export.page.scene import NOT_DRAWN, is_area
from mapper.model import Report

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas
    from mapper.gazetteer.shapes import Shapes


def report_areas(report: Report) -> "Areas":
    """Return the area of every drawn region by its place id; empty without a gazetteer.

    The gazetteer is opened only where a region has a shape in it.
    """
    wanted = {
        visit.place.id: visit.place
        for itinerary in report.itineraries
        for visit in itinerary.visits
        if visit.place and visit.place.shape and is_area(visit.place)
        if visit.status not in NOT_DRAWN
    }
    shapes = _shapes() if wanted else None
    if shapes is None:
        return {}
    found = {key: shapes.area(place) for key, place in wanted.items()}
    return {key: area for key, area in found.items() if area is not None}


@lru_cache(maxsize=1)
def _shapes() -> "Shapes | None":
    from mapper.gazetteer import Gazetteer

    try:
        return Gazetteer.open().shapes
    except GazetteerError:
        return None
