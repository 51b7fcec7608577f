"""Every tab and column of the shared sheet, once.

Forms, sheet headers, parsing, tables and exports are generated from `TABS`: a column added to a tab here shows up in
all of them. Nothing in this module reads or writes anything.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MAX_NAME = 500
"""Longest name or title, in characters."""
MAX_TEXT = 5_000
"""Longest free text, in characters; a Google cell holds 50,000 and an Excel cell 32,767."""


class Type(StrEnum):
    """What a column holds, and so how it is read, typed in a form, and written."""

    NAME = "name"
    """One line of text, at most `MAX_NAME` characters."""
    TEXT = "text"
    """Free text, at most `MAX_TEXT` characters."""
    CHOICE = "choice"
    """One of `Field.choices`."""
    DATE = "date"
    MOMENT = "moment"
    """Date and time of day, Asia/Ho_Chi_Minh."""
    COUNT = "count"
    """A whole number."""
    DECIMAL = "decimal"
    MONEY = "money"
    """Whole đồng."""
    URL = "url"
    """An http or https link."""
    UNIT = "unit"
    """A unit's code, typed as code, name, short name or alias."""
    DUTY = "duty"
    """A duty's code, typed as code or title."""
    LIST = "list"
    """Several short texts in one cell, split at `;`, `,` or a line break."""
    CONTENT = "content"
    """What the app wrote for itself; read as it stands."""


@dataclass(frozen=True)
class Need:
    """When a column that is otherwise optional must be filled: `field` of the same row has one of `values`."""

    field: str
    values: tuple[str, ...]
    soft: bool = False
    """Only a warning: the entry is accepted without it."""


@dataclass(frozen=True)
class Field:
    """One column of a tab."""

    key: str
    label: str
    type: Type
    aliases: tuple[str, ...] = ()
    """Other headers that people give this column."""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Typed value → the Vietnamese words for it that stand in the sheet."""
    choices_by: tuple[str, Mapping[str, tuple[str, ...]]] | None = None
    """Another field of the row, and which choices each of its values leaves."""
    required: bool = False
    needed: Need | None = None
    minimum: float | None = None
    maximum: float | None = None
    windowed: bool = False
    """A date that belongs inside the campaign's window (outside: a warning)."""
    not_before: str | None = None
    """Key of a date in the same row that this date may not precede."""
    parts: tuple[str, ...] = ()
    """Keys of counts whose sum may not exceed this one."""
    pattern: str | None = None
    """Regular expression that the whole text has to match, given in words by `help`."""
    unique: bool = False
    """No other living row of the tab has the same value (links: after normalising)."""
    default: str | None = None
    """Key of the plan whose value the form starts with, or a choice."""
    personal: bool = False
    """Personal data: only the person's own unit and the office see it (Luật 91/2025/QH15, điều 3)."""
    automatic: bool = False
    """Filled by the app; not in forms."""
    help: str = ""

    def word(self, value: Any) -> Any:
        """The typed value in the words that people read; what has none of its own (numbers, days, text) as it is."""
        return "; ".join(value) if isinstance(value, tuple) else self.choices.get(value, value)


@dataclass(frozen=True)
class Tab:
    """One tab of the shared sheet."""

    key: str
    title: str
    sheet_id: int
    """Google's id of the tab, given at set-up; it survives renaming."""
    fields: tuple[Field, ...]
    subject: str
    """Key of the field that says what a row is about; a row without it is incomplete."""
    is_log: bool = False
    """Units log their entries here."""

    def field(self, key: str) -> Field:
        """The column with this key; KeyError when the tab has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f"{self.key}.{key}")

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all columns, in the order in which set-up lays them out."""
        return tuple(field.key for field in self.fields)

    @property
    def form_fields(self) -> tuple[Field, ...]:
        """The columns that a person fills in a form."""
        return tuple(field for field in self.fields if not field.automatic)


