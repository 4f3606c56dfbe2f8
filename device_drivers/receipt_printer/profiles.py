# SPDX-License-Identifier: Apache-2.0
"""Profiles by name, for the technician to choose from.

Widths, knives and QR codes of the named models are those of the open printer database that python-escpos carries;
it knows neither Chinese code pages nor status or proofs, which come from the makers' manuals. Not verified on hardware.
"""

from device_drivers.receipt_printer.slip import CutKind, PrinterProfile, Proof

_BOTH = (Proof.PROCESS_ID, Proof.QUEUED_STATUS)

PROFILES: dict[str, PrinterProfile] = {
    "80mm": PrinterProfile(),
    "80mm-gbk": PrinterProfile(encoding="gbk"),
    "80mm-raster": PrinterProfile(encoding="raster", native_qr=False),
    "58mm": PrinterProfile(columns=32, dots=384),
    "58mm-gbk": PrinterProfile(columns=32, dots=384, encoding="gbk", native_qr=False, cut=CutKind.NONE),
    "58mm-raster": PrinterProfile(columns=32, dots=384, encoding="raster", native_qr=False, cut=CutKind.NONE),
    "epson-tm-t20": PrinterProfile(proofs=_BOTH, resumes=True),
    "epson-tm-t88": PrinterProfile(columns=42, dots=512, proofs=_BOTH, resumes=True),
    "citizen-ppu-231": PrinterProfile(presenter=True),
    "custom-kpm": PrinterProfile(presenter=True, full_status=True, cut=CutKind.FULL),
}
