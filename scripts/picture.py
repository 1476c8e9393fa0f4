"""How does the README's picture come about?

    uv run python scripts/picture.py

The report of the reference study, drawn by headless Chromium at 1,280 pixels; its first screen
becomes `docs/images/report.png`. Run it again when the report has changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import finseg
from finseg.deliver.browser import find_browser

TARGET = Path(__file__).parents[1] / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1280, 745  # ends below the segments


def main() -> None:
    """Make the picture, or say what is missing."""
    browser = find_browser()
    if browser is None:
        sys.exit("no Chromium found; on Debian: apt install chromium")
    study = finseg.segment(finseg.example("customers.csv"), settings=finseg.example("finseg.toml"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = study.report(Path(folder) / "report.html")
        subprocess.run(
            [
                browser,
                "--headless",
                "--disable-gpu",
                "--hide-scrollbars",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses root
                f"--user-data-dir={folder}/profile",
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={TARGET}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
