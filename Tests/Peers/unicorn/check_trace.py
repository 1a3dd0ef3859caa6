"""Compares what `swinn board trace` says of a core with what Unicorn does on the same program.

    python check_trace.py SWINN [--lines N] [--kernels mixed,thumb,bran] [--address 127.22.8.1]

Each kernel is loaded into core 1 of a served board over SCP, while the core is already traced: once its instructions, once
its accesses to data. Unicorn starts from the registers of the trace's first line; every address, code, changed register,
access and value must be the same. Capstone must find in each code an instruction. Needs the tools of `speed.py`.
"""

import argparse
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import capstone
from unicorn import UC_ARCH_ARM, UC_HOOK_CODE, UC_HOOK_MEM_READ, UC_HOOK_MEM_WRITE, UC_MEM_WRITE, UC_MODE_ARM, Uc
from unicorn.arm_const import UC_ARM_REG_CPSR, UC_ARM_REG_LR, UC_ARM_REG_R0, UC_ARM_REG_SP, UC_CPU_ARM_946

from speed import assemble, set_passes

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "shared"))
from served import Failure, Probe, Server, ok, require

IMAGE = 0x67800000
RUN = 19
REGISTERS = [UC_ARM_REG_R0 + index for index in range(13)] + [UC_ARM_REG_SP, UC_ARM_REG_LR]
# Flags, interrupt masks, state and mode.
STATUS = 0xF80000FF


def aplx(code):
    """An image that puts code at address 0 and starts there (spinnaker_tools, `sark/sark_alib.s`)."""
    code += bytes(-len(code) % 4)
    return struct.pack("<8I", 2, 0, 64, len(code), 4, 0, 0, 0) + bytes(32) + code


def traced(swinn, address, kind, code, lines):
    """The lines of a trace of core 1 from its start."""
    server = Server(swinn, address, "--board", "spin3")
    try:
        with tempfile.TemporaryFile("w+") as output:
            trace = subprocess.Popen(
                [swinn, "board", "trace", address, kind, "0,0,1", "--lines", str(lines)],
                stdout=output, stderr=subprocess.PIPE, text=True)
            require("tracing" in trace.stderr.readline(), "swinn board trace did not begin")
            probe = Probe(address)
            probe.write(0, 0, IMAGE, aplx(code))
            probe.command(0, 0, RUN, 30 << 24 | 1 << 1)
            require(trace.wait(timeout=120) == 0, "swinn board trace failed")
            output.seek(0)
            return [line.split() for line in output.read().splitlines()]
    finally:
        server.stop()


def registers(words):
    """Numbers of registers, 0 to 15 and "cpsr", with their values."""
    found = {}
    for word in words:
        name, value = word.split("=")
        found[name if name == "cpsr" else 15 if name == "pc" else int(name[1:])] = int(value, 16)
    return found


class Judge:
    """Unicorn, from the state of a trace's first line on; writes down instructions and accesses in the trace's form."""

    def __init__(self, code, first):
        self.uc = uc = Uc(UC_ARCH_ARM, UC_MODE_ARM)
        uc.ctl_set_cpu_model(UC_CPU_ARM_946)
        uc.mem_map(0, 0x8000)
        uc.mem_map(0x400000, 0x10000)
        uc.mem_map(0x60000000, 0x8000000)
        uc.mem_write(0, code)
        state = registers(first)
        uc.reg_write(UC_ARM_REG_CPSR, state["cpsr"])
        for index, register in enumerate(REGISTERS):
            uc.reg_write(register, state[index])
        self.start = state[15]
        self.instructions, self.accesses = [], []
        self._before = None
        uc.hook_add(UC_HOOK_CODE, self._code)
        uc.hook_add(UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, self._access)

    def run(self, count):
        self.uc.emu_start(self.start, 0xFFFFFFFF, count=count)
        self._finish()

    def _state(self):
        status = self.uc.reg_read(UC_ARM_REG_CPSR) & STATUS
        return [self.uc.reg_read(register) for register in REGISTERS] + [status]

    def _finish(self):
        if self._before is None:
            return
        after = self._state()
        changed = {
            "cpsr" if index == 15 else index: value
            for index, (old, value) in enumerate(zip(self._before, after)) if old != value}
        self.instructions[-1] += (changed,)

    def _code(self, uc, address, size, _):
        self._finish()
        self._before = self._state()
        self.place = address
        code = int.from_bytes(uc.mem_read(address, size), "little")
        self.instructions.append((address, code, size))

    def _access(self, uc, kind, address, size, value, _):
        is_write = kind == UC_MEM_WRITE
        if not is_write:
            value = int.from_bytes(uc.mem_read(address, size), "little")
        # A pair of words is one access of eight bytes for some, two of four for others.
        for part in range(0, size, 4):
            bits = 8 * min(size, 4)
            self.accesses.append((
                self.place, "w" if is_write else "r", min(size, 4), address + part,
                value >> 8 * part & (1 << bits) - 1))


