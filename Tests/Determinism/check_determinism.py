#!/usr/bin/env python3
"""Runs example networks again and again on served boards and compares what was recorded, byte by byte.

Usage: check_determinism.py FOLDER-OF-PROGRAMS [--repeats 20] [--address 127.22.9.1] [--examples Synfire,...]
                            [--serve "OPTIONS OF swinn board serve"]

Repeats differ in what must make no difference: one or two threads; whether a core is traced meanwhile; whether in the
midst of the run the board is put into a snapshot, ended, and restored in another process with the other number of threads.
What a run recorded is read from its SQLite file with Python's own module; nothing of SwiNN takes part in the comparison.
"""

import argparse
import hashlib
import os
import random
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Peers", "shared"))
from served import VCPU, Failure, NoAnswer, Probe, Server, ok, require

RUNNING = 7
# Threads before and after a swap of boards, what is traced, and whether boards are swapped.
VARIANTS = [
    (1, None, False), (2, None, False), (1, "instructions", False), (2, "bus", False),
    (1, None, True), (2, None, True), (1, "instructions", True), (2, "bus", True),
]


def recorded(path):
    """A digest of every recorded buffer, and how many bytes they have."""
    digest, count = hashlib.sha256(), 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for row in database.execute(
                "SELECT extraction, region, lostRecords, bytes FROM data ORDER BY extraction, region"):
            digest.update(repr(row[:3]).encode())
            digest.update(row[3])
            count += len(row[3])
    return digest.hexdigest(), count


def core_state(probe):
    """The state of core 1 of chip (0, 0)."""
    return probe.read(0, 0, VCPU + 0x80 + 0x2E, 1)[0]


def wait_for_run(probe, program):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise Failure(f"the program ended before its network ran: {program.stdout.read()[:300]}")
        try:
            if core_state(probe) == RUNNING:
                return
        except NoAnswer:
            pass
        time.sleep(0.002)
    raise Failure("the network did not begin to run")


def running_seconds(probe, program):
    """How long the network runs: from now on, when it has begun."""
    begin = time.monotonic()
    while program.poll() is None and time.monotonic() < begin + 120:
        try:
            if core_state(probe) != RUNNING:
                break
        except NoAnswer:
            pass
        time.sleep(0.002)
    return time.monotonic() - begin


def wait_for_boot(probe):
    """Waits until the monitor says where its chip is; before that it says (255, 255)."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if probe.command(0, 0, 0)[1][2:4] == bytes(2):
                return
        except NoAnswer:
            pass
        time.sleep(0.05)
    raise Failure("the board did not come up")


class Trace:
    """A trace of core 1 of chip (0, 0), into a file: the board waits for readers who take their time."""

    def __init__(self, swinn, address, kind, lines, folder):
        self._file = tempfile.TemporaryFile(dir=folder)
        self._process = subprocess.Popen(
            [swinn, "board", "trace", address, kind, "0,0,1", "--lines", str(lines)],
            stdout=self._file, stderr=subprocess.DEVNULL)

    def finish(self):
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            # A core that sleeps has no lines.
            self._process.terminate()
            self._process.wait(timeout=10)
        self._file.seek(0)
        require(len(self._file.read().splitlines()) > 1, "the trace had no lines")
        self._file.close()


def run(folder, example, address, options, variant, delay, work):
    """Runs an example.

    delay: how long after its beginning the run is put into a snapshot; None to measure how long the run takes.
    Returns a digest of what was recorded, its bytes, and the seconds of the run if they were measured.
    """
    threads, traced, swaps = variant
    seconds = None
    swinn = os.path.join(folder, "swinn")
    server = Server(swinn, address, "--threads", str(threads), *options)
    program = None
    try:
        # The official SC&MP loses requests while another host presses it; the run is over in less than a second.
        probe = Probe(address, timeout=0.02, tries=500)
        if "booting" in server.line:
            wait_for_boot(probe)
        output = tempfile.mkdtemp(dir=work)
        program = subprocess.Popen(
            [os.path.join(folder, example), "--board", address, "--output", output],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        followed = Trace(swinn, address, traced, 20_000, work) if traced else None
        if swaps:
            wait_for_run(probe, program)
            time.sleep(delay)
            if followed:
                followed.finish()
            snapshot = os.path.join(output, "board.snapshot")
            subprocess.run([swinn, "board", "snapshot", address, snapshot, "--end"], check=True, timeout=60)
            server.wait()
            server = Server(swinn, address, "--restore", snapshot, "--threads", str(3 - threads))
            require("restored" in server.line, f"the board said '{server.line}'")
            require(core_state(probe) == RUNNING, "the snapshot did not fall into the run")
            if traced:
                followed = Trace(swinn, address, traced, 20_000, work)
        if delay is None:
            wait_for_run(probe, program)
            seconds = running_seconds(probe, program)
        text = program.communicate(timeout=300)[0]
        require(program.returncode == 0, f"{example} failed: {text[:300]}")
        if followed:
            followed.finish()
        stores = [name for name in os.listdir(output) if name.endswith(".sqlite")]
        require(len(stores) == 1, f"{example} left {stores}")
        return recorded(os.path.join(output, stores[0])), seconds
    finally:
        if program and program.poll() is None:
            program.kill()
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--address", default="127.22.9.1")
    parser.add_argument("--examples", default="Synfire,BalancedNetwork")
    parser.add_argument("--serve", default="--board spin5")
    arguments = parser.parse_args()
    generator = random.Random(1)
    failed = False
    for example in arguments.examples.split(","):
        first = seconds = None
        with tempfile.TemporaryDirectory() as work:
            for repeat in range(arguments.repeats):
                variant = VARIANTS[repeat % len(VARIANTS)]
                name = (f"{example} {repeat + 1}: {variant[0]} thread{'s' if variant[0] > 1 else ''}"
                        f"{', ' + variant[1] + ' traced' if variant[1] else ''}"
                        f"{', snapshot and restore' if variant[2] else ''}")
                try:
                    # In the midst of the run, however fast this computer is.
                    delay = None if seconds is None else generator.uniform(0, 0.4 * seconds)
                    result, measured = run(os.path.abspath(arguments.folder), example, arguments.address,
                                           shlex.split(arguments.serve), variant, delay, work)
                    seconds = seconds or measured
                    first = first or result
                    require(result == first, f"{result[1]} bytes {result[0][:16]}, the first had {first[1]} {first[0][:16]}")
                    require(result[1] > 1_000, "hardly anything was recorded")
                    ok(f"{name}: {result[1]} bytes, {result[0][:16]}")
                except (Failure, NoAnswer, subprocess.SubprocessError) as error:
                    failed = True
                    print(f"FAILED {name}: {error}", flush=True)
    sys.exit(1 if failed else 0)


main()