def _words(*values: str) -> Mapping[str, str]:
    return {value: value for value in values}


PLANNED, DONE, CANCELLED = "Dự kiến", "Đã thực hiện", "Hủy"
DEPARTMENT, AFFILIATE = "PHONG", "DON_VI"
WEBSITE_CHANNELS = ("Website Sở", "Website đơn vị")
"""Channels that fulfil the website duty; posts elsewhere are shown and reported only."""
EXTERNAL_TRAINING, IN_SERVICE_TRAINING = "Đào tạo", "Bồi dưỡng"
DECIDED = ("Đã có quyết định", "Đang học", "Hoàn thành", "Không hoàn thành")
FAILED_TRAINING = "Không hoàn thành"

UNIT_KINDS: Mapping[str, str] = {DEPARTMENT: "Phòng chức năng", AFFILIATE: "Đơn vị trực thuộc"}
ROLES: Mapping[str, str] = {"office": "Văn phòng", "unit": "Đơn vị", "director": "Lãnh đạo"}
YES_NO: Mapping[str, str] = {"yes": "Có", "no": "Không"}
ACTIONS: Mapping[str, str] = {
    "add": "Thêm",
    "change": "Sửa",
    "cancel": "Hủy",
    "return": "Trả lại",
    "restore": "Khôi phục",
    "adopt": "Nhận dòng gõ tay",
    "repair": "Sửa theo đề xuất",
    "put_right": "Đặt lại ô ghi lệch",
    "renumber": "Cấp mã mới",
    "undo": "Lấy lại",
    "samples_load": "Nạp dữ liệu mẫu",
    "samples_clear": "Xóa dữ liệu mẫu",
    "sign_in": "Đăng nhập",
    "sign_out": "Đăng xuất",
    "export": "Tải về",
    "refuse": "Bị từ chối",
    "erase": "Xóa dữ liệu cá nhân",
    "setting": "Đặt thiết lập",
    "remind": "Đôn đốc",
    "freeze": "Chốt số liệu",
}
PLAN_KEYS: Mapping[str, str] = {
    "number": "Số kế hoạch",
    "symbol": "Ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "place": "Nơi ban hành",
    "title": "Trích yếu",
    "basis": "Căn cứ",
    "theme": "Chủ đề",
    "starts_on": "Từ ngày",
    "ends_on": "Đến ngày",
    "deadline": "Hạn báo cáo",
    "criterion": "Tiêu chí UNESCO",
    "report_to": "Nơi nhận báo cáo",
    "recipients": "Nơi nhận",
    "signer_form": "Hình thức ký",
    "signer_title": "Chức vụ người ký",
    "signer_name": "Người ký",
    "erase_on": "Ngày xóa dữ liệu cá nhân",
}
SETTING_KEYS: Mapping[str, str] = {
    "report_number": "Số báo cáo",
    "report_symbol": "Ký hiệu báo cáo",
    "report_date": "Ngày báo cáo",
    "report_title": "Trích yếu báo cáo",
    "parent_agency": "Cơ quan chủ quản",
    "addressees": "Kính gửi",
    "report_recipients": "Nơi nhận báo cáo ký",
    "filing": "Lưu",
    "signer_form": "Hình thức ký báo cáo",
    "signer_title": "Chức vụ người ký báo cáo",
    "signer_name": "Người ký báo cáo",
    "guidance": "Công tác chỉ đạo",
    "funding": "Kinh phí",
    "strengths": "Ưu điểm",
    "difficulties": "Hạn chế, khó khăn",
    "causes": "Nguyên nhân",
    "proposals": "Đề xuất, kiến nghị",
    "frozen": "Chốt số liệu",
    "exception": "Ngoại lệ sau khi chốt",
}
"""What the office sets in the app; `exception` stands once a unit."""

