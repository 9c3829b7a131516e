"""A place on its way into a gazetteer file, with its names, and what every file must agree on."""

from dataclasses import dataclass, field

# What a name is to its place. The position is the number in the file: only append.
NAME_KINDS = (
    "official",
    "alt",
    "abbr",
    "demonym",
    "historic",
    "short",
    "code",
    "colloquial",
)

# Kinds of place, the position being the number in the file: only append.
PLACE_KIND_CODES = (
    "country",
    "admin",
    "city",
    "region",
    "water",
    "island",
    "mountain",
    "facility",
    "park",
    "continent",
)

# GeoNames feature classes by the kind that readers would call them.
KIND_OF_CLASS = {
    "A": "admin",
    "P": "city",
    "H": "water",
    "L": "region",
    "T": "mountain",
    "S": "facility",
    "R": "facility",
    "V": "park",
    "U": "water",
}

# Feature codes whose kind is not that of their class.
KIND_OF_CODE = {
    "PCL": "country",
    "PCLI": "country",
    "PCLD": "country",
    "PCLF": "country",
    "PCLS": "country",
    "PCLIX": "country",
    "TERR": "country",
    "CONT": "continent",
    "ISL": "island",
    "ISLS": "island",
    "ISLF": "island",
    "ISLT": "island",
    "ISLX": "island",
    "ATOL": "island",
    "PRK": "park",
    "RES": "park",
    "RESN": "park",
    "RESW": "park",
    "AIRB": "facility",
    "MILB": "facility",
    "NVB": "facility",
    "PRT": "facility",
    "DSRT": "region",
    "PEN": "region",
    "CAPE": "region",
    "VAL": "region",
    "PLN": "region",
    "PLAT": "region",
    "SPIT": "region",
    "BCH": "region",
}


@dataclass(slots=True, kw_only=True)
class Entry:
    """One place with all its names; `admin1` and `admin2` are ids of the divisions it lies in."""

    id: str
    name: str
    lat: float
    lon: float
    feature_code: str
    kind: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    importance: float = 0.0
    extent_km: float | None = None
    shape: str | None = None
    source: str = ""
    names: dict[str, str] = field(default_factory=dict)  # name -> kind, official name excluded

    def add_name(self, text: str, kind: str = "alt") -> None:
        """Note a further name; the first kind given stays. Half a surrogate pair is no name."""
        text = text.strip()
        if text and text != self.name and not any("\ud800" <= char <= "\udfff" for char in text):
            self.names.setdefault(text, kind)


def kind_of(feature_class: str, feature_code: str) -> str:
    """Return the place kind of a GeoNames class and code; "facility" for what is not listed.

    >>> kind_of("P", "PPLC"), kind_of("T", "ISL"), kind_of("A", "PCLI")
    ('city', 'island', 'country')
    """
    return KIND_OF_CODE.get(feature_code) or KIND_OF_CLASS.get(feature_class, "facility")
