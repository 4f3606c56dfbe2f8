# SPDX-License-Identifier: Apache-2.0
"""The catalogue of texts. The Chinese ones are the message ids; `translations/en` holds the English ones. After a
change of texts `python -m agent.web.catalogue` collects them anew, compiles, and names those without English."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
PO = HERE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "_l": None}


def collected() -> Catalog:
    """All texts as they stand in code and templates."""
    catalog = Catalog(locale="en", project="linli-web")
    for file, _line, message, _comments, _context in extract_from_dir(HERE, METHODS, keywords=KEYWORDS):
        catalog.add(message, None, locations=[(file, 0)])
    return catalog


def kept() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def main() -> int:
    catalog = kept() if PO.exists() else Catalog(locale="en")
    known = {message.id: message.string for message in catalog if message.id}
    fresh = collected()
    for message in fresh:
        if message.id:
            message.string = known.get(message.id, "")
    with PO.open("wb") as file:
        write_po(file, fresh, width=110, no_location=True, omit_header=True, sort_output=True)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, fresh)
    missing = [message.id for message in fresh if message.id and not message.string]
    for text in missing:
        print(text)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