UNIT = Field("unit", "Đơn vị", Type.UNIT, ("Tên đơn vị", "Phòng, đơn vị", "Phòng/đơn vị"), required=True)
_STATE = Field(
    "state",
    "Trạng thái",
    Type.CHOICE,
    ("Tình trạng dòng",),
    choices=_words(PLANNED, DONE, CANCELLED),
    default=DONE,
    help="Để trống được hiểu là Đã thực hiện.",
)
_TAIL = (
    Field(
        "evidence",
        "Minh chứng",
        Type.URL,
        ("Link minh chứng", "Đường dẫn minh chứng"),
        help="Đường dẫn tới ảnh, văn bản hoặc trang web làm bằng chứng.",
    ),
    Field("note", "Ghi chú", Type.TEXT, ("Ghi chú khác",)),
    Field("entered_by", "Người nhập", Type.NAME, ("Người báo cáo", "Người khai"), automatic=True),
    Field("entered_at", "Thời điểm nhập", Type.MOMENT, ("Thời gian nhập", "Dấu thời gian"), automatic=True),
    Field("return_note", "Lý do trả lại", Type.TEXT, ("Trả lại", "Ý kiến Văn phòng"), automatic=True),
    Field("row_id", "Mã dòng", Type.NAME, ("ID", "Mã"), automatic=True, help="Ứng dụng tự ghi, xin đừng sửa."),
)


def _log(key: str, title: str, sheet_id: int, subject: str, *own: Field) -> Tab:
    """A log tab: unit first, its own columns, the common ones; the row ID stands last."""
    return Tab(key, title, sheet_id, (UNIT, *own, _STATE, *_TAIL), subject, is_log=True)


BANNERS = _log(
    "banners",
    "Băng rôn",
    40130004,
    "slogan",
    Field(
        "kind",
        "Loại",
        Type.CHOICE,
        ("Loại băng rôn", "Hình thức"),
        choices=_words("Băng rôn", "Pano", "Áp phích", "Standee", "Khẩu hiệu điện tử/LED"),
        required=True,
        default="Băng rôn",
    ),
    Field(
        "slogan",
        "Nội dung khẩu hiệu",
        Type.TEXT,
        ("Khẩu hiệu", "Nội dung"),
        required=True,
        default="theme",
        help="Đúng chủ đề của Tuần lễ; nội dung khác vẫn nhận nhưng có cảnh báo.",
    ),
    Field("quantity", "Số lượng", Type.COUNT, ("SL", "Số cái"), required=True, minimum=1, help="Số cái, từ 1 trở lên."),
    Field(
        "size",
        "Kích thước",
        Type.NAME,
        ("Kích cỡ", "Khổ"),
        pattern=r"\d+([.,]\d+)?\s*[xX×]\s*\d+([.,]\d+)?(\s*m)?",
        help="Dài x rộng, mét; ví dụ 6x0,8.",
    ),
    Field("place", "Vị trí treo", Type.NAME, ("Địa điểm treo", "Nơi treo"), required=True),
    Field("hung_on", "Ngày treo", Type.DATE, ("Treo ngày",), required=True, windowed=True),
    Field("taken_down_on", "Ngày tháo", Type.DATE, ("Tháo ngày", "Ngày gỡ"), not_before="hung_on"),
    Field("cost", "Kinh phí", Type.MONEY, ("Chi phí", "Số tiền"), minimum=0, help="Đồng."),
    Field(
        "photo",
        "Ảnh",
        Type.URL,
        ("Hình ảnh", "Link ảnh"),
        needed=Need("state", (DONE,), soft=True),
        help="Đường dẫn tới ảnh chụp băng rôn đã treo.",
    ),
)

