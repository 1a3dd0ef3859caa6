"""Runs the program `Conformance` on a served board, under either monitor, and compares what it finds with its table.

The table is `Docs/Hardware/Conformance.md`; the official monitor is the image that SpiNNMan brings.

    python check_conformance.py PATH-OF-SWINN PATH-OF-APLX PATH-OF-TABLE
"""

import argparse
import os
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import Failure, NoAnswer, Probe, Server, VCPU, isolate, ok, require, wait_until_up  # noqa: E402

import spinnman  # noqa: E402

IMAGE = os.path.join(os.path.dirname(spinnman.__file__), "messages", "spinnaker_boot", "boot_data", "scamp.boot")

# The cores of the program, the one that is started last at the end: chip, virtual core.
CORES = [(0, 0, 2), (1, 0, 1), (1, 1, 1), (0, 0, 1)]
APP_ID = 30
SYSTEM_BUFFER = 0x67800000
# SCP commands (spinnaker_tools 4.0.0, include/sark.h).
APPLICATION_RUN, TIME_SYNC = 19, 32
# States of a core.
RUN, EXIT, IDLE = 7, 11, 15
# On the clock, and so with room for a busy host.
UP_SECONDS = 300.0
RUN_SECONDS = 300.0


def read_table(path):
    """The rows of the table: what a number stands for, and the words expected of it."""
    rows = {}
    with open(path, encoding="utf-8") as table:
        for line in table:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 4 and cells[0].isdigit():
                rows[int(cells[0])] = cells[1], [int(word, 16) for word in cells[3].split()]
    require(len(rows) > 90, f"the table has {len(rows)} rows only")
    return rows


def state(probe, x, y, core):
    return probe.read(x, y, VCPU + 128 * core + 0x2E, 1)[0]


def wait_for(probe, place, wanted, seconds):
    """Waits until a core is in one of some states; silence is no answer yet."""
    deadline = time.monotonic() + seconds
    found = None
    while time.monotonic() < deadline:
        try:
            found = state(probe, *place)
            if found in wanted:
                return found
        except (NoAnswer, Failure):
            pass
        time.sleep(0.1)
    raise Failure(f"core {place} is in state {found} after {seconds} s")


def run(probe, image):
    """Starts the program on all its cores and returns what each experiment has found."""
    for place in CORES:
        wait_for(probe, place, {IDLE}, UP_SECONDS)
    # SC&MP tells all chips the time every two seconds. Such a packet would be dropped at a link that an experiment has
    # blocked, and its record would stand where another is looked for.
    code, _ = probe.command(0, 0, TIME_SYNC, 0)
    require(code == 0x80, f"stopping the time synchronisation gave {code:#x}")
    for (x, y, core) in CORES:
        probe.write(x, y, SYSTEM_BUFFER, image)
        code, _ = probe.command(x, y, APPLICATION_RUN, APP_ID << 24 | 1 << core)
        require(code == 0x80, f"starting core {(x, y, core)} gave {code:#x}")
        wait_for(probe, (x, y, core), {RUN, EXIT}, RUN_SECONDS)
        # The others set up their routers after they have told of their state.
        time.sleep(0.2)
    found = {}
    for (x, y, core) in reversed(CORES):
        if core != 1:
            continue
        wait_for(probe, (x, y, core), {EXIT}, RUN_SECONDS)
        report = probe.read(x, y, probe.word(x, y, VCPU + 128 * core + 0x74), 0x4000)
        offset = 0
        while (head := struct.unpack_from("<I", report, offset)[0]) != 0:
            count = head & 0xFFFF
            found[head >> 16] = list(struct.unpack_from(f"<{count}I", report, offset + 4))
            offset += 4 * (count + 1)
    return found


def check(swinn, address, image, table, kind, monitor):
    name = "the official monitor" if monitor else "the monitor at a high level"
    options = ["--board", kind] + (["--monitor", monitor] if monitor else [])
    server = Server(swinn, address, *options)
    try:
        ok(server.line)
        probe = Probe(address)
        if monitor:
            ok(f"{kind} under {name}: up after {wait_until_up(probe, server)}")
        found = run(probe, image)
        probe.close()
        wrong = []
        for number, (behaviour, words) in table.items():
            if found.get(number) != words:
                wrong.append(number)
                text = " ".join(f"{word:x}" for word in found.get(number, []))
                print(f"WRONG {number} {behaviour}: found {text}, not {' '.join(f'{word:x}' for word in words)}")
        require(not wrong, f"{kind} under {name}: {len(wrong)} of {len(table)} behaviours differ: {wrong}")
        require(set(found) == set(table), f"{kind} under {name}: experiments without a row")
        ok(f"{kind} under {name}: all {len(table)} behaviours are as the table says")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("image", help="path of Conformance.aplx")
    parser.add_argument("table", help="path of Conformance.md")
    parser.add_argument("--address", default="127.25.1", help="the first three numbers of the addresses to serve at")
    arguments = parser.parse_args()
    swinn = os.path.abspath(arguments.swinn)
    with open(arguments.image, "rb") as file:
        image = file.read()
    table = read_table(arguments.table)
    isolate()
    failures = []
    boards = [("spin3", None), ("spin5", None), ("spin3", IMAGE), ("spin5", IMAGE)]
    for index, (kind, monitor) in enumerate(boards):
        try:
            check(swinn, f"{arguments.address}.{index + 1}", image, table, kind, monitor)
        except (Failure, NoAnswer) as failure:
            failures.append(failure)
            print(f"FAILED: {failure}", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
