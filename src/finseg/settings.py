"""Which settings are there, and which values do they have?

One frozen tree, one section per stage, every key with its default. A TOML file is checked against
it: an unknown key or a value of the wrong kind is an error that names the key and the nearest right
one. The whole tree, defaults filled in, goes into the report, the manifest and the model.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

import msgspec

from finseg.document.escape import write_toml_key
from finseg.document.numbers import LOCALES, Numbers, Unit
from finseg.document.said import Exact, say
from finseg.errors import SettingsError, suggest_name
from finseg.records.carriers import AUTO
from finseg.records.dataset import COUNTED_FORMS, Role
from finseg.records.measure import Direction, Owner, Period, Quantity, Scale, Whom
from finseg.records.recipe import Scaling, Transform
from finseg.toml_forms import fill_form, parse_toml

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Inside = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Redundant = Literal["share copies", "leave out exact", "leave out", "share", "keep"]
Ratios = Literal["describe", "cluster", "none"]
Positive = Annotated[int, msgspec.Meta(ge=1)]

_MOST_WEIGHT = 1_000  # of a column
_BY_COLUMN = "understand"  # the section whose sections are named after columns


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of all sections: frozen, keyword-only, no unknown keys."""


class ReadSettings(Section, frozen=True, kw_only=True):
    """[read]: how the file is understood. Empty: finseg finds the value and reports it."""

    delimiter: str = ""
    encoding: str = ""
    quote: Literal["", '"', "'", "none"] = ""
    escape: Literal["", "double", "backslash"] = ""  # how a quote within quotes is written
    header: Annotated[int, msgspec.Meta(ge=0)] | None = None  # its line, from 1; 0: there is none
    skip_rows: Annotated[int, msgspec.Meta(ge=0)] = 0  # lines at the top that are left out
    comment: str = ""  # what lines that are comments begin with; "none": there are none
    decimal: Literal["", ".", ","] = ""
    sheet: str = ""  # of an Excel workbook
    member: str = ""  # the file to be read in a zip archive
    columns: Literal["same", "all", "common"] = "same"  # of several files that are read together
    roles: dict[str, Role] = {}
    units: dict[str, Unit] = {}
    missing: list[str] = []  # further words for "no value", in every column
    missing_in: dict[str, list[str]] = {}  # the same, column by column
    sentinels: dict[str, list[float | str]] = {}  # column = values that mean "no value"
    quantities: dict[str, Quantity] = {}
    words: str = ""  # path of a TOML file with words of your own
    as_of: str = ""  # ISO date up to which months are counted
    dates: dict[str, str] = {}  # column = form, as for `strptime`
    max_bytes: Positive = 4_000_000_000  # of one input, unpacked
    max_ratio: Positive = 100  # unpacked to packed size
    max_rows: Positive = 20_000_000
    max_columns: Positive = 5_000
    max_cells: Positive = 100_000_000  # rows times columns
    max_seconds: Positive = 600  # of reading, looked at between the steps


class MeasureSettings(Section, frozen=True, kw_only=True):
    """[understand.COLUMN]: what a column measures. Empty: finseg finds it, or asks."""

    quantity: Literal[Quantity, ""] = ""
    direction: Direction = ""
    owner: Owner = ""
    per: Period = ""
    whom: Whom = ""
    scale: Scale = ""


class BuildSettings(Section, frozen=True, kw_only=True):
    """[build]: what a row is, and how rows that are not customers become customers."""

    per: str = ""  # the column that says whose a row is; one row is made of each of its values
    rows: Literal["", "customers"] = ""  # "customers": each row is one, whatever it looks like
    window: Annotated[int, msgspec.Meta(ge=0)] = 0  # days before the as-of date that count; 0: all
    customers: str = ""  # path of a table of customers that is joined by their id
    levels: Annotated[int, msgspec.Meta(ge=0, le=50)] = 5  # of a category that are counted
    least_level: Share = 0.02  # share of the rows that such a level must have
    rfm: bool = True  # the usual RFM segments beside the study's own
    copies: Literal["keep", "leave out"] = "keep"  # rows that repeat another in every column
    currency: str = ""  # code of the currency whose rows count, where there are several


class CheckSettings(Section, frozen=True, kw_only=True):
    """[check]: when the data stop the run, and what happens to several rows of one customer."""

    max_rejected_share: Share = 0.01
    on_duplicate: Literal["keep", "first", "last", "stop"] = "keep"  # of rows of one customer
    rules: str = ""  # path of a TOML file with domain rules of your own