def check_instructions(lines, judge):
    arm = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_ARM)
    thumb = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB)
    cycles = [int(line[0]) for line in lines]
    require(cycles == sorted(cycles), "time goes back")
    halves = 0
    number = 0
    for place, code, size, changed in judge.instructions:
        if number == len(lines):
            break
        line = lines[number]
        found = registers(line[3:])
        found_place, raw = int(line[1], 16), bytes.fromhex(line[2])[::-1]
        number += 1
        if size == 4 and len(raw) == 2:
            # Unicorn sees the two halves of a long branch of Thumb as one instruction.
            if number == len(lines):
                break
            raw += bytes.fromhex(lines[number][2])[::-1]
            found.update(registers(lines[number][3:]))
            number += 1
            halves += 1
        if "cpsr" in found:
            found["cpsr"] &= STATUS
        require((found_place, raw) == (place, code.to_bytes(size, "little")) and found == changed,
                f"line {number} is {line}, Unicorn has {place:08x} {code:x} {changed}")
        decoder = thumb if found_place & 2 or len(line[2]) == 4 else arm
        halves += decoder is thumb
        require(list(decoder.disasm(raw, place)), f"line {number}: Capstone finds no instruction in {line[2]}")
    require(number == len(lines), f"Unicorn stopped after {number} lines of {len(lines)}")
    return halves


def check_accesses(lines, judge):
    for number, (line, access) in enumerate(zip(lines, judge.accesses)):
        require(line[1] != "dma", "a kernel without DMA has a transfer")
        found = (int(line[1], 16), line[2], int(line[3]), int(line[4], 16), int(line[5], 16))
        require(found == access, f"line {number} is {line}, Unicorn has {access}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swinn")
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--kernels", default="mixed,bran,thumb")
    parser.add_argument("--address", default="127.22.8.1")
    arguments = parser.parse_args()
    swinn = os.path.abspath(arguments.swinn)
    with tempfile.TemporaryDirectory() as folder:
        for kernel in arguments.kernels.split(","):
            image = assemble(pathlib.Path(folder), kernel)
            set_passes(image, 1_000)
            code = image.read_bytes()
            lines = traced(swinn, arguments.address, "instructions", code, arguments.lines)
            require(len(lines) == arguments.lines, f"{len(lines)} lines of {arguments.lines}")
            judge = Judge(code, lines[0][1:])
            judge.run(len(lines) - 1)
            halves = check_instructions(lines[1:], judge)
            ok(f"{kernel}: {len(lines) - 1} instructions ({halves} of Thumb) with their registers")
            lines = traced(swinn, arguments.address, "bus", code, arguments.lines)
            judge = Judge(code, lines[0][1:])
            # Not every instruction has an access.
            judge.run(10 * len(lines))
            require(len(judge.accesses) >= len(lines) - 1, f"Unicorn did {len(judge.accesses)} accesses")
            check_accesses(lines[1:], judge)
            ok(f"{kernel}: {len(lines) - 1} accesses to data")


try:
    main()
except Failure as failure:
    print(f"FAILED {failure}", flush=True)
    sys.exit(1)
