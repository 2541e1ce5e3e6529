# SPDX-License-Identifier: Apache-2.0
"""`make pictures`: docs/pictures/<page>-1280.png and -360.png, always of the same day and people."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from portal.config.env import BASE_DIR
from tests import town as towns
from tests.journeys.people import DESKTOP, PHONE, Cast, Person, opened_browser
from tests.pictures import walk

FOLDER = BASE_DIR / "docs" / "pictures"
COLOURS = 96
#: A phone picture shows the first screens of a long page, not all of it.
TALLEST = 2600


def _keep(name: str, png: bytes) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(path, optimize=True)
    print(f"{path.relative_to(BASE_DIR)}  {path.stat().st_size / 1000:.0f} kB")


def show(name: str, person: Person) -> None:
    """Take the page in both widths."""
    page = person.page
    for size in (PHONE, DESKTOP):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.reload()
        page.wait_for_load_state("networkidle")
        # the whole page in one window, so that what sticks to the window's edge is in its place
        tall = max(size["height"], int(page.evaluate("document.documentElement.scrollHeight")))
        page.set_viewport_size({"width": size["width"], "height": tall})
        _keep(f"{name}-{size['width']}", page.screenshot(full_page=True, animations="disabled"))


def main() -> None:
    """Load the city, walk, and write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        towns.standing("town_pictures") as town,
        opened_browser() as browser,
        Cast.of(town, browser, Path(folder)) as cast,
    ):
        town.begin(towns.built(with_cases=True))
        walk(cast, show)


if __name__ == "__main__":
    main()
