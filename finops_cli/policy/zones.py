"""Names of time zones: which exist, and which one a wrong name may have meant."""

from __future__ import annotations

import difflib


def zone_exists(name: str) -> bool:
    """Whether `name` is an IANA time zone of this machine or of the tzdata package."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder, a path, an unknown name
        return False
    return True


def nearest_zone(given: str) -> str | None:
    """The zone most like `given`, by its full name or its city alone, case ignored."""
    from zoneinfo import available_timezones

    names: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        names[zone.casefold()] = zone
        names.setdefault(zone.rpartition("/")[2].casefold(), zone)
    wanted = given.strip().casefold().replace(" ", "_")
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return names[close[0]] if close else None
