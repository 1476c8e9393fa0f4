"""A campaign from the folder of a study to the plan and back, without running a study."""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

import finseg.campaign
from finseg.campaign import plan, read
from finseg.campaign.files import digest_groups, get_plan_path, load_plan, read_study_offers
from finseg.deliver.folder import FORMAT, MANIFEST
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.errors import CampaignError, CampaignTooSmallError, OutputPlaceError
from finseg.settings import Settings
from tests.campaign.test_plan import offers

ASKED: dict[str, Any] = {"base_rate": 0.1, "uplift": 0.15}
PRODUCT = "Term deposit (12 m)"


def customers(n=900):
    return pl.DataFrame(
        {"id": [f"C{i:05}" for i in range(n)], "City": ["Pune", "Mumbai", ""] * (n // 3)}
    )


@pytest.fixture
def study(tmp_path):
    """Return the folder of a study: its offers, and the manifest that vouches for them."""
    folder = tmp_path / "results"
    folder.mkdir()
    customers().write_csv(tmp_path / "customers.csv")
    data = (
        offers()
        .with_columns(
            pl.lit("").alias(name)
            for name in ("codes_1", "codes_2", "codes_3", "because_1", "because_2", "because_3")
        )
        .write_csv()
        .encode()
    )
    (folder / "offers.csv").write_bytes(data)
    source = (tmp_path / "customers.csv").read_bytes()
    settings = Settings().change_section("deliver", locale="de-DE", currency="EUR")
    settings = settings.change_section("recommend.campaign", significance=0.1, power=0.7)
    settings = settings.change_section("fit", seed=7)
    tree = {
        "format": FORMAT,
        "files": [{"name": "offers.csv", "sha256": hashlib.sha256(data).hexdigest()}],
        "outcome": {
            "offers": {"products": [{"name": PRODUCT}, {"name": "Savings account"}]},
            "identifier": "id",
        },
        "input": {"name": "customers.csv", "sha256": hashlib.sha256(source).hexdigest()},
        "settings": settings.as_tree(),
    }
    write_manifest(folder, tree)
    return folder


def write_manifest(folder, tree):
    (folder / MANIFEST).write_text(json.dumps(tree))


def change_manifest(folder, **changes):
    tree = json.loads((folder / MANIFEST).read_text())
    for key, value in changes.items():
        if value is None:
            del tree[key]
        else:
            tree[key] = value
    write_manifest(folder, tree)


def test_the_offers_of_a_folder_are_those_that_its_manifest_vouches_for(study):
    found = read_study_offers(study)

    assert found.products == (PRODUCT, "Savings account")
    assert (found.identifier, found.input_name) == ("id", "customers.csv")
    assert found.settings.fit.seed == 7
    assert found.offers.height == 900
    assert read_study_offers(study / MANIFEST).products
    (study / "offers.csv").write_text("id,row\n1,1\n")
    with pytest.raises(CampaignError, match="changed after finseg wrote them"):
        read_study_offers(study)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "other"}, "does not hold the results"),
        ({"shared": True}, "made to be shared"),
        ({"shared": False}, ""),
        ({"format": None}, "lacks 'format'"),
        ({"outcome": None}, "lacks 'outcome'"),
        ({"files": [{"name": "offers.csv", "sha256": "0"}]}, "were changed"),
        ({"files": []}, "were changed"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(study, changes, problem):
    change_manifest(study, **changes)
    if problem:
        with pytest.raises(CampaignError, match=problem):
            read_study_offers(study)
    else:
        assert read_study_offers(study).identifier == "id"


def test_what_is_no_folder_of_a_study_says_so(study, tmp_path):
    with pytest.raises(CampaignError, match="no such folder"):
        read_study_offers(tmp_path / "nothing")
    with pytest.raises(CampaignError, match="does not hold the results of finseg"):
        read_study_offers(tmp_path)
    (study / "offers.csv").unlink()
    with pytest.raises(CampaignError, match="has no offers: No such file"):
        read_study_offers(study)
    (study / MANIFEST).write_text("[1]")
    with pytest.raises(CampaignError, match="does not hold"):
        read_study_offers(study)
    (study / MANIFEST).write_text("{")
    with pytest.raises(CampaignError, match="does not hold"):
        read_study_offers(study)


@pytest.mark.parametrize(
    "table",
    [
        "row,segment\n1,0\n",
        "broken",
        None,
    ],
)
def test_offers_that_are_no_table_of_ours_are_refused_though_the_digest_fits(study, table):
    whole = (study / "offers.csv").read_text()
    if table is None:
        head, first, *_ = whole.splitlines()
        cells = first.split(",")
        cells[head.split(",").index("segment")] = ""
        table = f"{head}\n{','.join(cells)}\n"
    (study / "offers.csv").write_text(table)
    digest = hashlib.sha256(table.encode()).hexdigest()
    change_manifest(study, files=[{"name": "offers.csv", "sha256": digest}])

    with pytest.raises(CampaignError, match="offers file of finseg"):
        read_study_offers(study)


def test_a_campaign_is_planned_with_the_study_s_settings_and_seed_unless_others_are_given(study):
    plain = plan(study, PRODUCT, **ASKED)
    other = plan(
        str(study), PRODUCT, **ASKED, significance=0.2, power=0.6, control=0.3, seed=8,
        segments=[1], identifier="row", anyway=True,
    )  # fmt: skip

    assert plain.question.significance == 0.1
    assert (plain.question.power, plain.question.seed, plain.question.control) == (0.7, 7, None)
    assert plain.numbers == Numbers(locale="de-DE", currency="EUR")
    assert plain.table.columns[0] == "id"
    assert (other.question.significance, other.question.power) == (0.2, 0.6)
    assert (other.question.seed, other.question.control) == (8, 0.3)
    assert [s.segment for s in other.splits] == [1]
    assert other.by_row


def test_a_campaign_that_can_show_nothing_is_made_only_where_it_is_asked_for(study):
    tiny: dict[str, Any] = {"base_rate": 0.1, "uplift": 0.001}
    with pytest.raises(CampaignTooSmallError, match="too few to show"):
        plan(study, PRODUCT, **tiny)
    assert not plan(study, PRODUCT, **tiny, anyway=True).has_enough_power


def test_the_groups_are_balanced_in_a_column_of_the_customers(study, tmp_path):
    campaign = plan(study, PRODUCT, **ASKED, by=["City"], customers=str(tmp_path / "customers.csv"))

    assert campaign.by == ("City",)
    shown = set(campaign.table["stratum"].to_list())
    assert shown == {"Pune", "Mumbai", "(missing)"}
    city = dict(customers().iter_rows())
    for key, stratum in campaign.table.select("id", "stratum").iter_rows():
        assert (city[key] or "(missing)") == stratum


def test_columns_that_cannot_be_balanced_in_are_refused(study, tmp_path):
    file = str(tmp_path / "customers.csv")
    with pytest.raises(CampaignError, match="`segment` cannot be used"):
        plan(study, PRODUCT, **ASKED, by=["City", "segment"], customers=file)
    with pytest.raises(CampaignError, match="`City` cannot be used"):
        plan(study, PRODUCT, **ASKED, by=["City", "City"], customers=file)
    with pytest.raises(CampaignError, match=r"offers\.csv has no column `City`"):
        plan(study, PRODUCT, **ASKED, by=["City"])
    customers(600).write_csv(file)
    with pytest.raises(CampaignError, match="not the customers that the offers were made for"):
        plan(study, PRODUCT, **ASKED, by=["City"], customers=file)


def test_a_study_in_memory_is_planned_as_its_folder_is(study, monkeypatch):
    class Made(SimpleNamespace):
        pass

    monkeypatch.setattr(finseg.campaign, "Study", Made)
    monkeypatch.setattr(finseg.campaign, "build_customer_table", lambda *_: offers())
    own = read_study_offers(study)
    made: Any = Made(
        dataset=SimpleNamespace(
            source=SimpleNamespace(name="customers.csv", sha256="x"), table=customers()
        ),
        results=SimpleNamespace(names=["A", "B"], numbers=None),
        offers=SimpleNamespace(lines=[SimpleNamespace(name=name) for name in own.products]),
        identifier="id",
        settings=own.settings,
    )

    assert plan(made, PRODUCT, **ASKED).table.equals(plan(study, PRODUCT, **ASKED).table)
    balanced = plan(made, PRODUCT, **ASKED, by=["City"])
    assert balanced.table["stratum"].n_unique() == 3
    with pytest.raises(CampaignError, match="no column `Town`"):
        plan(made, PRODUCT, **ASKED, by=["Town"])
    with pytest.raises(CampaignError, match="from a study or its folder, got int"):
        plan(cast("Any", 5), PRODUCT, **ASKED)


def test_table_and_plan_are_written_both_or_neither_and_never_replaced(study, tmp_path):
    target = tmp_path / "campaign.csv"
    campaign = plan(study, PRODUCT, **ASKED, out=target)

    assert get_plan_path(target) == tmp_path / "campaign-plan.json"
    assert get_plan_path(tmp_path / "a.b.csv") == tmp_path / "a.b-plan.json"
    written = pl.read_csv(target, infer_schema=False)
    assert written.columns == ["id", "segment", "name", "product", "arm"]
    assert written["arm"].to_list() == campaign.table["arm"].to_list()
    with pytest.raises(OutputPlaceError):
        plan(study, PRODUCT, **ASKED, out=target)
    target.unlink()
    with pytest.raises(OutputPlaceError):
        plan(study, PRODUCT, **ASKED, out=target)
    assert not target.exists()


def test_where_the_table_cannot_be_written_no_plan_stays(study, tmp_path, monkeypatch):
    def fail(_):
        raise OSError("disk full")

    monkeypatch.setattr("finseg.campaign.files.to_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        plan(study, PRODUCT, **ASKED, out=tmp_path / "campaign.csv")
    assert not (tmp_path / "campaign-plan.json").exists()


def test_a_plan_comes_back_as_it_was_and_holds_no_customer(study, tmp_path):
    target = tmp_path / "campaign.csv"
    campaign = plan(study, PRODUCT, **ASKED, out=target)

    found = load_plan(get_plan_path(target))
    assert found is not None
    assert (found.significance, found.uplift) == (0.1, 0.15)
    assert found.numbers == Numbers(locale="de-DE", currency="EUR")
    columns = (campaign.table[c] for c in ("id", "segment", "arm"))
    assert found.digest == digest_groups(*columns)
    text = get_plan_path(target).read_text()
    assert json.loads(text)["version"] == 1
    assert "C0000" not in text
    assert load_plan(tmp_path / "no-plan.json") is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"version": 2}, "cannot read this campaign plan"),
        ({"format": "x"}, "cannot read this campaign plan"),
        ({"version": None}, "lacks 'version'"),
        ({"question": {"significance": "much", "uplift": 0.1}}, "the plan lacks"),
        ({"digest": None}, "lacks 'digest'"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused(study, tmp_path, changes, problem):
    plan(study, PRODUCT, **ASKED, out=tmp_path / "campaign.csv")
    place = tmp_path / "campaign-plan.json"
    tree = {**json.loads(place.read_text()), **changes}
    place.write_text(json.dumps({k: v for k, v in tree.items() if v is not None}))

    with pytest.raises(CampaignError, match=problem):
        load_plan(place)


@pytest.mark.parametrize(
    ("locale", "currency", "numbers"),
    [
        ("en-IN", "INR", Numbers(locale="en-IN", currency="INR")),
        ("xx-XX", "INR", Numbers(currency="INR")),
        (5, None, Numbers()),
    ],
)
def test_a_plan_of_a_later_release_is_written_in_our_manner(
    study, tmp_path, locale, currency, numbers
):
    plan(study, PRODUCT, **ASKED, out=tmp_path / "campaign.csv")
    place = tmp_path / "campaign-plan.json"
    tree = {**json.loads(place.read_text()), "locale": locale, "currency": currency}
    place.write_text(json.dumps(tree))

    found = load_plan(place)
    assert found is not None
    assert found.numbers == numbers


def test_a_digest_knows_who_is_where_and_not_the_order():
    ids, segments, arms = ["a", "b"], [0, 1], ["control", "treatment"]
    one = digest_groups(ids, segments, arms)

    assert digest_groups(ids[::-1], segments[::-1], arms[::-1]) == one
    assert digest_groups(ids, segments[::-1], arms) != one
    assert digest_groups(ids, segments, arms[::-1]) != one
    assert digest_groups(["a", "c"], segments, arms) != one


@pytest.fixture
def sent(study, tmp_path):
    """Return the place of a campaign that was planned, and its outcomes."""
    target = tmp_path / "campaign.csv"
    table = plan(study, PRODUCT, **ASKED, out=target).table
    yes = (np.arange(len(table)) % 3 == 0).astype(int)
    outcomes = pl.DataFrame({"id": table["id"], "Sold": np.where(yes, "yes", "no")})
    return target, outcomes


def test_a_campaign_is_read_at_the_level_and_in_the_manner_of_its_plan(sent):
    target, outcomes = sent
    planned = read(target, outcomes)

    assert (planned.significance, planned.planned) == (0.1, 0.15)
    assert planned.numbers == Numbers(locale="de-DE", currency="EUR")
    assert not planned.findings
    assert (planned.outcome, planned.product) == ("Sold", PRODUCT)
    assert read(target, outcomes, significance=0.2).significance == 0.2
    own = read(target, outcomes, settings={"deliver": {"locale": "en-IN"}})
    assert own.numbers == Numbers(locale="en-IN")
    assert own.significance == 0.1


def test_without_a_plan_the_level_is_that_of_the_settings_and_the_doubt_is_said(sent):
    target, outcomes = sent
    get_plan_path(target).unlink()

    found = read(target, outcomes, settings={"recommend": {"campaign": {"significance": 0.07}}})

    assert (found.significance, found.planned) == (0.07, None)
    assert [f.code for f in found.findings] == ["C009"]


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.5])
def test_a_level_lies_between_nothing_and_one(sent, level):
    with pytest.raises(CampaignError, match="must lie between 0 and 1"):
        read(*sent, significance=level)


