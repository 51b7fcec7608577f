"""`python -m tests.browser.take_pictures`: makes README's pictures from the running app with sample entries."""

import tempfile
from pathlib import Path

from services.workbook import Workbook
from services.workbook.connection import connect
from tests.bench.server import serving
from tests.browser.app import chromium, open_page

FOLDER = Path(__file__).parent / "pictures"
MOMENT = "as_of=2024-10-05T12:00"
PICTURES = {
    "overview.png": (f"/?{MOMENT}", 1366, 900, "light"),
    "overview-phone-dark.png": (f"/?{MOMENT}", 360, 740, "dark"),
    "my-work.png": ("/my-work?unit=NEPTECH", 360, 740, "light"),
    "wall.png": (f"/wall?{MOMENT}&embed_options=dark_theme", 1366, 768, "dark"),
}
"""File → address, width and height in CSS pixels, colour scheme."""


def main() -> None:
    """Starts the app on a workbook of its own, looks at the pages, and saves what it sees."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        Workbook(connect({"LOCAL_WORKBOOK": str(file)}, Path(folder) / "none.toml")).load_samples(by="Văn phòng")
        with serving(file) as server, chromium() as browser:
            for name, (address, width, height, scheme) in PICTURES.items():
                page = open_page(browser, server.url + address, width, height, scheme)
                page.wait_for_selector("h2, [data-testid=stVegaLiteChart]")
                if page.locator("[data-testid=stVegaLiteChart]").count():
                    page.wait_for_selector("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    main()