POSTS = _log(
    "posts",
    "Bài đăng",
    40130005,
    "title",
    Field(
        "channel",
        "Kênh",
        Type.CHOICE,
        ("Kênh đăng", "Nơi đăng"),
        choices=_words(*WEBSITE_CHANNELS, "Facebook", "Zalo OA", "YouTube", "Khác"),
        required=True,
        help="Chỉ bài trên website Sở hoặc website đơn vị được tính hoàn thành nhiệm vụ.",
    ),
    Field("title", "Tiêu đề", Type.NAME, ("Tên bài", "Tiêu đề bài"), required=True),
    Field(
        "url",
        "Đường dẫn",
        Type.URL,
        ("Link", "Link bài", "URL", "Liên kết"),
        needed=Need("state", (DONE,)),
        unique=True,
        help="Bắt đầu bằng http:// hoặc https://; bắt buộc khi bài đã đăng.",
    ),
    Field("posted_on", "Ngày đăng", Type.DATE, ("Đăng ngày",), required=True, windowed=True),
    Field(
        "kind",
        "Loại",
        Type.CHOICE,
        ("Thể loại", "Loại bài"),
        choices=_words("Tin", "Bài", "Infographic", "Video", "Banner web"),
        required=True,
    ),
    Field("author", "Tác giả", Type.NAME, ("Người viết",)),
    Field("views", "Lượt xem", Type.COUNT, ("Số lượt xem",), minimum=0),
    Field("views_on", "Lượt xem tại ngày", Type.DATE, ("Tại ngày", "Ngày đếm lượt xem")),
)

ACTIVITIES = _log(
    "activities",
    "Hoạt động học tập",
    40130006,
    "name",
    Field("name", "Tên hoạt động", Type.NAME, ("Tên", "Hoạt động"), required=True),
    Field(
        "format",
        "Hình thức",
        Type.CHOICE,
        ("Hình thức tổ chức",),
        choices=_words(
            "Khóa học trực tuyến/MOOC",
            "Hội thảo/tọa đàm trực tuyến",
            "Tập huấn kỹ năng số",
            "Thư viện/sách điện tử",
            "Câu lạc bộ đọc",
            "Cuộc thi trực tuyến",
            "Tự học",
            "Khác",
        ),
        required=True,
    ),
    Field(
        "platform", "Nền tảng", Type.NAME, ("Nền tảng số",), help="Ví dụ: Zoom, Google Meet, thư viện số của đơn vị."
    ),
    Field("starts_on", "Từ ngày", Type.DATE, ("Ngày bắt đầu", "Ngày tổ chức"), required=True, windowed=True),
    Field("ends_on", "Đến ngày", Type.DATE, ("Ngày kết thúc",), not_before="starts_on"),
    Field(
        "participations",
        "Số lượt tham gia",
        Type.COUNT,
        ("Lượt tham gia", "Số người tham gia"),
        required=True,
        minimum=0,
        parts=("civil_servants", "public_employees", "workers"),
        help="Lượt, không phải số người: một người dự hai buổi là hai lượt.",
    ),
    Field("civil_servants", "Trong đó công chức", Type.COUNT, ("Công chức", "CC"), minimum=0),
    Field("public_employees", "Trong đó viên chức", Type.COUNT, ("Viên chức", "VC"), minimum=0),
    Field("workers", "Trong đó người lao động", Type.COUNT, ("Người lao động", "NLĐ"), minimum=0),
    Field("hours", "Thời lượng (giờ)", Type.DECIMAL, ("Thời lượng", "Số giờ"), minimum=0),
    Field("partners", "Đơn vị phối hợp", Type.NAME, ("Phối hợp",)),
    Field("outcome", "Kết quả", Type.TEXT, ("Kết quả đạt được",)),
)

_MODES = {
    EXTERNAL_TRAINING: ("Chính quy", "Vừa làm vừa học", "Từ xa"),
    IN_SERVICE_TRAINING: ("Tập trung", "Bán tập trung", "Từ xa/Trực tuyến"),
}

