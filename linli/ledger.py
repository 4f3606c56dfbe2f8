# SPDX-License-Identifier: Apache-2.0
"""`linli ledger`: the payments and the commands to devices made last, as the running agent's ledger has them. Payers
are masked in it already, and what a command read stands nowhere."""

import argparse
from collections.abc import Iterable

from agent.client import calls
from agent.client.blocking import Client
from contract.local import LedgerCommand, LedgerEntry, LedgerExtract, Receipt
from contract.money import yuan
from linli import ledger_file
from linli.operator import ask, columns

HEAD = ("MADE", "REFERENCE", "YUAN", "STATE", "PAID", "BY", "FOR", "SLIPS", "RECORDS", "TROUBLE", "PAYER")
COMMANDS_HEAD = ("MADE", "COMMAND", "DEVICE", "STATE", "PROOF", "TROUBLE", "ID")


OF_THE_CHAIN = {"export": ledger_file.export, "verify": ledger_file.verify}


def run(argv: list[str]) -> int:
    if argv and argv[0] in OF_THE_CHAIN:
        return OF_THE_CHAIN[argv[0]](argv[1:])
    parser = argparse.ArgumentParser(
        prog="linli ledger",
        description="The payments and the commands to devices made last, the newest first. The agent alone opens the "
        "ledger: it is asked. `linli ledger export FILE` writes its chain of hashes into a file, `linli ledger verify` "
        "says whether one holds; both have a --help of their own.",
        epilog="STATE unknown: the platform has not said yet, and is asked again. RECORDS: whether the platform has "
        "the terminal's own records of the payment and its slips. PAYER: masked, as the ledger keeps it. A slip or "
        "command that is unknown may be on paper or not: look there; nothing prints it again by itself. PROOF: "
        "processId, the printer answered this slip's own mark; queuedStatus, the question that stood behind it.",
    )
    return ask(parser, argv, _tell)


def _tell(client: Client) -> list[str]:
    return table(client.send(calls.ledger()))


def table(extract: LedgerExtract) -> list[str]:
    payments = columns([HEAD, *map(_row, extract.entries)]) if extract.entries else ["no payments yet"]
    if not extract.commands:
        return payments
    return [*payments, "", *columns([COMMANDS_HEAD, *map(_command, extract.commands)])]


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


def _command(command: LedgerCommand) -> tuple[str, ...]:
    return (
        f"{command.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
        command.command,
        command.device or "-",
        command.outcome.value if command.outcome else command.state.value,
        command.proof.value if command.proof else "-",
        command.trouble.code if command.trouble else "-",
        command.command_id,
    )


def _slip(receipt: Receipt) -> str:
    told = receipt.trouble.code if receipt.trouble else receipt.proof.value if receipt.proof else ""
    why = f" ({told})" if told else ""
    return f"{receipt.receipt_no} {'reprint ' if receipt.reprint else ''}{receipt.state}{why}"


def _each(words: Iterable[str]) -> str:
    return ", ".join(words) or "-"