class PrepareSettings(Section, frozen=True, kw_only=True):
    """[prepare]: how raw figures are made comparable."""

    # Clustered on, and nothing else; "auto": those that carry groups; left out: see `roles`.
    features: Literal["auto"] | tuple[str, ...] = ()
    weights: dict[str, float] = {}  # column = how much it counts; 2 is as much as two columns
    scale: Scaling = "standard"  # what a column of figures is divided by
    scales: dict[str, Scaling] = {}  # the same, column by column
    rare_levels: Annotated[float, msgspec.Meta(ge=0, lt=0.5)] = 0.02  # share, put together below
    transform: Literal["auto", "none"] = "auto"
    transforms: dict[str, Transform] = {}  # per column, instead of the rule
    skewness: Annotated[float, msgspec.Meta(gt=0)] = 1.0  # above this a column is heavy-tailed
    redundant: Redundant = "share copies"  # columns that say what others say
    ratios: Ratios = "describe"  # loan to income and the like, where the columns exist
    blanks: Literal["", "none", "unknown"] = ""  # of a whole block; left out: "none", and asked

    @property
    def named_features(self) -> tuple[str, ...]:
        """The features that are named; none where they are to be found."""
        return () if self.features == AUTO else tuple(self.features)

    def find_scaling(self, column: str) -> Scaling:
        """Return what a column of figures is divided by."""
        ranked: Scaling = "rank" if self.transforms.get(column) == "rank" else self.scale
        return self.scales.get(column, ranked)


class ExploreSettings(Section, frozen=True, kw_only=True):
    """[explore]: how the columns are summarised."""

    bins: Annotated[int, msgspec.Meta(ge=5, le=200)] = 30


class ChooseSettings(Section, frozen=True, kw_only=True):
    """[choose]: how many segments."""

    k: Positive | None = None  # fixed by the user
    k_max: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10
    smallest_share: Share = 0.03  # a smaller segment cannot be served
    fewest_customers: Positive = 5  # the figures of a smaller segment are single people's
    most_segments: Positive | None = None  # the team cannot serve more
    sample_rows: Annotated[int, msgspec.Meta(ge=100)] = 20_000
    starts: Positive = 10
    quick: bool = False  # less evidence, said in the verdict


class FitSettings(Section, frozen=True, kw_only=True):
    """[fit]: the segmentation that is kept."""

    starts: Positive | None = None  # 1: exactly as scikit-learn starts; left out: see `fit`
    seed: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = 42
    order_by: str = "size"  # "size", or a feature whose mean orders the segments
    order: Literal["falling", "rising"] = "falling"
    centres: str = ""  # path of a CSV file with the centres to start from


class InterpretSettings(Section, frozen=True, kw_only=True):
    """[interpret]: what the segments are called."""

    lexicon: str = ""  # path of a TOML file instead of the bundled one
    axes: dict[str, str] = {}  # column = axis, instead of the name patterns
    names: dict[str, str] = {}  # segment id = the name you give it
    allowed_words: tuple[str, ...] = ()  # that the lexicon keeps out of names


class AffordabilitySettings(Section, frozen=True, kw_only=True):
    """[recommend.affordability]: how much debt a customer can carry."""

    score_floor: Annotated[float, msgspec.Meta(ge=0)] = 550.0  # no credit below
    score_scale: tuple[float, float] = (300.0, 900.0)  # on which floor and catalogue are meant
    loan_to_income: Annotated[float, msgspec.Meta(gt=0)] = 0.5  # years of income owed
    secured_loan_to_income: Annotated[float, msgspec.Meta(gt=0)] = 4.5  # with a secured loan
    utilisation: Annotated[float, msgspec.Meta(gt=0)] = 0.8  # of the limit
    debt_service: Annotated[float, msgspec.Meta(gt=0)] = 0.4  # instalments, of the income


class WeightSettings(Section, frozen=True, kw_only=True):
    """[recommend.weights]: what makes a segment attractive, and the bank strong in it."""

    size: Share = 0.25  # of attractiveness
    value: Share = 0.25
    demand: Share = 0.25
    stability: Share = 0.15
    reach: Share = 0.1
    offered: Share = 0.5  # of own strength
    relationship: Share = 0.5


class KnockoutSettings(Section, frozen=True, kw_only=True):
    """[recommend.knockouts]: what puts a segment last, whatever its score."""

    least_share: Share = 0.03  # of the customers
    least_stability: Share = 0.0  # Jaccard index
    least_reach: Share = 0.1  # share that may be contacted


class CampaignSettings(Section, frozen=True, kw_only=True):
    """[recommend.campaign]: how certain a campaign must be."""

    significance: Inside = 0.05  # all segments together
    power: Inside = 0.8  # chance that a campaign shows the uplift it was planned for


Business = Literal["bank", "cards", "insurer", "telecom", "shop"]


