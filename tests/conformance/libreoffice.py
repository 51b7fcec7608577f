"""Does LibreOffice open what the report makes, without a word? Pictures of every page, to be looked at.

    apt-get install --no-install-recommends libreoffice-writer libreoffice-calc poppler-utils fonts-croscore
    python -m tests.conformance.libreoffice --out DIR [FILE.docx FILE.xlsx …]

Without files it takes the report of the sample week. It is no part of the normal tests. Tinos (fonts-croscore) has the
metrics of Times New Roman and all letters of Vietnamese, so that lines break as they do in Word.
"""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from services.report.docx import to_docx
from services.report.figures import figures
from services.report.formal import formal
from services.report.xlsx import to_xlsx
from tests.services.report.bases import sample_basis

AS_OF = datetime(2024, 10, 20, tzinfo=UTC)
FILTERS = {".docx": "MS Word 2007 XML", ".xlsx": "Calc MS Excel 2007 XML"}
"""Named, since LibreOffice would open a file that it can't read as plain text."""
HARMLESS = "javaldx"
"""Java is missing, which isn't needed."""
PATIENCE = 300
"""Seconds for one file."""


def main() -> int:
    """0 when every file was opened in silence, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="where PDF files and pictures go")
    parser.add_argument("files", type=Path, nargs="*")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    failures = [complaint(file, chosen.out) for file in chosen.files or sample(chosen.out)]
    return int(any(failures))


def sample(folder: Path) -> list[Path]:
    """The report of the sample week as Word and Excel file."""
    counted = figures(sample_basis(AS_OF))
    word = to_docx(formal(counted, {}, names=True).document, made_at=AS_OF)
    files = {folder / "bao-cao.docx": word, folder / "phu-luc.xlsx": to_xlsx(counted, names=True)}
    for path, data in files.items():
        path.write_bytes(data)
    return list(files)


def complaint(file: Path, folder: Path) -> str:
    """What LibreOffice says against the file; blank, and pictures of its pages, when it says nothing."""
    pdf = folder / f"{file.name}.pdf"
    with TemporaryDirectory() as place:
        # A profile of its own, since a second LibreOffice would hand the file to the first.
        profile = f"-env:UserInstallation={Path(place, 'profile').as_uri()}"
        asked = [
            "soffice",
            profile,
            "--headless",
            f"--infilter={FILTERS[file.suffix]}",
            "--convert-to",
            "pdf",
            "--outdir",
            place,
            str(file),
        ]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE, check=False)
        made = Path(place, f"{file.stem}.pdf")
        lines = [line for line in done.stderr.splitlines() if line and HARMLESS not in line]
        said = " ".join(lines) or ("" if made.exists() else "no PDF")
        if not said:
            pdf.write_bytes(made.read_bytes())
            subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    sys.stdout.write(f"{file.name}: {said or f'opened, {pdf}'}\n")
    return said


if __name__ == "__main__":
    sys.exit(main())
