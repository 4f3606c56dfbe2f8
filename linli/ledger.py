# SPDX-License-Identifier: Apache-2.0
"""`linli ledger`: the payments made last, as the running agent's ledger has them. Payers are masked in it already."""

import argparse
from collections.abc import Iterable

from agent.client import calls
from agent.client.blocking import Client
from contract.local import LedgerEntry, LedgerExtract, Receipt
from contract.money import yuan
from linli.operator import ask, columns

HEAD = ("MADE", "REFERENCE", "YUAN", "STATE", "PAID", "BY", "FOR", "SLIPS", "RECORDS", "TROUBLE", "PAYER")


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli ledger",
        description="The payments made last, the newest first. The agent alone opens the ledger: it is asked.",
        epilog="STATE unknown: the platform has not said yet, and is asked again. RECORDS: whether the platform has "
        "the terminal's own records of the payment and its slips. PAYER: masked, as the ledger keeps it.",
    )
    return ask(parser, argv, _tell)


def _tell(client: Client) -> list[str]:
    return table(client.send(calls.ledger()))


def table(extract: LedgerExtract) -> list[str]:
    if not extract.entries:
        return ["no payments yet"]
    return columns([HEAD, *(_row(entry) for entry in extract.entries)])


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    payer = entry.payer
    return (
        f"{entry.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
        entry.reference,
        yuan(entry.amount_fen),
        entry.state.value,
        f"{entry.paid_at.astimezone():%H:%M:%S}" if entry.paid_at else "-",
        entry.channel or "-",
        _each(line.kind.value for line in entry.lines),
        _each(map(_slip, entry.receipts)),
        entry.delivery.value,
        entry.trouble.code if entry.trouble else "-",
        f"{payer.number} {payer.name}".rstrip() if payer else "deleted",
    )


def _slip(receipt: Receipt) -> str:
    why = f" ({receipt.trouble.code})" if receipt.trouble else ""
    return f"{receipt.receipt_no} {'reprint ' if receipt.reprint else ''}{receipt.state}{why}"


def _each(words: Iterable[str]) -> str:
    return ", ".join(words) or "-"
