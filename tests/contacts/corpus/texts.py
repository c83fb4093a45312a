"""Files of text: encodings, delimiters, quotes, ends of lines, and what only looks like a list."""

from tests.contacts.corpus.case import ROWS, TEXT, Case, refused, table

_NAMES = ("Nom", "Téléphone", "C")


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


ENCODINGS = [
    table("utf-8.csv", TEXT.encode()),
    table("utf-8 with its mark.csv", TEXT.encode("utf-8-sig")),
    table(
        "two marks.csv",
        b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"),
        columns=("\ufeffNom", "Téléphone"),
    ),
    table("windows-1252.csv", TEXT.encode("windows-1252")),
    table("utf-16 little.csv", b"\xff\xfe" + TEXT.encode("utf-16-le")),
    table("utf-16 big.csv", b"\xfe\xff" + TEXT.encode("utf-16-be")),
    table("utf-32 little.csv", b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le")),
    table("utf-32 big.csv", b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be")),
    table(
        "an accent at the very end.csv",
        ("Nom;Tel\n" + "Roux;0600001234\n" * 30_000 + "Lefèvre;0600001235\n").encode(
            "windows-1252"
        ),
        (("Roux", "0600001234"),) * 30_000 + (("Lefèvre", "0600001235"),),
        ("Nom", "Tel"),
    ),
    table(
        "bytes that windows-1252 has not.csv",
        b"Nom;T\xe9l\x81phone\nLef\xe8vre;06 00 00 12 34\nRoux;01 99 00 12 34\n",
        columns=("Nom", "Tél\ufffdphone"),
    ),
    table(
        "half a utf-8 letter.csv",
        TEXT.encode() + b"x\xc3",
        (("LefÃ¨vre", "06 00 00 12 34"), ("Roux", "01 99 00 12 34"), ("xÃ", "")),
        ("Nom", "TÃ©lÃ©phone"),
    ),
    refused("utf-16 without a mark.csv", TEXT.encode("utf-16-le"), "binary_file"),
    refused(
        "half a utf-16 letter.csv", TEXT.encode("utf-16") + b"x", "unreadable_file", "encoding"
    ),
]

DELIMITERS = [
    table("commas.csv", TEXT.replace(";", ",").encode()),
    table("tabs.tsv", TEXT.replace(";", "\t").encode()),
    table("bars.txt", TEXT.replace(";", "|").encode()),
    table("sep=.csv", _crlf("sep=,\n" + TEXT.replace(";", ",")).encode()),
    table(
        "sep= of a quote.csv",
        ('sep="\n' + TEXT).encode(),
        (("Nom", "Téléphone"), *ROWS),
        ('sep="', "B"),
    ),
    table(
        "commas of decimals.csv",
        b"Nom;Tel;Prix\nRoux;0600001234;12,50\nPons;0600001235;1,20\n",
        (("Roux", "0600001234", "12,50"), ("Pons", "0600001235", "1,20")),
        ("Nom", "Tel", "Prix"),
    ),
    table(
        "one column.txt", b"0600001234\n0600001235\n", (("0600001234",), ("0600001235",)), ("A",)
    ),
]

LINES = [
    table("crlf.csv", _crlf(TEXT).encode()),
    table("cr.csv", TEXT.replace("\n", "\r").encode()),
    table(
        "mixed ends.csv", "Nom;Téléphone\r\nLefèvre;06 00 00 12 34\rRoux;01 99 00 12 34\n".encode()
    ),
    table("no end at the end.csv", TEXT.strip().encode()),
    table("the end of dos.csv", (TEXT + "\x1a").encode()),
    table("blank lines.csv", ("\n\n" + TEXT.replace("\n", "\n\n ; \n")).encode()),
    table(
        "ends within quotes.csv",
        'Nom;Téléphone\n"Le\r\nfèvre";06 00 00 12 34\n'.encode(),
        (("Le\r\nfèvre", "06 00 00 12 34"),),
    ),
    table(
        "separators of unicode.csv",
        "Nom;Téléphone\nLe\u2028fè\x85vre;06 00 00 12 34\n".encode(),
        (("Le\u2028fè\x85vre", "06 00 00 12 34"),),
    ),
]

QUOTES = [
    table(
        "all quoted.csv",
        '"Nom";"Téléphone"\n"Lefèvre";"06 00 00 12 34"\n"Roux";"01 99 00 12 34"\n'.encode(),
    ),
    table(
        "doubled quotes.csv",
        b'Nom;Tel\n"dit ""la rousse""";0600001234\n',
        (('dit "la rousse"', "0600001234"),),
        ("Nom", "Tel"),
    ),
    table(
        "a quote within.csv",
        b'Nom;Tel\nGarage "Le 12";0600001234\n',
        (('Garage "Le 12"', "0600001234"),),
        ("Nom", "Tel"),
    ),
    table(
        "text after a quote.csv",
        b'Nom;Tel\n"Ro"ux;0600001234\n',
        (("Roux", "0600001234"),),
        ("Nom", "Tel"),
    ),
    table(
        "guarded formulas.csv",
        b"Nom;Tel\n'=1+1;'+33600001234\n",
        (("=1+1", "+33600001234"),),
        ("Nom", "Tel"),
    ),
    refused(
        "a quote never closed.csv",
        b'Nom;Tel\nRoux;0600001234\n"Pons;0600001235\n',
        "not_a_table",
        "open_quote",
    ),
]

SHAPES = [
    table(
        "ragged.csv",
        "Nom;Téléphone\nRoux\nPons;0600001235;Tours;;\n".encode(),
        (("Roux", "", ""), ("Pons", "0600001235", "Tours")),
        _NAMES,
    ),
    table("empty columns at the end.csv", TEXT.replace("\n", ";;;;\n").encode()),
    table(
        "a column without a title.csv",
        b"Nom;;Tel\nRoux;x;0600001234\n",
        (("Roux", "x", "0600001234"),),
        ("Nom", "B", "Tel"),
    ),
    table(
        "a title twice.csv",
        b"Tel;Tel\n0600001234;0199001234\n",
        (("0600001234", "0199001234"),),
        ("Tel", "Tel"),
    ),
    table("only titles.csv", "Nom;Téléphone\n".encode(), ()),
    table(
        "no titles.csv",
        b"Roux;0600001234\nPons;0600001235\n",
        (("Roux", "0600001234"), ("Pons", "0600001235")),
        ("A", "B"),
    ),
    table(
        "512 columns.csv",
        b"Nom;Tel" + b";x" * 510 + b"\nRoux;0600001234\n",
        (("Roux", "0600001234", *("",) * 510),),
        ("Nom", "Tel", *("x",) * 510),
    ),
    refused("513 columns.csv", b"Nom;Tel" + b";x" * 511 + b"\n", "not_a_table", "columns"),
    table(
        "600 empty columns.csv",
        b"Nom;Tel" + b";" * 600 + b"\nRoux;0600001234\n",
        (("Roux", "0600001234"),),
        ("Nom", "Tel"),
    ),
    refused(
        "a long cell.csv", b"Nom;Tel\n" + b"x" * 131_073 + b";06\n", "not_a_table", "long_cell"
    ),
    refused(
        "64 megabytes of one cell.csv",
        lambda: b"Nom;Tel\n" + b"x" * 64 * 2**20,
        "not_a_table",
        "long_cell",
    ),
    refused(
        "64 megabytes within quotes.csv",
        lambda: b'Nom;Tel\n"' + b"x\n" * 32 * 2**20,
        "not_a_table",
        "long_cell",
    ),
]

NOT_LISTS = [
    refused("nothing.csv", b"", "empty_file"),
    refused("only a mark.csv", b"\xef\xbb\xbf", "empty_file"),
    refused("only delimiters.csv", b";;;\r\n ; ;\r\n", "empty_file"),
    refused("a nul.csv", b"Nom;Tel\x00\nRoux;0600001234\n", "binary_file"),
    refused(
        "a nul late.csv", b"Nom;Tel\n" + b"Roux;0600001234\n" * 40_000 + b"\x00", "binary_file"
    ),
    refused("a picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary_file"),
    refused("gzip.csv", b"\x1f\x8b\x08\x08abcdefgh", "binary_file"),
    refused(
        "a page.xls",
        b"<html><table><tr><td>0600001234</td></tr></table></html>",
        "not_a_table",
        "markup",
    ),
    refused("a pdf.csv", b"%PDF-1.7\n1 0 obj\n", "not_a_table", "markup"),
    refused("json.csv", b'[{"tel": "0600001234"}]', "not_a_table", "markup"),
    refused("rtf.csv", b"{\\rtf1 0600001234}", "not_a_table", "markup"),
]

CASES: list[Case] = [*ENCODINGS, *DELIMITERS, *LINES, *QUOTES, *SHAPES, *NOT_LISTS]
