"""The campaign of 2024 as the tests read it: four units, the four duties, one week."""

from datetime import date

from services.plan import Duty, Unit
from services.reading import Context
from services.schema import AFFILIATE, DEPARTMENT

WEEK = (date(2024, 10, 1), date(2024, 10, 7))
THEME = "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
UNITS = (
    Unit("VP", "Văn phòng Sở", DEPARTMENT, "Văn phòng", ("VP Sở",)),
    Unit("QLKH", "Phòng Quản lý Khoa học", DEPARTMENT, "Quản lý Khoa học", ("Phòng QLKH",)),
    Unit("CCTĐC", "Chi cục Tiêu chuẩn Đo lường Chất lượng", AFFILIATE, "Chi cục TĐC", ("Chi cục TCĐLCL", "CC TĐC")),
    Unit("SIHUB", "Trung tâm Khởi nghiệp sáng tạo Thành phố Hồ Chí Minh", AFFILIATE, "Khởi nghiệp sáng tạo"),
)
DUTIES = (
    Duty("II.1", "Học tập số, tự học", "activities", (AFFILIATE,)),
    Duty("II.2", "Treo băng rôn", "banners", (AFFILIATE, "VP")),
    Duty("II.3", "Tuyên truyền trên website", "posts", (AFFILIATE,)),
    Duty("III.1", "Cử đi học", "nominations", (DEPARTMENT, AFFILIATE)),
)
CONTEXT = Context(2024, WEEK, UNITS, DUTIES, THEME)