NOMINATIONS = _log(
    "nominations",
    "Cử đi học",
    40130007,
    "full_name",
    Field("full_name", "Họ và tên", Type.NAME, ("Họ tên", "Tên người học"), required=True, personal=True),
    Field("gender", "Giới tính", Type.CHOICE, ("Nam/nữ",), choices=_words("Nam", "Nữ")),
    Field("birth_year", "Năm sinh", Type.COUNT, minimum=1940, maximum=2010, personal=True),
    Field("position", "Chức vụ, chức danh", Type.NAME, ("Chức vụ", "Chức danh"), required=True),
    Field(
        "staff_group",
        "Đối tượng",
        Type.CHOICE,
        ("Nhóm",),
        choices=_words("Công chức", "Viên chức", "Người lao động"),
        required=True,
    ),
    Field(
        "grade",
        "Ngạch, hạng chức danh",
        Type.CHOICE,
        ("Ngạch", "Hạng", "Ngạch/hạng"),
        choices=_words(
            "Chuyên viên cao cấp",
            "Chuyên viên chính",
            "Chuyên viên",
            "Cán sự",
            "Nhân viên",
            "Viên chức hạng I",
            "Viên chức hạng II",
            "Viên chức hạng III",
            "Viên chức hạng IV",
            "Viên chức hạng V",
        ),
    ),
    Field("course", "Tên khóa, chuyên ngành", Type.NAME, ("Tên khóa", "Khóa học", "Chuyên ngành"), required=True),
    Field(
        "training_kind",
        "Loại",
        Type.CHOICE,
        ("Loại hình", "Đào tạo/bồi dưỡng"),
        choices=_words(EXTERNAL_TRAINING, IN_SERVICE_TRAINING),
        required=True,
    ),
    Field(
        "degree",
        "Trình độ đào tạo",
        Type.CHOICE,
        ("Trình độ",),
        choices=_words("Trung cấp", "Cao đẳng", "Đại học", "Thạc sĩ", "Tiến sĩ"),
        needed=Need("training_kind", (EXTERNAL_TRAINING,)),
        help="Bắt buộc khi loại là Đào tạo.",
    ),
    Field(
        "subject",
        "Nội dung bồi dưỡng",
        Type.CHOICE,
        ("Nội dung",),
        choices=_words(
            "Lý luận chính trị",
            "Kiến thức quốc phòng và an ninh",
            "Kiến thức, kỹ năng quản lý nhà nước",
            "Theo yêu cầu vị trí việc làm",
            "Ngoại ngữ",
            "Tin học",
            "Khác",
        ),
        needed=Need("training_kind", (IN_SERVICE_TRAINING,)),
        help="Bắt buộc khi loại là Bồi dưỡng.",
    ),
    Field(
        "mode",
        "Hình thức",
        Type.CHOICE,
        ("Hình thức học",),
        choices=_words(*_MODES[EXTERNAL_TRAINING], *_MODES[IN_SERVICE_TRAINING]),
        choices_by=("training_kind", _MODES),
        required=True,
        help="Đào tạo: chính quy, vừa làm vừa học, từ xa. Bồi dưỡng: tập trung, bán tập trung, từ xa/trực tuyến.",
    ),
    Field("institution", "Cơ sở đào tạo", Type.NAME, ("Trường", "Nơi đào tạo"), required=True),
    Field("location", "Địa điểm", Type.CHOICE, ("Nơi học",), choices=_words("Trong nước", "Nước ngoài")),
    Field("starts_on", "Từ ngày", Type.DATE, ("Ngày bắt đầu", "Ngày nhập học"), required=True),
    Field("ends_on", "Đến ngày", Type.DATE, ("Ngày kết thúc",), not_before="starts_on"),
    Field("cost", "Kinh phí", Type.MONEY, ("Học phí", "Chi phí"), minimum=0, help="Đồng."),
    Field(
        "funding",
        "Nguồn kinh phí",
        Type.CHOICE,
        ("Nguồn",),
        choices=_words("NSNN", "Đơn vị", "Cá nhân tự túc", "Tài trợ", "Khác"),
    ),
    Field(
        "decision_number",
        "Số quyết định",
        Type.NAME,
        ("Quyết định số", "Số QĐ"),
        needed=Need("progress", DECIDED),
        help="Ví dụ 812/QĐ-SKHCN; bắt buộc từ khi đã có quyết định.",
    ),
    Field("decision_date", "Ngày quyết định", Type.DATE, ("Ngày QĐ",)),
    Field(
        "progress",
        "Tình trạng học",
        Type.CHOICE,
        ("Tình trạng",),
        choices=_words("Đề xuất", *DECIDED),
        required=True,
        default="Đề xuất",
    ),
)