def test_groups_that_were_changed_by_hand_are_noticed(sent):
    target, outcomes = sent
    text = target.read_text()
    other = text.replace(",control", ",treatment", 1)
    target.write_text(other)

    found = read(target, outcomes)

    assert [f.code for f in found.findings] == ["C010"]
    assert found.findings[0].count == len(outcomes)


def test_words_columns_and_absent_customers_are_read_as_they_are_named(sent):
    target, outcomes = sent
    renamed = outcomes.rename({"id": "Key"}).with_columns(
        pl.col("Sold").replace({"yes": "took", "no": "left"}), Other=pl.lit("yes")
    )
    told = read(
        target, renamed, outcome="Sold", identifier="Key", yes=["took"], no=["left"]
    )  # fmt: skip
    plain = read(target, outcomes)

    assert told.together == plain.together
    alone = outcomes.filter(pl.col("Sold") == "yes")
    listed = read(target, alone, absent="no")
    assert listed.together == plain.together
    assert [f.code for f in listed.findings] == ["C006"]
    assert write_text(listed.findings[0].message).startswith(
        f"{len(outcomes) - len(alone)} customers of the campaign"
    )


def test_a_place_that_is_taken_is_refused_before_any_work(tmp_path):
    (tmp_path / "campaign.csv").write_text("mine")

    with pytest.raises(OutputPlaceError):
        plan(tmp_path / "nothing", PRODUCT, **ASKED, out=tmp_path / "campaign.csv")
