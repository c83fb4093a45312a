"""Files of cards: each version, and the ways of telephones and address books."""

from tests.contacts.corpus.case import Case, refused, table

_NAMES = ("Name", "Last name", "First name")
_LEA = ("Léa Roux", "Roux", "Léa")


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> bytes:
    return (end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD")) + end).encode()


_N = ("N:Roux;Léa;;;", "FN:Léa Roux")
_PHONE = (*_NAMES, "Phone")
_MOBILE = (*_NAMES, "Mobile")
_ONE = ((*_LEA, "06 00 00 12 34"),)

CASES: list[Case] = [
    table("version 3.vcf", card(*_N, "TEL;TYPE=CELL,VOICE:06 00 00 12 34"), _ONE, _MOBILE),
    table(
        "version 3 with a mark.vcf", b"\xef\xbb\xbf" + card(*_N, "TEL:06 00 00 12 34"), _ONE, _PHONE
    ),
    table(
        "version 2.1.vcf", card(*_N, "TEL;CELL;PREF:06 00 00 12 34", version="2.1"), _ONE, _MOBILE
    ),
    table(
        "version 2.1 quoted printable.vcf",
        card(
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Roux;L=C3=A9a;;;",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=A9a =",
            "Roux",
            "TEL;CELL:06 00 00 12 34",
            version="2.1",
        ),
        _ONE,
        _MOBILE,
    ),
    table(
        "version 2.1 quoted printable of outlook.vcf",
        card(
            "N;CHARSET=Windows-1252;QUOTED-PRINTABLE:Roux;L=E9a",
            "FN;CHARSET=Windows-1252;QUOTED-PRINTABLE:L=E9a Roux",
            "TEL;WORK;VOICE:06 00 00 12 34",
            version="2.1",
        ),
        _ONE,
        _PHONE,
    ),
    table(
        "version 2.1 in eight bits.vcf",
        card(*_N, "TEL:06 00 00 12 34", version="2.1").decode().encode("windows-1252"),
        _ONE,
        _PHONE,
    ),
    table(
        "version 2.1 with a charset.vcf",
        card("FN;CHARSET=ISO-8859-2:Lža", "TEL:0600001234", version="2.1")
        .decode()
        .encode("iso-8859-2"),
        (("Lža", "Lža", "0600001234"),),
        ("Name", "Last name", "Phone"),
    ),
    table(
        "version 4.vcf",
        card(*_N, 'TEL;VALUE=uri;TYPE="cell,voice":tel:+33-6-00-00-12-34;ext=1', version="4.0"),
        ((*_LEA, "+33-6-00-00-12-34"),),
        _MOBILE,
    ),
    table(
        "folded.vcf",
        card("N:Ro\r\n ux;L\r\n\téa", "FN:Léa Roux", "TEL:06 00 0\r\n 0 12 34"),
        _ONE,
        _PHONE,
    ),
    table("ends of unix.vcf", card(*_N, "TEL:06 00 00 12 34", end="\n"), _ONE, _PHONE),
    table("utf-16.vcf", card(*_N, "TEL:06 00 00 12 34").decode().encode("utf-16"), _ONE, _PHONE),
    table(
        "several numbers.vcf",
        card(
            *_N,
            "TEL;TYPE=HOME:01 99 00 12 34",
            "TEL;TYPE=CELL:06 00 00 12 34",
            "TEL;TYPE=WORK,FAX:01 99 00 12 36",
            "TEL;TYPE=WORK:01 99 00 12 35",
        ),
        ((*_LEA, "06 00 00 12 34", "01 99 00 12 34", "01 99 00 12 35", "01 99 00 12 36"),),
        (*_NAMES, "Mobile", "Phone", "Phone 2", "Fax"),
    ),
    table(
        "icloud.vcf",
        card(*_N, "item1.TEL;type=pref:06 00 00 12 34", "item1.X-ABLabel:_$!<Mobile>!$_"),
        _ONE,
        _MOBILE,
    ),
    table(
        "company, mail and note.vcf",
        card(
            "FN:Atelier Roux",
            "ORG:Atelier\\, Roux;Tours",
            "TEL:06",
            "EMAIL;TYPE=INTERNET:a@exemple.invalid",
            "NOTE:un\\ndeux\\; trois",
        ),
        (
            (
                "Atelier Roux",
                "Atelier Roux",
                "Atelier, Roux Tours",
                "06",
                "a@exemple.invalid",
                "un\ndeux; trois",
            ),
        ),
        ("Name", "Last name", "Company", "Phone", "Email", "Note"),
    ),
    table(
        "a picture.vcf",
        card(
            *_N,
            "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 2_000_000,
            " " + "A" * 70,
            "TEL:06 00 00 12 34",
        ),
        _ONE,
        _PHONE,
    ),
    table(
        "an agent.vcf",
        card(
            *_N,
            "AGENT:",
            "BEGIN:VCARD",
            "FN:Somebody else",
            "TEL:0600009999",
            "END:VCARD",
            "TEL:06 00 00 12 34",
            version="2.1",
        ),
        _ONE,
        _PHONE,
    ),
    table(
        "never closed.vcf",
        card(*_N, "TEL:06 00 00 12 34")[:-11] + card("FN:Max", "TEL:06"),
        (*_ONE, ("Max", "Max", "", "06")),
        _PHONE,
        broken_cards={"n": 1},
    ),
    table(
        "lines of no kind.vcf",
        card(*_N, "", "no colon", "=3D=3D", ";:x", 'TEL;X="open:06', "TEL:06 00 00 12 34"),
        _ONE,
        _PHONE,
    ),
    refused("a card without a word.vcf", card(), "empty_file"),
    refused("a long note.vcf", card("FN:x", "NOTE:" + "x" * 140_000), "not_a_table", "long_cell"),
    refused(
        "a note folded without end.vcf",
        card("FN:x", "NOTE:", *(" " + "x" * 70,) * 2_000),
        "not_a_table",
        "long_cell",
    ),
    refused("600 numbers.vcf", card("FN:x", *("TEL:06",) * 600), "not_a_table", "columns"),
    refused("a nul.vcf", card("FN:\x00"), "binary_file"),
]