NIL_RETURNS = _log(
    "nil_returns",
    "Không phát sinh",
    40130008,
    "duty",
    Field("duty", "Nhiệm vụ", Type.DUTY, ("Mã nhiệm vụ",), required=True),
    Field("reason", "Lý do", Type.TEXT, ("Lý do không phát sinh",), required=True),
)

PLAN = Tab(
    "plan",
    "Kế hoạch",
    40130001,
    (
        Field("key", "Mục", Type.CHOICE, ("Khóa",), choices=PLAN_KEYS, required=True),
        Field("value", "Nội dung", Type.TEXT, ("Giá trị",)),
        Field("note", "Ghi chú", Type.TEXT),
    ),
    "key",
)

UNITS = Tab(
    "units",
    "Đơn vị",
    40130002,
    (
        Field("code", "Mã đơn vị", Type.NAME, ("Mã",), required=True),
        Field("name", "Tên đơn vị", Type.NAME, ("Tên", "Đơn vị"), required=True),
        Field("short_name", "Tên ngắn", Type.NAME, ("Tên viết tắt",)),
        Field("aliases", "Tên gọi khác", Type.LIST, ("Bí danh",), help="Nhiều tên cách nhau bằng dấu chấm phẩy."),
        Field("kind", "Loại đơn vị", Type.CHOICE, ("Loại",), choices=UNIT_KINDS, required=True),
        Field("parent", "Thuộc", Type.NAME, ("Đơn vị cha",), help="Mã của đơn vị cấp trên."),
        Field("active_from", "Hiệu lực từ", Type.DATE, ("Hoạt động từ",)),
        Field("active_to", "Hiệu lực đến", Type.DATE, ("Hoạt động đến",)),
        Field("duties", "Nhiệm vụ riêng", Type.LIST, ("Nhiệm vụ",), help="Mã nhiệm vụ; để trống thì theo loại đơn vị."),
        Field("contact", "Đầu mối", Type.NAME, ("Người liên hệ",)),
        Field("note", "Ghi chú", Type.TEXT),
    ),
    "name",
)

DUTIES = Tab(
    "duties",
    "Nhiệm vụ",
    40130003,
    (
        Field("code", "Mã nhiệm vụ", Type.NAME, ("Mã",), required=True),
        Field("title", "Tên nhiệm vụ", Type.NAME, ("Nhiệm vụ", "Tên"), required=True),
        Field("source", "Căn cứ trong kế hoạch", Type.TEXT, ("Căn cứ",)),
        Field(
            "log",
            "Nơi ghi",
            Type.CHOICE,
            ("Trang ghi",),
            choices={tab.key: tab.title for tab in (BANNERS, POSTS, ACTIVITIES, NOMINATIONS)},
            required=True,
        ),
        Field(
            "owed_by",
            "Ai phải làm",
            Type.LIST,
            ("Đối tượng",),
            required=True,
            help="Loại đơn vị hoặc mã đơn vị, cách nhau bằng dấu chấm phẩy.",
        ),
        Field("deadline", "Hạn riêng", Type.MOMENT, ("Hạn",), help="Để trống thì theo hạn của kế hoạch."),
    ),
    "title",
)

