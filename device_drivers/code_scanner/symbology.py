# SPDX-License-Identifier: Apache-2.0
"""Kinds of codes, and the AIM identifiers (ISO/IEC 15424) by which scanners say which kind they saw."""

from enum import StrEnum


class Symbology(StrEnum):
    """Words of XFS4IoT's BarcodeReader where it has one; `hanXin`, `dotCode` and `gridMatrix` are ours."""

    EAN8 = "ean8"
    EAN13 = "ean13"
    GS1_128 = "ean128"
    GS1_DATABAR = "rss"
    CODE11 = "code11"
    CODE39 = "code39"
    CODE93 = "code93"
    CODE128 = "code128"
    CODABAR = "codabar"
    ITF = "itf"
    MSI = "msi"
    PLESSEY = "plessey"
    PDF417 = "pdf417"
    MAXICODE = "maxiCode"
    DATA_MATRIX = "dataMatrix"
    QR = "qrCode"
    AZTEC = "aztec"
    HAN_XIN = "hanXin"
    DOTCODE = "dotCode"
    GRID_MATRIX = "gridMatrix"
    UNKNOWN = "symbologyUnknown"
    """The scanner named one that is not in this table."""


_BY_IDENTIFIER = {"E4": Symbology.EAN8, "C1": Symbology.GS1_128}
"""Where the modifier tells more than the code character. E0 is EAN-13 and UPC alike, both sent as 13 digits."""
_BY_CODE_CHARACTER = {
    "A": Symbology.CODE39,
    "C": Symbology.CODE128,
    "E": Symbology.EAN13,
    "F": Symbology.CODABAR,
    "G": Symbology.CODE93,
    "H": Symbology.CODE11,
    "I": Symbology.ITF,
    "J": Symbology.DOTCODE,
    "L": Symbology.PDF417,
    "M": Symbology.MSI,
    "P": Symbology.PLESSEY,
    "Q": Symbology.QR,
    "U": Symbology.MAXICODE,
    "d": Symbology.DATA_MATRIX,
    "e": Symbology.GS1_DATABAR,
    "g": Symbology.GRID_MATRIX,
    "h": Symbology.HAN_XIN,
    "z": Symbology.AZTEC,
}


def symbology_of(identifier: str) -> Symbology:
    """`identifier`: code character and modifier, without the `]` before them."""
    return _BY_IDENTIFIER.get(identifier) or _BY_CODE_CHARACTER.get(identifier[:1], Symbology.UNKNOWN)
