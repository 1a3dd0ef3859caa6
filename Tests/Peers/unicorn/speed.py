"""Emulated instructions per second of the emulated ARM968E-S and of Unicorn on the same programs, and their ratios.

    python speed.py STEPPER [--instructions N] [--repeat R] [--kernels lif,syn,bran,thumb,mixed] [--alone]

Needs clang, ld.lld and llvm-objcopy (the ones of the Swift toolchain do). For each kernel it prints the medians of R
rounds in which both take their turns; the registers of both are compared at the end. In each round 18 cores run the
kernel, too, in quanta of 1,000 cycles as on a board, and between their slices one core alone in quanta of 10,000, and one
in quanta of 1,000. "Undisturbed" is the rate of slices of some 10 ms that only a quarter of all were faster than. With
--alone there is nothing but our own rate.
"""

import argparse
import pathlib
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from unicorn import UC_ARCH_ARM, UC_MODE_ARM, Uc
from unicorn.arm_const import UC_ARM_REG_R0, UC_CPU_ARM_946

END = 8


def assemble(folder, kernel):
    source = pathlib.Path(__file__).parent / "kernels" / f"{kernel}.s"
    stem = folder / kernel
    subprocess.run(["clang", "--target=arm-none-eabi", "-mcpu=arm968e-s", "-c", source, "-o", f"{stem}.o"], check=True)
    subprocess.run(["ld.lld", "--image-base=0", "-Ttext=0", "-e", "0", f"{stem}.o", "-o", f"{stem}.elf"], check=True)
    subprocess.run(["llvm-objcopy", "-O", "binary", f"{stem}.elf", f"{stem}.bin"], check=True)
    return folder / f"{kernel}.bin"


def set_passes(image, passes):
    data = bytearray(image.read_bytes())
    data[4:8] = struct.pack("<I", passes)
    image.write_bytes(data)


def bench(stepper, image, *more):
    arguments = [stepper, "bench", image, str(10**12), *more]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def ours(stepper, image):
    text = bench(stepper, image)
    match = re.match(r"(\d+) instructions, \d+ cycles, (\S+) s,.* undisturbed (\S+), registers (\w+)", text)
    return int(match[1]), float(match[2]), float(match[3]), int(match[4], 16)


def eighteen(stepper, image):
    match = re.search(r"ratios (\S+) and (\S+)", bench(stepper, image, "--cores", "18"))
    return float(match[1]), float(match[2])


def unicorn(image):
    uc = Uc(UC_ARCH_ARM, UC_MODE_ARM)
    uc.ctl_set_cpu_model(UC_CPU_ARM_946)
    uc.mem_map(0, 0x8000)
    uc.mem_map(0x400000, 0x10000)
    uc.mem_map(0x60000000, 0x100000)
    uc.mem_write(0, image.read_bytes())
    start = time.process_time()
    uc.emu_start(0, END)
    seconds = time.process_time() - start
    checksum = 0
    for register in range(13):
        checksum = (checksum * 31 + uc.reg_read(UC_ARM_REG_R0 + register)) & 0xFFFFFFFF
    return seconds, checksum


def measure(options, kernel, folder):
    image = assemble(folder, kernel)
    set_passes(image, 100)
    count = ours(options.stepper, image)[0]
    passes = max(20, options.instructions * 100 // count)
    rates, undisturbed, ratios, theirs, shares, quanta = [], [], [], [], [], []
    for _ in range(options.repeat):
        # What is compared runs side by side: other programs on the machine come and go.
        set_passes(image, passes)
        count, seconds, best, mine = ours(options.stepper, image)
        rates.append(count / seconds)
        undisturbed.append(best)
        if options.alone:
            continue
        share, quantum = eighteen(options.stepper, image)
        shares.append(share)
        quanta.append(quantum)
        seconds, judge = unicorn(image)
        theirs.append(count / seconds)
        ratios.append(rates[-1] / theirs[-1])
        if mine != judge:
            sys.exit(f"{kernel}: registers differ: checksum {mine:#x}, Unicorn's {judge:#x}")
    print(f"{kernel}: ours {statistics.median(rates) / 1e6:.0f} M/s, undisturbed {statistics.median(undisturbed) / 1e6:.0f}",
          end="")
    if not options.alone:
        print(f", Unicorn {statistics.median(theirs) / 1e6:.0f} M/s, ratio {statistics.median(ratios):.2f}, "
              f"eighteen {statistics.median(shares):.2f} of one, short quanta {statistics.median(quanta):.2f} of long", end="")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stepper")
    parser.add_argument("--instructions", type=int, default=100_000_000)
    parser.add_argument("--repeat", type=int, default=5, help="so many rounds, of which the medians count")
    parser.add_argument("--alone", action="store_true", help="leave Unicorn out")
    parser.add_argument("--kernels", default="lif,syn,bran,thumb,mixed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for kernel in options.kernels.split(","):
            measure(options, kernel, pathlib.Path(name))


if __name__ == "__main__":
    main()