class RecommendSettings(Section, frozen=True, kw_only=True):
    """[recommend]: which products are offered to whom, and which segments come first."""

    catalogue: str = ""  # path of a TOML file instead of the bundled ones
    business: Business | Literal[""] = ""  # whose bundled catalogue; "": by the headings
    measures: dict[str, str] = {}  # column = what it measures, instead of quantity and axis
    most_offers: Annotated[int, msgspec.Meta(ge=0, le=3)] = 3  # per customer
    least_fit: Share = 0.4  # half for the segment being a target, half for the customer's reason
    least_eligible: Share = 0.2  # share of a segment that must be able to have a product
    consent: Literal["given", "not refused"] = "given"  # whom an offer may reach
    no_offers: dict[str, list[float | str]] = {}  # column = values that get no offer
    consent_values: tuple[str, ...] = ()  # that mean agreement, instead of the known words
    affordability: AffordabilitySettings = AffordabilitySettings()
    weights: WeightSettings = WeightSettings()
    knockouts: KnockoutSettings = KnockoutSettings()
    campaign: CampaignSettings = CampaignSettings()


class DeliverSettings(Section, frozen=True, kw_only=True):
    """[deliver]: how the results look."""

    title: str = ""
    locale: str = "en-US"
    currency: Annotated[str, msgspec.Meta(pattern="^([A-Z]{3})?$")] = ""  # ISO code; "" unknown
    workbook_customers: Positive = 50_000  # up to which each has a line in segments.xlsx
    png: bool = False  # the figures as pictures, too
    summary_pdf: bool = True  # printed by Chromium, where there is one
    smallest_cell: Positive = 5  # customers behind every figure that leaves
    smallest_shared_cell: Positive = 11  # the same with --share


class Settings(Section, frozen=True, kw_only=True):
    """All settings of a study."""

    read: ReadSettings = ReadSettings()
    understand: dict[str, MeasureSettings] = {}  # column = what it measures
    build: BuildSettings = BuildSettings()
    check: CheckSettings = CheckSettings()
    prepare: PrepareSettings = PrepareSettings()
    explore: ExploreSettings = ExploreSettings()
    choose: ChooseSettings = ChooseSettings()
    fit: FitSettings = FitSettings()
    interpret: InterpretSettings = InterpretSettings()
    recommend: RecommendSettings = RecommendSettings()
    deliver: DeliverSettings = DeliverSettings()

    @classmethod
    def from_toml(cls, text: str, *, where: str = "settings") -> Self:
        """Parse a settings file.

        Raises
        ------
        SettingsError
            If it is not TOML, or has an unknown key or a value of the wrong kind.

        """
        tree = parse_toml(text, error=SettingsError, where=where)
        return cls._fill(tree, where, text)

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any], *, where: str = "settings") -> Self:
        """Build from nested mappings, checking every key and value.

        Raises
        ------
        SettingsError
            If it is not a mapping, or has an unknown key or a value of the wrong kind.

        """
        if not isinstance(tree, Mapping):
            raise SettingsError(
                f"settings are sections with keys, got {type(tree).__name__}",
                where=where,
                fix='give a mapping such as {"choose": {"k": 4}}, or the path of a TOML file',
            )
        return cls._fill(tree, where)

    @classmethod
    def _fill(cls, tree: Mapping[str, Any], where: str, text: str = "") -> Self:
        tree = _convert_scalars(tree)
        settings = fill_form(tree, cls, error=SettingsError, where=where, text=text)
        settings.verify(where)
        return settings

    def raise_smallest_share(self, customers: int) -> Settings:
        """Return the settings with a smallest share that keeps to the fewest customers, too."""
        least = self.choose.fewest_customers / max(customers, 1)
        return self.change_section(
            "choose", smallest_share=min(1.0, max(self.choose.smallest_share, least))
        )

    def change_section(self, section: str, **values: Any) -> Self:  # noqa: ANN401 - any setting's value
        """Return a copy with some keys of one section replaced, checked like a file.

        A section within another is named with a dot: `recommend.weights`, `understand.Income`.
        """
        tree = self.as_tree()
        first, _, rest = section.partition(".")
        own = tree[first]
        if rest:
            own = own.setdefault(rest, {}) if first == _BY_COLUMN else own[rest]
        own.update(values)
        return self.from_tree(tree)

    def list_sections(self) -> dict[str, dict[str, Any]]:
        """Return the keys of every section; one within another is named `recommend.weights`.

        Of columns in [understand] there are only the keys that are set.
        """
        tree = self.as_tree()
        sections: dict[str, dict[str, Any]] = {
            f"{_BY_COLUMN}.{write_toml_key(column)}": {k: v for k, v in keys.items() if v}
            for column, keys in tree.pop(_BY_COLUMN).items()
        }
        for name, keys in tree.items():
            section = getattr(self, name)
            nested = {key for key in keys if isinstance(getattr(section, key), Section)}
            sections[name] = {key: keys[key] for key in keys if key not in nested}
            sections |= {f"{name}.{key}": keys[key] for key in keys if key in nested}
        return sections

    def as_tree(self) -> dict[str, Any]:
        """Return plain nested mappings, defaults filled in, fit for JSON."""
        tree: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return tree

    def numbers(self) -> Numbers:
        """Return the writer of numbers these settings ask for."""
        return Numbers(locale=self.deliver.locale, currency=self.deliver.currency)

    def verify(self, where: str) -> None:
        """Check what types alone cannot express."""
        locale = self.deliver.locale
        if locale not in LOCALES:
            raise SettingsError(
                f"unknown locale `{locale}`",
                where=f"{where}, [deliver] locale",
                fix=suggest_name(locale, LOCALES),
            )
        _verify_dates(self.read, where)
        delimiter = self.read.delimiter
        if len(delimiter) > 1 or not delimiter.isascii() or delimiter in ('"', "\n", "\r", "\0"):
            raise SettingsError(
                f"a delimiter is one character of ASCII, got {delimiter!r}",
                where=f"{where}, [read] delimiter",
                fix='write for instance delimiter = ";"',
            )
        self._verify_recommend(where)
        _verify_weights(self.prepare.weights, where)
        k, k_max = self.choose.k, self.choose.k_max
        if k is not None and k > 50:
            raise SettingsError(
                f"k = {k} is more segments than anyone can serve",
                where=f"{where}, [choose] k",
                fix=f"ask for at most 50, or leave k out and set k_max (now {k_max})",
            )

    def _verify_recommend(self, where: str) -> None:
        own, weights = self.recommend.affordability, self.recommend.weights
        low, high = own.score_scale
        if not low <= own.score_floor <= high or low >= high:
            raise SettingsError(
                str(
                    say(
                        "a score floor of {floor} is not on the scale {low} to {high}",
                        floor=Exact(own.score_floor),
                        low=Exact(low),
                        high=Exact(high),
                    )
                ),
                where=f"{where}, [recommend.affordability] score_floor",
                fix="write score_scale as [lowest, highest], and a floor within it",
            )
        attractive = (
            weights.size, weights.value, weights.demand, weights.stability, weights.reach,
        )  # fmt: skip
        for what, key, given in (
            ("attractiveness", "size", attractive),
            ("own strength", "offered", (weights.offered, weights.relationship)),
        ):
            if not any(given):
                raise SettingsError(
                    f"every weight of {what} is 0",
                    where=f"{where}, [recommend.weights] {key}",
                    fix="give one of them more than 0",
                )
        campaign = self.recommend.campaign
        if campaign.power <= campaign.significance:
            raise SettingsError(
                str(
                    say(
                        "a power of {power} is no more than chance at a significance of {level}",
                        power=Exact(campaign.power),
                        level=Exact(campaign.significance),
                    )
                ),
                where=f"{where}, [recommend.campaign] power",
                fix="write a power above the significance, such as 0.8",
            )


