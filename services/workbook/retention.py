"""The day from which on nominees' personal data are to be erased, as the plan's tab has it."""

from services.schema import PLAN
from services.workbook.setting import Setting

ERASE_ON = Setting(PLAN, {"key": "erase_on"}, lambda snapshot: snapshot.campaign.erase_on)
