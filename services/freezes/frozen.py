"""The report's figures as they were frozen, with what has moved since (pure)."""

from dataclasses import replace

from services.freezes.changes import changes, names_back
from services.freezes.thaw import thawed
from services.progress import Tables
from services.report.figures import Figures, figures
from services.schema import FREEZES, NOMINATIONS


def frozen(tables: Tables) -> Figures | None:
    """The figures of the last freeze; None where there is none. `tables`: the sheet as it stands, freezes included.

    Figures are counted without anybody's name; then the nominees that they count get the names that stand in `tables`.
    """
    basis = thawed(tables[FREEZES.key])
    if basis is None or basis.frozen is None:
        return None
    since = replace(basis.frozen, changes=changes(basis.tables, tables))
    made = figures(replace(basis, frozen=since))
    named = names_back(made.basis, tables[NOMINATIONS.key])
    people = named.tables[NOMINATIONS.key].loc[made.counted[NOMINATIONS.key].index]
    return replace(made, basis=named, counted={**made.counted, NOMINATIONS.key: people})
