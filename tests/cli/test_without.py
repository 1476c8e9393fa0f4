"""Are packages left unloaded that would only cost time?"""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.util import find_spec

import pytest

from finseg.cli.without import do_without


def test_a_package_is_refused_inside_the_block_only_and_is_still_said_to_be_there(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    before = list(sys.meta_path)

    with do_without("colorsys"):
        with pytest.raises(ModuleNotFoundError) as refused:
            importlib.import_module("colorsys")
        assert refused.value.name == "colorsys"
        assert find_spec("colorsys") is not None
        assert "colorsys" not in sys.modules
        importlib.import_module("wave")  # others come as ever

    assert sys.meta_path == before
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 1) == (2 / 3, 1, 1)


def test_a_package_that_is_loaded_stays():
    with do_without("json"):
        assert importlib.import_module("json").loads("1") == 1


def test_scikit_learn_fits_without_pandas():
    code = (
        "import sys\n"
        "from finseg.cli.without import do_without\n"
        "with do_without('pandas'):\n"
        "    import numpy as np\n"
        "    from finseg.maths.starts import run_kmeans\n"
        "    run_kmeans(np.asfortranarray(np.eye(6, 2)), 2, starts=2, seed=1)\n"
        "print('pandas' in sys.modules, 'sklearn' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]
