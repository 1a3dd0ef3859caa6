"""Compares the emulated ARM968E-S with Unicorn on random programs: all registers, flags and memory after each.

    python lockstep.py STEPPER [--instructions N] [--seed S] [--states K] [--workers W]
                       [--engine threaded|interpreter]

STEPPER is the program arm968-stepper. Ends with status 1 and the first instruction that differs, if one does.
"""

import argparse
import multiprocessing
import os
import random
import struct
import subprocess
import sys
import time

import capstone
from unicorn import UC_ARCH_ARM, UC_MODE_ARM, Uc, UcError
from unicorn.arm_const import (UC_ARM_REG_CPSR, UC_ARM_REG_LR, UC_ARM_REG_PC, UC_ARM_REG_R0, UC_ARM_REG_SP,
                               UC_CPU_ARM_946)

from blocks import CODE, DATA, DATA_BYTES, Block

REGISTERS = [UC_ARM_REG_R0 + i for i in range(13)] + [UC_ARM_REG_SP, UC_ARM_REG_LR]
# Bits 24 to 26 of the status register do not exist in ARMv5TE; Unicorn keeps them.
STATUS = 0xF80000FF
# Cases that are sent before their answers are read.
BATCH = 48


class Judge:
    def __init__(self):
        self.uc = Uc(UC_ARCH_ARM, UC_MODE_ARM)
        self.uc.ctl_set_cpu_model(UC_CPU_ARM_946)
        self.uc.mem_map(0, 0x8000)
        self.uc.mem_map(DATA, 0x10000)
        self.fresh = self.uc.context_save()

    def run(self, block, state, count=0):
        registers, cpsr, data = state
        uc = self.uc
        uc.mem_write(DATA, data)
        uc.reg_write(UC_ARM_REG_CPSR, cpsr)
        uc.reg_write_batch(list(zip(REGISTERS, registers)))
        try:
            uc.emu_start(CODE | (1 if cpsr & 0x20 else 0), block.end, count=count)
        except UcError as error:
            return f"Unicorn stops at {uc.reg_read(UC_ARM_REG_PC):#x}: {error}"
        values = uc.reg_read_batch(REGISTERS + [UC_ARM_REG_PC, UC_ARM_REG_CPSR])
        return list(values[:16]), values[16] & STATUS, bytes(uc.mem_read(DATA, DATA_BYTES))

    def reset(self):
        """Clears the registers of all modes."""
        self.uc.context_restore(self.fresh)

    def load(self, block):
        self.uc.mem_write(CODE, bytes(block.code))
        self.uc.ctl_remove_cache(0, 0x8000)


class Ours:
    def __init__(self, path, engine):
        self.process = subprocess.Popen([path, "--engine", engine], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, block, state, count=0):
        registers, cpsr, data = state
        head = struct.pack("<24I", 0x394D5241, count, 0, CODE, len(block.code), DATA, len(data), cpsr, *registers)
        self.process.stdin.write(head + bytes(block.code) + data)

    def flush(self):
        self.process.stdin.flush()

    def receive(self):
        answer = self.process.stdout.read(76 + DATA_BYTES)
        if len(answer) != 76 + DATA_BYTES:
            sys.exit("arm968-stepper ended")
        words = struct.unpack_from("<19I", answer)
        waits, instructions = words[:2]
        registers = list(words[3:])
        if waits:  # it has executed the final wait
            registers[15] -= 4
            instructions -= 1
        return (registers, words[2] & STATUS, answer[76:]), instructions, waits


def describe(ours, theirs):
    if isinstance(theirs, str):
        return theirs
    lines = [f"r{i}: ours {a:#010x}, Unicorn's {b:#010x}" for i, (a, b) in enumerate(zip(ours[0], theirs[0])) if a != b]
    if ours[1] != theirs[1]:
        lines.append(f"cpsr: ours {ours[1]:#010x}, Unicorn's {theirs[1]:#010x}")
    lines += [f"[{DATA + i:#x}]: ours {ours[2][i]:#04x}, Unicorn's {theirs[2][i]:#04x}"
              for i in range(DATA_BYTES) if ours[2][i] != theirs[2][i]][:8]
    return "; ".join(lines)


def bisect(path, engine, block, state):
    """Finds the first instruction after which the two differ, and says what it is."""
    ours = Ours(path, engine)
    before = None
    pairs = 0  # Unicorn takes the two halves of a Thumb BL as one instruction
    for count in range(1, 2000):
        at, status = (before[0][15], before[1]) if before else (CODE, state[1])
        if status & 0x20 and block.code[at - CODE + 1] & 0xF8 == 0xF0:
            pairs += 1
        judge = Judge()
        judge.load(block)
        theirs = judge.run(block, state, count)
        ours.send(block, state, count + pairs)
        ours.flush()
        mine, _, waits = ours.receive()
        if mine != theirs:
            registers, cpsr = before if before else (state[0], state[1])
            pc = registers[15]
            thumb = bool(cpsr & 0x20)
            text = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB if thumb else capstone.CS_MODE_ARM)
            word = bytes(block.code)[pc - CODE:pc - CODE + 4]
            listing = [f"{i.mnemonic} {i.op_str}" for i in text.disasm(word, pc)][:1]
            print(f"instruction {count} at {pc:#x} ({word.hex()}): {listing}")
            print("before: " + " ".join(f"r{i}={v:#x}" for i, v in enumerate(registers)) + f" cpsr={cpsr:#x}")
            print(describe(mine, theirs))
            return
        if waits:
            break
        before = mine[0], mine[1]
    print("single steps show no difference")


def compare(work):
    """Runs a worker's programs; returns the instructions and programs that agreed, or what was found."""
    options, worker = work
    ours = Ours(options.stepper, options.engine)
    judge = Judge()
    done = programs = 0
    number = worker
    while done < options.instructions // options.workers:
        rng = random.Random(f"{options.seed}/{number}")
        modes = rng.random() < 0.2
        block = Block(rng, rng.randint(64, 256), modes)
        judge.load(block)
        # A batch of answers fits into the pipe, so nobody waits for the other.
        for first in range(0, options.states, BATCH):
            states = [block.state() for _ in range(min(BATCH, options.states - first))]
            for state in states:
                ours.send(block, state)
            ours.flush()
            for state in states:
                if modes:  # the registers of other modes start as zero in both
                    judge.reset()
                theirs = judge.run(block, state)
                mine, instructions, waits = ours.receive()
                done += instructions
                if mine != theirs or not waits:
                    return done, programs, (number, block, state, describe(mine, theirs))
        programs += 1
        number += options.workers
    return done, programs, None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stepper")
    parser.add_argument("--instructions", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--states", type=int, default=48, help="starting states for each program")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that share the programs")
    parser.add_argument("--engine", choices=("threaded", "interpreter"), default="threaded")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    start = time.time()
    with multiprocessing.Pool(options.workers) as pool:
        results = pool.map(compare, [(options, worker) for worker in range(options.workers)])
    for _, _, found in results:
        if found:
            number, block, state, text = found
            print(f"program {number} of seed {options.seed} differs: {text}")
            bisect(options.stepper, options.engine, block, state)
            sys.exit(1)
    done = sum(result[0] for result in results)
    programs = sum(result[1] for result in results)
    print(f"{done} instructions in {programs} programs x {options.states} states agree, {options.engine}, "
          f"{time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
