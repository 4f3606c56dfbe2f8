# SPDX-License-Identifier: Apache-2.0
"""The language of `scanimage` (sane-backends 1.1 and later): its options, its lists, its results.

Its exit status is the SANE_Status when reading the page failed; when opening or starting failed it is that status or 1,
so the words on stderr (sane_strstatus, English under LC_ALL=C) are looked at too.
"""

import re
from dataclasses import dataclass

from device_drivers.document_scanner.options import Format, ScanOptions
from device_drivers.errors import (
    CoverOpen,
    DeviceError,
    DeviceNotReady,
    HardwareError,
    PaperJammed,
    PaperOut,
    ProtocolError,
    Unsupported,
)

LIST_ARGUMENTS = ["--formatted-device-list=%d\t%v\t%m%n"]
_FIELDS = 3
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"

_FAILURES: tuple[tuple[int, str, type[DeviceError]], ...] = (
    (3, "Device busy", DeviceNotReady),
    (6, "Document feeder jammed", PaperJammed),
    (7, "Document feeder out of documents", PaperOut),
    (8, "Scanner cover is open", CoverOpen),
    (9, "Error during device I/O", HardwareError),
    (10, "Out of memory", HardwareError),
    (11, "Access to resource has been denied", DeviceNotReady),
    (1, "Operation not supported", Unsupported),
    (5, "End of file reached", ProtocolError),
)
"""By sane.h, SANE_Status. 2 and 4 (cancelled, invalid argument) stand for too many things to have a word."""
_NOT_OPENED = re.compile(r"open of device .* failed|no SANE devices found", re.IGNORECASE)
_NO_SUCH_OPTION = re.compile(
    r"unrecognized option|attempted to set (?:inactive|readonly) option|setting of option .* failed", re.IGNORECASE
)
# Also "--resolution 75|150|300dpi [300]" and "--mode Color|Gray [Gray]". Ranges are "1..1200dpi (in steps of 1)".
_OPTION = re.compile(r"^ +(?:-([a-z])|--([a-z-]+)) (\S.*?)(?: \(in steps of [^)]*\))?(?: \[[^\]]*\])?$", re.MULTILINE)
_RANGE = re.compile(r"(-?[0-9.]+)\.\.(-?[0-9.]+)")


class ScannerMissing(DeviceNotReady):
    """Not busy, not forbidden: not there."""


@dataclass(frozen=True)
class Found:
    """`device` is SANE's name. It may hold a USB address, which changes at every plug-in: no identity."""

    device: str
    vendor: str
    model: str


@dataclass(frozen=True)
class Abilities:
    """What one scanner offers; None where it does not say, so that it is asked for all the same.
    `width` and `height` in millimetres, of the largest page."""

    modes: frozenset[str] | None
    sources: frozenset[str] | None
    resolutions: frozenset[int] | range | None
    width: float | None
    height: float | None


def decode_list(output: str) -> list[Found]:
    """Lines that are no device are left out."""
    rows = (line.split("\t") for line in output.splitlines())
    return [Found(*row) for row in rows if len(row) == _FIELDS and row[0]]


def decode_abilities(output: str) -> Abilities:
    """From `--all-options`."""
    offered = {short or long: values for short, long, values in _OPTION.findall(output)}
    return Abilities(
        _choices(offered.get("mode")),
        _choices(offered.get("source")),
        _resolutions(offered.get("resolution")),
        _most(offered.get("x")),
        _most(offered.get("y")),
    )


def scan_arguments(options: ScanOptions, abilities: Abilities) -> list[str]:
    """Raises Unsupported for what this scanner does not have: SANE would cut the page or round without a word."""
    if abilities.resolutions is not None and options.resolution not in abilities.resolutions:
        raise Unsupported(f"this scanner has no {options.resolution} dpi")
    arguments = [f"--format={options.format}", f"--resolution={options.resolution}"]
    if abilities.modes is not None:
        if options.colour not in abilities.modes:
            raise Unsupported(f"this scanner has no mode {options.colour}")
        arguments.append(f"--mode={options.colour}")
    if options.source is not None and abilities.sources is not None:
        if options.source not in abilities.sources:
            raise Unsupported(f"this scanner has no source {options.source}")
        arguments.append(f"--source={options.source}")
    return arguments + _area(options, abilities)


def _area(options: ScanOptions, abilities: Abilities) -> list[str]:
    width, height = abilities.width, abilities.height
    if options.size is None:
        return [] if width is None or height is None else ["-x", f"{width:g}", "-y", f"{height:g}"]
    # Glasses of A4 say 215.9 or 210 times 297, or a hair less.
    for most, wanted in ((width, options.size.width), (height, options.size.height)):
        if most is not None and wanted > most + 1:
            raise Unsupported(f"this scanner's page ends at {most:g} mm")
    return ["-x", str(options.size.width), "-y", str(options.size.height)]


def checked_image(image: bytes, wanted: Format) -> bytes:
    """Raises ProtocolError for what is not a whole picture."""
    begins, ends = {Format.PNG: (_PNG, _PNG_END), Format.JPEG: (_JPEG, _JPEG_END)}[wanted]
    if not (image.startswith(begins) and image.endswith(ends)):
        raise ProtocolError("the scanner sent no whole page")
    return image


def failure(status: int, words: str) -> DeviceError:
    """`words`: stderr. They name the device, never what lies on it."""
    said = [line for line in words.splitlines() if line.strip() and not line.startswith("Output format is not set")]
    last = said[-1] if said else f"scanimage ended with {status}"
    by_words = next((kind for _, word, kind in _FAILURES if word in words), None)
    if by_words is not None:
        return by_words(last)
    if _NOT_OPENED.search(words):
        return ScannerMissing(last)
    if _NO_SUCH_OPTION.search(words):
        return Unsupported(last)
    by_status = next((kind for number, _, kind in _FAILURES if number == status and number != 1), HardwareError)
    return by_status(last)


def _choices(values: str | None) -> frozenset[str] | None:
    return frozenset(values.split("|")) if values else None


def _resolutions(values: str | None) -> frozenset[int] | range | None:
    if values is None:
        return None
    if bounds := _RANGE.match(values):
        return range(int(float(bounds[1])), int(float(bounds[2])) + 1)
    return frozenset(int(number) for number in re.findall(r"[0-9]+", values)) or None


def _most(values: str | None) -> float | None:
    bounds = _RANGE.match(values or "")
    return float(bounds[2]) if bounds else None
