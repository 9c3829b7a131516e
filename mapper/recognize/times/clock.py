"""Narrows a resolved day by clock time, time zone and part of the day."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mapper.model import When
from mapper.recognize.times.words import words

#: "Hours later" stays within this and within the day.
_HOURS_LATER = timedelta(hours=12)


def narrow(when: When, fields: Mapping[str, str], zone: str | None, anchor: When | None) -> When:
    """Return the interval within its day, by clock time or part of the day."""
    if "hour" in fields:
        return _at_clock(when, fields, zone)
    part = fields.get("part")
    if part is None or when.precision not in {"day", "part"}:
        return _later_than(when, fields, anchor)
    first, last = words().parts.get(part, (0, 24))
    place = _zone_named(zone)
    if place is None or not when.first_day or not when.last_day:
        return When(earliest=when.earliest, latest=when.latest, precision="part")
    start = datetime.combine(when.first_day, time(first), tzinfo=place)
    end = datetime.combine(when.last_day, time(0), tzinfo=place) + timedelta(hours=last, minutes=-1)
    return When(earliest=start, latest=end, precision="part")


def _later_than(when: When, fields: Mapping[str, str], anchor: When | None) -> When:
    """Read "hours later", "later that day": from the anchor's clock time on, for half a day."""
    later = fields.get("mod") == "later" or fields.get("count") == "few"
    moment = anchor.latest if anchor else None
    if not later or not isinstance(moment, datetime) or when.precision not in {"part", "day"}:
        return when
    if fields.get("unit") not in {"hour", "minute", "day"} or fields.get("count", "").startswith(
        "-"
    ):
        return when
    if fields.get("unit") == "day" and fields.get("count") != "0":
        return when
    end = min(moment + _HOURS_LATER, moment.replace(hour=23, minute=59))
    return When(earliest=moment, latest=max(end, moment), precision="part")


def _at_clock(when: When, fields: Mapping[str, str], zone: str | None) -> When:
    place = _zone_named(zone)
    stated = _stated_zone(fields)
    own = stated or place
    if own is None or when.first_day is None or when.first_day != when.last_day:
        return when
    moment = datetime.combine(when.first_day, time(int(fields["hour"]), int(fields["minute"])), own)
    if place is not None and own is not place:
        moment = moment.astimezone(place)
    return When(earliest=moment, latest=moment, precision="minute")


def _stated_zone(fields: Mapping[str, str]) -> ZoneInfo | None:
    """Return the zone written beside a clock time; "local" and none at all give None."""
    name = fields.get("zone", "")
    if not name or name.lower().startswith("local"):
        return None
    shift = fields.get("zone_shift", "")
    if shift:
        hours = int(shift.split(":")[0])
        return _zone_named(f"Etc/GMT{-hours:+d}") if hours else _zone_named("Etc/UTC")
    city = name.removesuffix(" time").removesuffix(" Time").removesuffix(" standard")
    city = city.removesuffix(" daylight").removesuffix(" Standard").removesuffix(" Daylight")
    known = words().zones
    return _zone_named(known.get(name) or known.get(f"{city} time"))


def _zone_named(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def open_side(when: When, bound: str | None) -> When:
    """Open the side that "until" or "since" leaves open."""
    if bound == "until":
        return When(earliest=None, latest=when.latest, precision="open")
    if bound == "since":
        return When(earliest=when.earliest, latest=None, precision="open")
    return when
