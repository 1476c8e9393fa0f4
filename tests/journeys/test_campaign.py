"""A campaign from the offers of a study to its outcomes, as an analyst makes it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

import finseg
from finseg import campaign
from finseg.campaign.files import digest_groups, get_plan_path
from finseg.errors import CampaignError, FinsegError, OutputPlaceError

CUSTOMERS = finseg.example("customers.csv")
ASKED: dict[str, Any] = {"base_rate": 0.1, "uplift": 0.2, "segments": [1, 2]}
PRODUCT = "Savings account"


@pytest.fixture(scope="module")
def folder(reference, tmp_path_factory):
    return reference.write(tmp_path_factory.mktemp("campaign") / "results")


@pytest.fixture
def planned(folder, tmp_path):
    place = tmp_path / "campaign.csv"
    return campaign.plan(folder, PRODUCT, **ASKED, out=place), place


def outcomes_of(table, rate=0.35, base=0.1, seed=1):
    rng = np.random.default_rng(seed)
    treated = (table["arm"] == "treatment").to_numpy()
    said = rng.random(len(table)) < np.where(treated, rate, base)
    return table.select("row").with_columns(bought=pl.Series(said).cast(pl.Int8))


def run(*args, cwd):
    return subprocess.run(
        [sys.executable, "-m", "finseg", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_a_folder_and_its_study_give_the_same_campaign(reference, folder):
    by = ["Customer_Age"]
    from_folder = campaign.plan(folder, PRODUCT, **ASKED, by=by, customers=CUSTOMERS)
    from_study = campaign.plan(reference, PRODUCT, **ASKED, by=by)
    from_model = campaign.plan(folder / "model.json", PRODUCT, **ASKED)

    assert from_folder.as_dict() == from_study.as_dict()
    assert from_folder.table.equals(from_study.table)
    assert from_model.customers == from_folder.customers


def test_nobody_is_drawn_whom_the_offers_leave_out(reference, planned):
    made, place = planned
    drawn = pl.read_csv(place)
    offers = reference.offers_table.join(drawn.select("row"), "row")

    slots = pl.concat_list("offer_1", "offer_2", "offer_3")
    assert offers.select(slots.list.contains(PRODUCT)).to_series().all()
    assert set(drawn["segment"]) == {1, 2}
    assert len(drawn) == made.customers == sum(s.customers for s in made.splits)


def test_the_plan_beside_it_knows_the_groups_and_no_customer(planned):
    made, place = planned
    plan = json.loads(get_plan_path(place).read_text("utf-8"))

    table = made.table
    assert plan["digest"] == digest_groups(table["row"], table["segment"], table["arm"])
    assert plan["question"]["product"] == PRODUCT
    assert len(get_plan_path(place).read_bytes()) < 4000


def test_what_was_planned_is_found_when_it_is_there(planned):
    _, place = planned
    drawn = pl.read_csv(place)

    found = campaign.read(place, outcomes_of(drawn))

    assert not found.findings
    assert [c.effect.answer for c in found.segments] == ["shown", "shown"]
    assert found.together.low < 0.25 < found.together.high
    assert found.planned == 0.2
    treated = len(drawn.filter(pl.col("arm") == "treatment"))
    assert 25 < found.extra_customers[0] < treated


def test_a_workbook_and_a_semicolon_file_are_read_alike(planned, tmp_path):
    _, place = planned
    outcomes = outcomes_of(pl.read_csv(place))
    outcomes.write_csv(tmp_path / "o.csv", separator=";")
    outcomes.to_pandas().to_excel(tmp_path / "o.xlsx", index=False)

    wanted = campaign.read(place, outcomes).segments
    assert campaign.read(place, tmp_path / "o.csv").segments == wanted
    assert campaign.read(place, tmp_path / "o.xlsx").segments == wanted


def test_changed_groups_and_a_lost_plan_are_said(planned):
    _, place = planned
    drawn = pl.read_csv(place)
    outcomes = outcomes_of(drawn)
    arm = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("control")).otherwise("arm")
    changed = drawn.with_columns(arm.alias("arm"))
    other = pl.when(pl.col("arm") == "control").then(pl.lit("treatment")).otherwise(pl.col("arm"))
    changed = changed if not changed.equals(drawn) else drawn.with_columns(other.alias("arm"))

    drawn.sample(fraction=1, shuffle=True, seed=1).write_csv(place, separator=";")
    assert not campaign.read(place, outcomes).findings, "order and form do not matter"
    drawn[1:].write_csv(place)
    assert [f.code for f in campaign.read(place, outcomes).findings] == ["C010", "C001"]
    drawn.write_csv(place)
    get_plan_path(place).unlink()
    found = campaign.read(place, outcomes)
    assert [f.code for f in found.findings] == ["C009"]
    assert found.planned is None


def test_nothing_that_stands_there_is_ever_replaced(folder, planned, tmp_path):
    _, place = planned
    before = place.read_bytes()

    with pytest.raises(OutputPlaceError):
        campaign.plan(folder, PRODUCT, **ASKED, out=place)
    get_plan_path(tmp_path / "b.csv").write_text("mine")
    with pytest.raises(OutputPlaceError):
        campaign.plan(folder, PRODUCT, **ASKED, out=tmp_path / "b.csv")

    assert place.read_bytes() == before
    assert not (tmp_path / "b.csv").exists()


def test_offers_that_were_changed_are_not_planned_from(reference, tmp_path):
    folder = reference.write(tmp_path / "results")
    offers = folder / "offers.csv"
    offers.write_text(offers.read_text("utf-8").replace("no offer", "offer"), "utf-8")

    with pytest.raises(CampaignError, match="changed after finseg wrote them"):
        campaign.plan(folder, PRODUCT, **ASKED)


@pytest.mark.parametrize(
    ("offers", "more"),
    [
        (b"", {}),
        (b"row,segment\n1,1\n", {}),
        (b'\xff\x00,"\n', {}),
        (None, {"segment,name": "segment,title"}),
        (None, {"\n1,": "\none,"}),
        (None, {"\n1,": '\n1,"'}),
    ],
)
def test_offers_that_are_none_are_refused_even_where_the_manifest_vouches_for_them(
    reference, tmp_path, offers, more
):
    folder = reference.write(tmp_path / "results")
    place, manifest = folder / "offers.csv", json.loads((folder / "manifest.json").read_bytes())
    text = place.read_bytes() if offers is None else offers
    for old, new in more.items():
        text = text.replace(old.encode(), new.encode(), 1)
    place.write_bytes(text)
    for file in manifest["files"]:
        if file["name"] == "offers.csv":
            file["sha256"] = hashlib.sha256(text).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CampaignError, match="not an offers file"):
        campaign.plan(folder, PRODUCT, **ASKED)


@pytest.mark.parametrize("said", [("Consent", "yes", "no"), ("do_not_contact", "n", "y")])
def test_customers_who_did_not_agree_are_never_drawn(said):
    heading, agrees, refuses = said
    rng = np.random.default_rng(7)
    table = pl.read_csv(CUSTOMERS)[:400]
    words = rng.choice([agrees, refuses, None, "?"], len(table), p=[0.7, 0.1, 0.1, 0.1])
    table = table.with_columns(
        Client_ID=pl.Series([f"K{i:05}" for i in range(len(table))]),
        **{heading: pl.Series(words.tolist(), dtype=pl.String)},
    )
    settings = {"read": {"roles": {heading: "consent", "Client_ID": "id"}}}
    study = finseg.segment(table, k=2, quick=True, settings=settings)

    made = campaign.plan(study, PRODUCT, base_rate=0.1, uplift=0.4, anyway=True)

    agreed = set(table.filter(pl.col(heading) == agrees)["Client_ID"])
    drawn = set(made.table["Client_ID"])
    assert drawn
    assert drawn <= agreed
    counted = dict(made.left_out)
    assert counted["opted out"] == int((words == refuses).sum())
    assert counted["consent unknown"] == len(table) - len(agreed) - counted["opted out"]


@pytest.mark.parametrize(
    ("place", "content"),
    [("nowhere", None), ("manifest.json", "{}"), ("manifest.json", "[1]"), ("manifest.json", "x")],
)
def test_what_is_no_output_folder_is_refused(tmp_path, place, content):
    if content is not None:
        (tmp_path / place).write_text(content)

    with pytest.raises(CampaignError):
        campaign.plan(tmp_path if content else tmp_path / place, PRODUCT, **ASKED)


def test_a_folder_that_is_not_there_is_said_not_to_be_there(tmp_path):
    with pytest.raises(CampaignError, match="no such folder") as refused:
        campaign.plan(tmp_path / "nowhere", PRODUCT, **ASKED)

    assert "finseg run" in refused.value.fix


def test_a_folder_made_to_be_shared_is_refused_for_what_it_is(reference, tmp_path):
    shared = reference.write(tmp_path / "shared", share=True)

    with pytest.raises(CampaignError, match="made to be shared") as refused:
        campaign.plan(shared, PRODUCT, **ASKED)

    assert "without --share" in refused.value.fix


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        ({"by": ["Customer_Age"]}, "--customers"),
        ({"by": ["segment"]}, "other columns"),
        ({"by": ["Customer_Age", "Customer_Age"], "customers": CUSTOMERS}, "each once"),
    ],
)
def test_strata_that_cannot_be_made_are_refused(folder, given, fix):
    with pytest.raises(FinsegError) as error:
        campaign.plan(folder, PRODUCT, **ASKED, **given)

    assert fix in error.value.fix


def test_customers_of_another_file_are_refused(folder, tmp_path):
    table = pl.read_csv(CUSTOMERS)
    table.reverse().write_csv(tmp_path / "other.csv")

    with pytest.raises(CampaignError, match="the file differs"):
        campaign.plan(
            folder, PRODUCT, **ASKED, by=["Customer_Age"], customers=tmp_path / "other.csv"
        )


def test_a_damaged_plan_or_campaign_is_refused(planned):
    _, place = planned
    outcomes = outcomes_of(pl.read_csv(place))
    get_plan_path(place).write_text('{"format": "other"}')
    with pytest.raises(CampaignError, match="the plan"):
        campaign.read(place, outcomes)
    get_plan_path(place).unlink()
    place.write_text(place.read_text("utf-8") + "1,2\n")
    with pytest.raises(CampaignError, match="damaged"):
        campaign.read(place, outcomes)


def test_the_commands_plan_and_read(folder, tmp_path):
    asked = ("--product", "savings ACCOUNT", "--base-rate", 0.1, "--uplift", 0.2)
    where = ("--segment", 1, "--segment", "Frugal Investors", "--out", "c.csv")

    done = run("campaign", "plan", folder, *asked, *where, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Campaign: Savings account" in done.stdout
    assert {p.name for p in tmp_path.iterdir()} == {"c.csv", "c-plan.json"}

    outcomes = outcomes_of(pl.read_csv(tmp_path / "c.csv"))
    outcomes.filter(pl.col("bought") == 1).write_csv(tmp_path / "buyers.csv")
    refused = run("campaign", "read", "c.csv", "buyers.csv", cwd=tmp_path)
    assert refused.returncode == 3
    assert "FS213" in refused.stderr

    how = ("--absent", "no", "--json", "--rejects", "r.csv")
    read = run("campaign", "read", "c.csv", "buyers.csv", *how, cwd=tmp_path)
    assert read.returncode == 0, read.stderr
    told = json.loads(read.stdout)
    assert told["rows_used"] == told["rows_read"] == int(outcomes["bought"].sum())
    assert [f["code"] for f in told["findings"]] == ["C006"]
    assert (tmp_path / "r.csv").read_text("utf-8").startswith("file,line,column,kind,reason,raw")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (("--uplift", "0.01"), 3, "FS212"),
        (("--product", "Savings"), 2, "FS108"),
        (("--base-rate", "10"), 2, "FS108"),
        (("--uplift", "much"), 2, "FS100"),
        (("--segment", "9"), 2, "FS108"),
    ],
)
def test_a_question_that_cannot_be_answered_writes_nothing(folder, tmp_path, change, status, code):
    asked = {"--product": PRODUCT, "--base-rate": "0.1", "--uplift": "0.2", change[0]: change[1]}
    flat = [part for pair in asked.items() for part in pair]

    done = run("campaign", "plan", folder, *flat, cwd=tmp_path)

    assert done.returncode == status, done.stderr
    assert done.stderr.startswith(code)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_ids_of_customers_keep_their_zeros_and_their_order_does_not_matter(tmp_path):
    table = pl.read_csv(CUSTOMERS)
    numbers = np.random.default_rng(5).permutation(900_000)[: len(table)]
    table = table.with_columns(Customer_ID=pl.Series([f"{i:07}" for i in numbers]))
    table = table.select("Customer_ID", pl.exclude("Customer_ID"))
    settings = finseg.example("finseg.toml").read_text("utf-8")
    made = []
    for name, rows in (("a", table), ("b", table.sample(fraction=1, shuffle=True, seed=2))):
        study = finseg.segment(rows, quick=True, settings=finseg.Settings.from_toml(
            settings.replace("starts = 1", "starts = 5")))  # fmt: skip
        made.append(campaign.plan(study, PRODUCT, **{**ASKED, "segments": ()}))
        campaign.plan(study, PRODUCT, **{**ASKED, "segments": ()}, out=tmp_path / f"{name}.csv")

    assert made[0].table.columns[0] == "Customer_ID"
    assert made[0].table.equals(made[1].table)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert set(made[0].table["Customer_ID"].str.len_chars()) == {7}
