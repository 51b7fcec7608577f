"""What an office writes about whom to ask, and what of it can be pressed."""

import pytest

from services.chase import contact


@pytest.mark.parametrize(
    ("text", "emails", "phone"),
    [
        ("Bà Lan, 0903 123 456, lan@cesti.example.vn", ("lan@cesti.example.vn",), "0903123456"),
        ("(028) 3829 1234", (), "02838291234"),
        ("ĐT: +84 903.123.456 (Zalo)", (), "+84903123456"),
        ("0903123456 0912345678", (), "0903123456"),
        ("0903 123 456 - 0912 345 678", (), "0903123456"),
        ("a@b.vn; c@d.vn, A <a@b.vn>", ("a@b.vn", "c@d.vn"), None),
        ("a@b.vn.", ("a@b.vn",), None),
        ("Bà Lan, phòng 1204, CCCD 079012345678901", (), None),
        ("nguyễnan@b.vn, @b.vn, a@b, a@b.vnđ", (), None),
        ("a@b.vn?cc=x@y.vn&body=z", ("a@b.vn", "x@y.vn"), None),
        ("", (), None),
        (None, (), None),
    ],
)
def test_addresses_and_the_first_telephone_number_are_found(text: str, emails: tuple[str, ...], phone: str) -> None:
    found = contact(text)
    assert (found.text, found.emails, found.phone) == (text or "", emails, phone)
