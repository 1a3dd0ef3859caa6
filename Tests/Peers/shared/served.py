"""What the judges of served boards share: the server, a bare SCP client of their own, and how they report."""

import os
import random
import signal
import socket
import struct
import subprocess
import threading
import time


class Failure(Exception):
    """Something did not come out as it must."""


def require(condition, what):
    if not condition:
        raise Failure(what)


def eventually(condition, what, seconds=10.0):
    """Waits for what takes its time on a board: a signal goes round the machine, then each chip does what it says."""
    end = time.monotonic() + seconds
    while not condition():
        require(time.monotonic() < end, f"{what}: not within {seconds:g} s")
        time.sleep(0.05)


def ok(what):
    print(f"ok {what}", flush=True)


class Server:
    """A running `swinn board serve`, known by the address in the line it prints when it is ready."""

    def __init__(self, swinn, address, *options):
        self._process = subprocess.Popen(
            [swinn, "board", "serve", "--address", address, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        lines = []
        reader = threading.Thread(target=lambda: lines.append(self._process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(timeout=30)
        if not lines or address not in lines[0]:
            self.stop()
            raise Failure(f"swinn board serve did not become ready: {lines}")
        self.line = lines[0].strip()

    def ask(self, line):
        """Gives the server's console a command; returns the answer."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def processor_seconds(self):
        """How much processor time the server has used."""
        with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait(self, timeout=30):
        """Waits until the server has ended by itself."""
        require(self._process.wait(timeout=timeout) == 0, "swinn board serve failed")

    def stop(self):
        """Ends the server as a user would; returns its exit status, or None when it had to be killed."""
        if self._process.poll() is not None:
            return self._process.returncode
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return None


# How long a machine may take under the official SC&MP until it answers with its place: seconds of one processor, which
# are seconds on the clock where nothing else runs.
BRING_UP_SECONDS = 60.0


def wait_until_up(probe, server):
    """Polls as hosts do until the board knows its place; returns how long that took, as text."""
    started = time.monotonic()
    while time.monotonic() - started < 10 * BRING_UP_SECONDS:
        try:
            _, reply = probe.command(255, 255, 0)
            if struct.unpack_from("<I", reply, 0)[0] >> 16 != 0xFFFF:
                return check_bring_up(server, time.monotonic() - started)
        except NoAnswer:
            pass
        time.sleep(0.2)
    raise Failure(f"the board did not come up in {10 * BRING_UP_SECONDS:g} s")


def check_bring_up(server, seconds):
    """Judges how long a machine took to come up; returns that as text."""
    used = server.processor_seconds()
    require(used < BRING_UP_SECONDS, f"coming up took {used:.1f} s of a processor ({seconds:.1f} s on the clock)")
    return f"{seconds:.1f} s, {used:.1f} s of a processor"


class NoAnswer(Exception):
    """Nothing came back."""


class Probe:
    """A way to a board beside the tool that is judged: SCP written out by hand over a socket of its own.

    - SeeAlso: SpiNNaker application notes 4 (SDP) and 5 (SCP).
    """

    def __init__(self, address, port=17893, timeout=1.0, tries=5):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((address, port))
        self._socket.settimeout(timeout)
        self._tries = tries
        self._sequence = random.randrange(0x10000)

    def close(self):
        self._socket.close()

    def command(self, x, y, number, argument1=0, argument2=0, argument3=0, data=b"", core=0, port=0):
        """Sends one request; returns the result code and what follows it."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        header = struct.pack("<2x8B", 0x87, 0xFF, port << 5 | core, 0xFF, y, x, 0, 0)
        request = header + struct.pack(
            "<HHIII", number, self._sequence, argument1, argument2, argument3) + data
        for _ in range(self._tries):
            self._socket.send(request)
            try:
                while True:
                    answer = self._socket.recv(1024)
                    code, sequence = struct.unpack_from("<HH", answer, 10)
                    if sequence == self._sequence:
                        return code, answer[14:]
            except (socket.timeout, ConnectionRefusedError):
                continue
        raise NoAnswer(f"no answer to command {number} at ({x}, {y})")

    def read(self, x, y, address, length, core=0):
        """Reads memory byte by byte, whatever the tool under judgement would choose; registers by words."""
        kind = 2 if address >= 0xE0000000 and address % 4 == 0 and length % 4 == 0 else 0
        found = b""
        while len(found) < length:
            count = min(256, length - len(found))
            code, data = self.command(x, y, 2, address + len(found), count, kind, core=core)
            require(code == 0x80 and len(data) == count, f"a probe of ({x}, {y}) gave {code:#x}, {len(data)} bytes")
            found += data
        return found

    def word(self, x, y, address):
        return struct.unpack("<I", self.read(x, y, address, 4))[0]

    def write(self, x, y, address, data):
        kind = 2 if address % 4 == 0 and len(data) % 4 == 0 else 0
        for start in range(0, len(data), 256):
            block = data[start:start + 256]
            self.command(x, y, 3, address + start, len(block), kind, block)

    def set_word(self, x, y, address, value):
        self.write(x, y, address, struct.pack("<I", value))


def isolate():
    """Leaves the checkout for a folder of its own: some tools leave reports where they are run."""
    import tempfile
    folder = tempfile.mkdtemp(prefix="swinn-peer-")
    os.chdir(folder)
    return folder


# The 48 chips of a SpiNN-5, by rows: first and last column (SpiNNaker application note 4's board map).
SPIN5_ROWS = [(0, 4), (0, 5), (0, 6), (0, 7), (1, 7), (2, 7), (3, 7), (4, 7)]
SPIN5_CHIPS = sorted((x, y) for y, (first, last) in enumerate(SPIN5_ROWS) for x in range(first, last + 1))
SPIN3_CHIPS = [(0, 0), (0, 1), (1, 0), (1, 1)]
# Chips of a standard SpiNN-5 with one core less than the others (SpiNNMachine's version_5.py).
SEVENTEEN = {(1, 1), (1, 3), (3, 1), (3, 3), (3, 5), (5, 2), (5, 4), (5, 6)}


class Machine:
    """What the served machine must look like to a host, worked out from the boards' maps."""

    def __init__(self, name, address):
        first, last = address.rsplit(".", 1)
        self.name = name
        self.version = "3" if name == "spin3" else "5"
        board_chips = SPIN3_CHIPS if name == "spin3" else SPIN5_CHIPS
        if name == "spin3":
            self.size, ethernets, self.options = (2, 2), [(0, 0)], ["--board", "spin3"]
        elif name == "spin5":
            self.size, ethernets, self.options = (8, 8), [(0, 0)], ["--board", "spin5"]
        else:
            self.size, ethernets, self.options = (12, 12), [(0, 0), (8, 4), (4, 8)], ["--triads", "1x1"]
        width, height = self.size
        self.ethernets = {
            chip: f"{first}.{int(last) + index}" for index, chip in enumerate(ethernets)}
        self.chips, self.place = {}, {}
        for (ex, ey) in ethernets:
            for (x, y) in board_chips:
                chip = ((ex + x) % width, (ey + y) % height)
                self.place[chip] = (x, y)
                self.chips[chip] = (ex, ey)
        self.cores = {
            chip: 17 if name != "spin3" and self.place[chip] in SEVENTEEN else 18 for chip in self.chips}

    def neighbour(self, chip, link):
        """The chip behind a link; None where there is none or SC&MP 4.0.0 does not use it (`setup_link_checks`)."""
        dx, dy = [(1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1)][link]
        x, y = chip[0] + dx, chip[1] + dy
        if self.name == "spin3":
            if not 0 <= x < 2:
                return None
            other = (x, y % 2)
        elif self.name == "spin5":
            other = (x, y)
        else:
            other = (x % 12, y % 12)
        if other not in self.chips:
            return None

        def is_masked(place, number):
            return (place, number) in (((4, 7), 2), ((7, 7), 2), ((1, 0), 4))

        if is_masked(self.place[chip], link) or is_masked(self.place[other], (link + 3) % 6):
            return None
        return other


def pattern(seed, length):
    """Bytes that look random and are the same for the same seed."""
    return random.Random(seed).randbytes(length)


# ---- Places in a booted chip's memory (spinnaker_tools 4.0.0, include/sark.h) ----

SV = 0xF5007F00
VCPU = 0xE5007000
ROUTER = 0xE1000000
GPIO_LEVELS = 0xF2000048


class FirstFit:
    """What SARK's allocator must answer: first fit, sizes rounded to words, eight bytes in front of each block.

    - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_alloc.c`.
    """

    def __init__(self, first, last):
        self._first, self._last = first, last
        # Blocks in address order: start, end, and whether taken.
        self._blocks = [[first, last, False]]

    def allocate(self, size):
        need = (size + 3) // 4 * 4 + 8
        for index, (start, end, taken) in enumerate(self._blocks):
            if taken or end - start < need:
                continue
            if end - start - need > 8:
                self._blocks[index:index + 1] = [[start, start + need, True], [start + need, end, False]]
            else:
                self._blocks[index][2] = True
            return start + 8
        return 0

    def free(self, address):
        for index, block in enumerate(self._blocks):
            if block[0] == address - 8 and block[2]:
                block[2] = False
                break
        else:
            raise AssertionError(f"{address:#x} was never allocated")
        merged = [self._blocks[0]]
        for block in self._blocks[1:]:
            if not block[2] and not merged[-1][2]:
                merged[-1][1] = block[1]
            else:
                merged.append(block)
        self._blocks = merged

    def layout(self):
        """Each block: where it starts, where it ends, whether it is taken."""
        return [tuple(block) for block in self._blocks]


def read_heap(probe, x, y, pointer=SV + 0x4C):
    """Walks a chip's heap; returns blocks as `FirstFit.layout()` does."""
    heap = probe.word(x, y, pointer)
    _, first, last, _ = struct.unpack("<4I", probe.read(x, y, heap, 16))
    blocks, block = [], first
    while block != last:
        following, state = struct.unpack("<2I", probe.read(x, y, block, 8))
        require(following > block, f"the heap of ({x}, {y}) is broken at {block:#x}")
        blocks.append((block, following, state >> 16 == 0xFFFF))
        block = following
    return blocks
