"""Does a task come to the same, wherever it is done, and is nothing left behind?"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg import beside as working
from finseg.beside import Beside, decode, do_tasks, encode, take_back
from finseg.choose import choose_k
from finseg.choose.agreement import SampleCustomers, SampleNoise, Samples
from finseg.choose.effort import DEFAULT, QUICK
from finseg.choose.shared_work import CompareBeyondInertia, FindGroups, MakeNoise
from finseg.maths.nulls import NULLS
from finseg.settings import ChooseSettings

X = np.random.default_rng(1).normal(size=(60, 3))


def a_task(seed=1):
    return SampleNoise(
        x=X, null=NULLS[0][0], ks=(2, 3), tables=2, starts=1, seed=(seed,), salts=(2**63, 1, 2)
    )


@pytest.fixture
def two_processors(monkeypatch):
    monkeypatch.setattr(working, "count_processors", lambda: 2)


def are_equal(one, other):
    return all(
        np.array_equal(one[k].pairs, other[k].pairs)
        and np.array_equal(one[k].jaccard, other[k].jaccard)
        for k in (2, 3)
    )


def test_arrays_and_what_holds_them_come_back_as_they_were():
    task = a_task()
    again = decode(encode(task), SampleNoise)
    found: Samples = task.run()

    assert again.salts == task.salts
    np.testing.assert_array_equal(again.x, X)
    for x in (X, np.asfortranarray(X), X[:, :1], X[::2]):
        copy = decode(encode(x), np.ndarray)
        np.testing.assert_array_equal(copy, x)
        assert copy.flags.f_contiguous == (x.flags.f_contiguous or x.shape[1] == 1)
    assert are_equal(found, decode(encode(found), Samples))
    assert decode(encode(found), Samples)[2].across is None


PLAIN: dict[str, Any] = {"x": X, "effort": QUICK, "seed": (1, 2)}
FULL = {**PLAIN, "effort": replace(DEFAULT, noise_tables=3, references=2, splits=2)}


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize(
    "task",
    [
        a_task(),
        SampleCustomers(
            x=X, labels={2: np.arange(60) % 2}, pairs=2, starts=1, seed=(1,), salts=(1, 2, 3)
        ),
        FindGroups(**PLAIN, columns=("a", "b", "c"), k_max=3),
        FindGroups(
            **{**PLAIN, "x": np.repeat([[0.0], [9.0]], [40, 30], axis=0) + X[:1, :1]},
            columns=("a",),
            k_max=2,
        ),
        MakeNoise(**FULL, ks=(1, 2, 3)),
        CompareBeyondInertia(**FULL, ks=(1, 2, 3), salts=(1, 2, 3)),
    ],
    ids=lambda task: type(task).__name__,
)
def test_a_second_process_gives_what_this_one_gives(task):
    with Beside() as helper:
        assert not helper.alone
        found = helper.submit(task).result()
        assert not helper.alone  # it did the work and did not give up
    assert encode(found) == encode(task.run())
    assert type(found) is type(task.run())


@pytest.mark.usefixtures("two_processors")
def test_a_choice_is_the_same_alone_and_with_a_second_process():
    settings = ChooseSettings(k_max=3, starts=2, quick=True)

    with Beside() as helper:
        both = choose_k(X, ("a", "b", "c"), settings, beside=helper)
        assert not helper.alone
    alone = choose_k(X, ("a", "b", "c"), settings)

    assert str(both) == str(alone)  # not equal, since some figures are not known


@pytest.mark.usefixtures("two_processors")
def test_an_error_while_the_other_process_works_ends_it():
    def fail(helper):
        helper.submit(a_task())
        raise KeyboardInterrupt

    helper = Beside()
    process = helper._process
    assert process is not None
    with pytest.raises(KeyboardInterrupt), helper:
        fail(helper)
    assert process.poll() is not None


@pytest.mark.usefixtures("two_processors")
def test_no_module_of_the_working_folder_is_taken_for_one_of_ours(tmp_path, monkeypatch):
    (tmp_path / "msgspec.py").write_text("raise SystemExit('taken from the folder')")
    monkeypatch.chdir(tmp_path)

    with Beside() as helper:
        helper.submit(a_task()).result()
        assert not helper.alone


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize(
    "said", ["print('hello, and more than eight bytes')", "import os; os._exit(3)"]
)
def test_what_is_not_the_process_we_started_is_given_up(tmp_path, monkeypatch, said):
    (tmp_path / "sitecustomize.py").write_text(said)
    monkeypatch.syspath_prepend(str(tmp_path))

    with Beside() as helper:
        assert are_equal(helper.submit(a_task()).result(), a_task().run())
        assert helper.alone


@pytest.mark.parametrize(("executable", "frozen"), [(None, False), ("", False), ("/bin/x", True)])
@pytest.mark.usefixtures("two_processors")
def test_a_python_inside_another_program_works_alone(monkeypatch, executable, frozen):
    monkeypatch.setattr(sys, "executable", executable)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)

    with Beside() as helper:
        assert helper.alone


@pytest.mark.usefixtures("two_processors")
def test_no_process_is_left_behind():
    with Beside() as helper:
        process = helper._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None


@pytest.mark.usefixtures("two_processors")
def test_alone_or_on_one_processor_no_process_is_started(monkeypatch):
    with Beside(alone=True) as helper:
        assert helper._process is None
        assert are_equal(helper.submit(a_task()).result(), a_task().run())
    monkeypatch.setattr(working, "count_processors", lambda: 1)
    with Beside() as helper:
        assert helper._process is None


@pytest.mark.usefixtures("two_processors")
def test_a_process_that_ends_early_or_cannot_start_changes_nothing(monkeypatch):
    with Beside() as helper:
        assert helper._process is not None
        helper._process.kill()
        assert are_equal(helper.submit(a_task()).result(), a_task().run())
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Beside() as helper:
        assert helper._process is None
        assert are_equal(helper.submit(a_task()).result(), a_task().run())


def test_tasks_keep_their_order_whoever_does_them():
    tasks = [a_task(seed) for seed in range(5)]
    with Beside(alone=True) as helper:
        found = do_tasks(helper, tasks)
        begun = [helper.submit(task) for task in tasks]
        for future in begun:
            future.cancel() or future.result()
        again = take_back(begun, tasks)
    assert all(are_equal(one, task.run()) for one, task in zip(found, tasks, strict=True))
    assert len(again) == 5
    assert not are_equal(found[0], found[1])


def test_only_our_own_tasks_are_served():
    frames = b"".join(
        len(part).to_bytes(8, "little") + part for part in (b"os:system", encode("exit"))
    )
    done = subprocess.run(
        [sys.executable, "-c", "from finseg.beside import serve; serve()"],
        input=frames,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    ready = b"finseg is ready"
    assert (done.returncode, done.stdout) == (0, len(ready).to_bytes(8, "little") + ready)