AUDIT = Tab(
    "audit",
    "Nhật ký",
    40130009,
    (
        Field("at", "Thời điểm", Type.MOMENT, required=True),
        Field("by", "Người thực hiện", Type.NAME, ("Người",), required=True),
        Field("action", "Hành động", Type.CHOICE, choices=ACTIONS, required=True),
        Field("tab", "Trang", Type.NAME),
        Field("row_id", "Mã dòng", Type.NAME),
        Field("before", "Trước", Type.TEXT),
        Field("after", "Sau", Type.TEXT),
    ),
    "action",
)

USERS = Tab(
    "users",
    "Người dùng",
    40130010,
    (
        Field("email", "Thư điện tử", Type.NAME, ("E-mail", "Email"), required=True, personal=True),
        Field("name", "Họ và tên", Type.NAME, ("Tên",), personal=True),
        Field("role", "Vai trò", Type.CHOICE, choices=ROLES, required=True),
        Field("units", "Đơn vị phụ trách", Type.LIST, ("Đơn vị",), help="Mã đơn vị, cách nhau bằng dấu chấm phẩy."),
        Field("active", "Đang dùng", Type.CHOICE, ("Hoạt động",), choices=YES_NO, required=True),
    ),
    "email",
)

SETTINGS = Tab(
    "settings",
    "Cài đặt",
    40130012,
    (
        Field("key", "Mục", Type.CHOICE, ("Khóa",), choices=SETTING_KEYS, required=True),
        Field("unit", "Đơn vị", Type.UNIT, help="Chỉ dùng cho ngoại lệ sau khi chốt."),
        Field("value", "Nội dung", Type.TEXT, ("Giá trị",)),
        Field("note", "Ghi chú", Type.TEXT),
    ),
    "key",
)

HEAD, FIGURE, ROW = "freeze", "figure", "row"
FREEZES = Tab(
    "freezes",
    "Chốt số liệu",
    40130011,
    (
        Field("freeze", "Lần chốt", Type.COUNT, automatic=True),
        Field("at", "Thời điểm chốt", Type.MOMENT, automatic=True),
        Field("by", "Người chốt", Type.NAME, automatic=True),
        Field("revision", "Phiên bản số liệu", Type.NAME, automatic=True),
        Field(
            "kind",
            "Loại dòng",
            Type.CHOICE,
            choices={HEAD: "Tổng hợp", FIGURE: "Tình trạng", ROW: "Dữ liệu"},
            automatic=True,
            help="Một lần chốt chỉ có hiệu lực khi có dòng Tổng hợp.",
        ),
        Field("unit", "Đơn vị", Type.NAME, automatic=True),
        Field("duty", "Nhiệm vụ", Type.NAME, automatic=True),
        Field("status", "Kết quả", Type.NAME, automatic=True),
        Field("required", "Phải báo cáo", Type.COUNT, automatic=True),
        Field("fulfilled", "Đã báo cáo", Type.COUNT, automatic=True),
        Field("tab", "Trang", Type.NAME, automatic=True),
        Field("row_id", "Mã dòng", Type.NAME, automatic=True),
        Field("content", "Nội dung", Type.CONTENT, automatic=True, help="Để ứng dụng tính lại; không có tên người."),
    ),
    "freeze",
)

_ALL = (PLAN, UNITS, DUTIES, BANNERS, POSTS, ACTIVITIES, NOMINATIONS, NIL_RETURNS, AUDIT, USERS, SETTINGS, FREEZES)
TABS: Mapping[str, Tab] = {tab.key: tab for tab in _ALL}
LOGS: Mapping[str, Tab] = {key: tab for key, tab in TABS.items() if tab.is_log}
READ_ALWAYS: tuple[str, ...] = tuple(key for key in TABS if key != AUDIT.key)
"""Tabs of one refresh; the audit log is read on demand."""
LATER: tuple[str, ...] = (SETTINGS.key, FREEZES.key)
"""Tabs that spreadsheets of earlier versions don't have; what is read there is empty."""