def _verify_weights(weights: Mapping[str, float], where: str) -> None:
    for column, weight in weights.items():
        if not 0 < weight <= _MOST_WEIGHT:
            raise SettingsError(
                str(say("a weight of {weight} is not possible", weight=Exact(weight))),
                where=f"{where}, [prepare.weights] {column}",
                fix=f"write a number above 0, at most {_MOST_WEIGHT}; to leave the column out, "
                'give it the role "descriptor"',
            )


_COUNTED = ", ".join(f'"{form}"' for form in COUNTED_FORMS)


def _verify_dates(read: ReadSettings, where: str) -> None:
    if read.as_of:
        try:
            date.fromisoformat(read.as_of)
        except ValueError as cause:
            raise SettingsError(
                f"no such date: {read.as_of!r}",
                where=f"{where}, [read] as_of",
                fix='write it as year, month, day: as_of = "2026-03-31"',
            ) from cause
    for column, form in read.dates.items():
        month = "%m" in form or "%b" in form
        year = "%Y" in form or "%y" in form
        if form not in COUNTED_FORMS and not (month and "%d" in form and year):
            raise SettingsError(
                f"{form!r} is not a date format",
                where=f"{where}, [read.dates] {column}",
                fix=f'write day, month and year, such as "%d/%m/%Y", or {_COUNTED}',
            )


def _convert_scalars(value: Any) -> Any:  # noqa: ANN401 - any setting's value
    """Turn the scalars of numerical libraries into Python's own, however deep they stand."""
    if isinstance(value, Mapping):
        return {key: _convert_scalars(item) for key, item in value.items()}
    if isinstance(value, float):
        return float(value)  # numpy.float64 is a float that the checker does not know
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()  # TOML knows dates without quotes
    try:
        return operator.index(value)  # numpy.int64 and whatever else counts
    except TypeError:
        return value
