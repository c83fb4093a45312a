"""Lists, stop list and consents by command: real processes, one document or one clear line."""

from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Quick
from voicedesk.base.resources import resource

MESSAGE = resource("samples", "message-fr.mp3")
LIST = (
    "Nom;Portable;Ville\n"
    "Ana;06 00 00 00 01;Lyon\n"
    "Bob;06 00 00 00 02;Brest\n"
    "Ana;+33600000001;\n"
    "Cléo;06 00;Lyon\n"
    "Dan;01 99 00 00 04;Brest\n"
)
OTHER = "Nom;Tel\nBob;0600000002\nEve;0600000005\n"


@pytest.fixture
def stocked(quick: Quick, tmp_path: Path) -> Quick:
    """A workspace with the lists "one" (a row is invalid) and "two"."""
    stock(quick, tmp_path)
    return quick


def stock(program: Any, tmp_path: Path) -> None:
    for name, text, code in (("one", LIST, 1), ("two", OTHER, 0)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        done = program("contacts", "import", path, "--list", name, "--json")
        assert done.code == code, done.err
        found = done.json()
        assert (found["list"], found["imported"]) == (name, text.count("\n") - 1)
        assert set(found) >= {"rows", "valid", "invalid", "duplicates", "problems", "seconds"}


def lists(program: Any) -> dict[str, tuple[int, int]]:
    found = program("contacts", "lists", "--json").json()
    return {one["name"]: (one["rows"], one["valid"]) for one in found}


def test_rejected_rows_go_out_and_come_back_mended(stocked: Quick, tmp_path: Path) -> None:
    assert lists(stocked) == {"one": (5, 4), "two": (2, 2)}
    path = tmp_path / "rejected.csv"
    done = stocked(
        "contacts", "export", "--list", "one", "--out", path, "--part", "rejected", "--json"
    )
    assert (done.code, done.json()["rows"]) == (0, 1)
    path.write_text(path.read_text("utf-8-sig").replace("06 00;", "06 00 00 00 03;"), "utf-8-sig")
    done = stocked("contacts", "import", path, "--list", "one", "--append")
    assert (done.code, done.out) == (0, "“one”: 1 contact imported, 1 with a valid number.\n")
    whole = tmp_path / "all.csv"
    assert stocked("contacts", "export", "--list", "one", "--out", whole).code == 0
    lines = whole.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Nom;Portable;Ville"
    assert lines[-1] == "Cléo;06 00 00 00 03;Lyon"
    cards = tmp_path / "cards.vcf"
    stocked("contacts", "export", "--list", "one", "--out", cards, "--part", "valid")
    assert cards.read_text("utf-8").count("BEGIN:VCARD") == 4
    found = stocked("contacts", "import", cards, "--list", "cards", "--json").json()
    assert (found["rows"], found["valid"], found["invalid"]) == (4, 4, 0)


def test_the_same_by_processes(program: Any, tmp_path: Path) -> None:
    """One after the other on the same workspace, as a script runs them."""
    stock(program, tmp_path)
    assert program("contacts", "combine", "union", "one", "two", "--as", "both").code == 0
    assert program("contacts", "duplicates", "--list", "both", "--merge", "--json").json()["merged"]
    assert program("stop-list", "add", "0600000002", "--fingerprint").code == 0
    agreed = ("--source", "form", "--wording", "Yes.", "--given", "2026-01-02")
    assert program("consent", "record", "--list", "both", *agreed).out.startswith("4 people")
    created = program(
        *("campaign", "create", "--name", "N", "--audio", MESSAGE, "--list", "both"),
        *("--media", "VOICE", "--purpose", "prospecting", "--json"),
    )
    assert created.json()["review"]["excluded"] == {"too_short": 1, "stop_list": 1}
    assert created.json()["review"]["will_call"] == 3
    out = tmp_path / "both.xlsx"
    assert program("contacts", "export", "--list", "both", "--out", out).code == 0
    assert out.read_bytes()[:2] == b"PK"
    program("consent", "show", "--list", "no").assert_one_clear_line(2, "“no”")


def test_lists_made_of_lists(stocked: Quick) -> None:
    for how, more, expected in (
        ("union", ("one", "two", "--as", "both"), {"both": (6, 5)}),
        ("intersection", ("one", "two", "--as", "common"), {"common": (1, 1)}),
        ("difference", ("one", "two", "--as", "rest"), {"rest": (4, 3)}),
        ("sample", ("one", "--rows", 2, "--as", "some"), {"some": (2, None)}),
        ("split", ("one", "--parts", 2, "--as", "half"), {"half 1": (3, 3), "half 2": (2, 1)}),
        ("split", ("two", "--column", "nom", "--as", "of"), {"of Bob": (1, 1), "of Eve": (1, 1)}),
    ):
        done = stocked("contacts", "combine", how, *more, "--json")
        assert done.code == 0, done.err
        made = {one["name"]: (one["rows"], one["valid"]) for one in done.json()}
        assert {name: rows for name, (rows, _) in made.items()} == {
            name: rows for name, (rows, _) in expected.items()
        }
        assert all(valid in (None, made[name][1]) for name, (_, valid) in expected.items())
    assert len(lists(stocked)) == 10


def test_no_row_is_lost_in_a_split_by_a_column(quick: Quick, tmp_path: Path) -> None:
    """Somebody may have written what the blank ones are called."""
    path = tmp_path / "list.csv"
    path.write_text("Tel;Ville\n0600000001;\n0600000002;(empty)\n0600000003;a/b\n", "utf-8")
    assert quick("contacts", "import", path, "--list", "l").code == 0
    made = quick("contacts", "combine", "split", "l", "--column", "Ville", "--as", "p", "--json")
    found = {one["name"]: one["rows"] for one in made.json()}
    assert found == {"p (empty)": 1, "p ((empty))": 1, "p a/b": 1}


def test_duplicates_are_told_and_merged_only_when_asked(stocked: Quick) -> None:
    command = ("contacts", "duplicates", "--list", "one", "--with", "two", "--json")
    told = {"list": "one", "groups": 1, "rows": 1, "conflicts": 0, "shared": {"two": 1}}
    assert stocked(*command).json() == {**told, "merged": 0}
    assert stocked(*command, "--merge").json() == {**told, "merged": 1}
    assert lists(stocked)["one"] == (4, 3)


def test_the_stop_list(stocked: Quick, tmp_path: Path) -> None:
    done = stocked("stop-list", "add", "06 00 00 00 01", "nonsense", "--source", "phone", "--json")
    assert done.code == 1
    assert (done.json()["added"], [r["row"] for r in done.json()["refused"]]) == (1, [2])
    path = tmp_path / "stop.txt"
    path.write_text("06 00 00 00 02\n0600000001\n", "utf-8")
    done = stocked("stop-list", "import", path, "--fingerprint", "--json")
    assert (done.code, done.json()) == (0, {"added": 1, "known": 1, "refused": []})
    entries = stocked("stop-list", "list", "--json").json()
    assert [entry["number"] for entry in entries] == [None, None]
    assert stocked("stop-list", "add", "0600000007").out == "1 number put on the stop list.\n"
    done = stocked("stop-list", "export", tmp_path / "out.csv", "--json")
    assert (done.code, done.json()["rows"]) == (0, 3)
    assert "+33600000007;" in (tmp_path / "out.csv").read_text("utf-8-sig")
    done = stocked("stop-list", "remove", "+33 6 00 00 00 01", "0600000009", "--json")
    assert (done.code, done.json()["removed"], done.json()["unknown"]) == (0, 1, 1)

    sheet = created(stocked, "contract").json()["review"]
    assert sheet["excluded"] == {"too_short": 1, "duplicate": 1, "stop_list": 1}
    assert sheet["will_call"] == 2


def created(program: Any, purpose: str) -> Any:
    return program(
        *("campaign", "create", "--name", purpose, "--audio", MESSAGE, "--list", "one"),
        *("--media", "VOICE", "--purpose", purpose, "--json"),
    )


SEVERAL = {
    "columns.csv": "Nom;Fixe;Portable\n"
    "A;01 99 00 00 01;06 00 00 00 01\nB;01 99 00 00 02;\nC;;06 00\n",
    "google.csv": "Name,Phone 1 - Type,Phone 1 - Value\n"
    "A,Mobile,06 00 00 00 01 ::: 01 99 00 00 01\nB,Work,01 99 00 00 02\nC,Mobile,06 00\n",
    "cards.vcf": "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\n{numbers}END:VCARD\r\n"
        for name, numbers in {
            "A": "TEL;TYPE=WORK:01 99 00 00 01\r\nTEL;TYPE=CELL:06 00 00 00 01\r\n",
            "B": "TEL;TYPE=WORK:01 99 00 00 02\r\n",
            "C": "TEL;TYPE=CELL:06 00\r\n",
        }.items()
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_a_file_is_checked_as_it_is_imported(quick: Quick, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(SEVERAL[name], "utf-8")
    valid, rejected = tmp_path / "valid.csv", tmp_path / "rejected.csv"
    checked = quick("contacts", "check", path, "--json", "--valid", valid, "--rejected", rejected)
    imported = quick("contacts", "import", path, "--list", "l", "--json").json()
    found = checked.json()
    assert checked.code == 1
    assert {key: imported[key] for key in found if key != "seconds"} | {"seconds": 0} == {
        **found,
        "seconds": 0,
    }
    assert (found["rows"], found["valid"], found["mobile"], found["fixed"]) == (3, 2, 1, 1)
    lines = valid.read_text("utf-8-sig").splitlines()
    assert lines[0].split(";") == [*found["columns"], "e164", "kind"]
    assert [line.split(";")[-2:] for line in lines[1:]] == [
        ["+33600000001", "mobile"],
        ["+33199000002", "fixed"],
    ]
    lines = rejected.read_text("utf-8-sig").splitlines()
    assert lines[0].split(";") == ["row", *found["columns"], "reason", "suggestion"]
    assert len(lines) == 2
    assert "Number to call" not in found["columns"]
    created = quick(
        *("campaign", "create", "--name", "N", "--audio", MESSAGE, "--contacts", path),
        *("--media", "VOICE", "--json"),
    )
    assert created.json()["review"]["will_call"] == 2


def test_a_column_that_is_named_is_the_only_one(quick: Quick, tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_text(SEVERAL["columns.csv"], "utf-8")
    found = quick("contacts", "check", path, "--column", "fixe", "--json").json()
    assert (found["mobile"], found["fixed"], found["problems"]) == (0, 2, {"empty": 1})
    untitled = tmp_path / "numbers.csv"
    untitled.write_text("A;0600000001\n", "utf-8")
    for command in (("check",), ("import", "--list", "l")):
        done = quick("contacts", *command, untitled, "--country", "ZZ")
        done.assert_one_clear_line(1, "“ZZ”")


def test_prospecting_by_command_needs_consents(stocked: Quick, tmp_path: Path) -> None:
    assert created(stocked, "prospecting").code == 1
    proof = tmp_path / "form.pdf"
    proof.write_bytes(b"%PDF signed")
    common = ("--source", "form", "--wording", "I agree.", "--given", "2026-01-02", "--json")
    done = stocked("consent", "record", "--list", "one", *common, "--proof", proof)
    assert (done.code, done.json()["numbers"], done.json()["holds"]) == (0, 3, True)
    assert Path(done.json()["proof"]).read_bytes() == proof.read_bytes()
    more = ("--number", "0600000002", *common, "--expires", "2026-02-01")
    assert stocked("consent", "record", *more).json()["holds"] is False
    done = stocked("consent", "withdraw", "--number", "01 99 00 00 04", "--json")
    assert done.json() == {"withdrawn": 1}
    (past,) = stocked("consent", "show", "--number", "0199000004", "--json").json()["past"]
    assert (past["wording"], past["holds"]) == ("I agree.", False)
    assert Path(past["proof"]).read_bytes() == proof.read_bytes()
    shown = stocked("consent", "show", "--number", "0199000004")
    assert f"ended on {past['ended_at'][:10]}" in shown.out
    found = stocked("consent", "show", "--list", "one", "--json").json()
    counts = {key: found[key] for key in ("people", "given", "expired", "none")}
    assert counts == {"people": 3, "given": 1, "expired": 1, "none": 1}
    assert len(found["consents"]) == 2
    sheet = created(stocked, "prospecting").json()["review"]
    assert sheet["will_call"] == 1
    assert sheet["excluded"]["consent_expired"] == sheet["excluded"]["no_consent"] == 1


BAD: list[tuple[int, tuple[str, ...], str]] = [
    (2, ("contacts", "import", "one.csv", "--list", "one"), "already a contact list “one”"),
    (2, ("contacts", "import", "one.csv", "--list", "no", "--append"), "“no”"),
    (1, ("contacts", "import", "absent.csv", "--list", "new"), "absent.csv"),
    (1, ("contacts", "import", "one.csv", "--list", "new", "--column", "Fax"), "“Fax”"),
    (2, ("contacts", "export", "--list", "no", "--out", "a.csv"), "“no”"),
    (1, ("contacts", "export", "--list", "one", "--out", "a.doc"), "a.doc"),
    (1, ("contacts", "export", "--list", "one", "--out", "a.vcf", "--part", "rejected"), "a.vcf"),
    (2, ("contacts", "combine", "union", "one", "--as", "x"), "union takes 2"),
    (2, ("contacts", "combine", "sample", "one", "--as", "x"), "--rows"),
    (2, ("contacts", "combine", "split", "one", "--as", "x"), "--parts"),
    (1, ("stop-list", "import", "absent.csv"), "absent.csv"),
    (1, ("stop-list", "add", "06", "--country", "ZZ"), "“ZZ”"),
    (1, ("stop-list", "export", "a.vcf"), "a.vcf"),
    (2, ("consent", "withdraw"), "--list"),
    (2, ("consent", "record", "--number", "0600000001", "--source", "a"), "--wording"),
]


def test_bad_input_is_one_clear_line_and_changes_nothing(stocked: Quick, tmp_path: Path) -> None:
    before = lists(stocked)
    for code, arguments, words in BAD:
        given = [tmp_path / one if one.endswith(".csv") else one for one in arguments]
        stocked(*given).assert_one_clear_line(code, words)
    assert lists(stocked) == before


def test_a_consent_needs_people_and_a_past_day(stocked: Quick) -> None:
    common = ("consent", "record", "--source", "a", "--wording", "b")
    done = stocked(*common, "--number", "xyz", "--given", "2026-01-02")
    done.assert_one_clear_line(1, "“xyz”")
    done = stocked(*common, "--number", "0600000001", "--given", "2999-01-02")
    done.assert_one_clear_line(1, "2999-01-02")
    done = stocked(*common, "--number", "0600000001", "--given", "soon")
    done.assert_one_clear_line(2, "--given")
