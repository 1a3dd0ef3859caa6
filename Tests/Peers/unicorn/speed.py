"""Emulated instructions per second of the emulated ARM968E-S and of Unicorn on the same program, and their ratio.

    python speed.py STEPPER [--instructions N]

Needs clang, ld.lld and llvm-objcopy (the ones of the Swift toolchain do). The registers of both
are compared at the end.
"""

import argparse
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time

from unicorn import UC_ARCH_ARM, UC_MODE_ARM, Uc
from unicorn.arm_const import UC_ARM_REG_R0, UC_CPU_ARM_946

END = 8


def assemble(folder):
    source = pathlib.Path(__file__).with_name("kernel.s")
    image = folder / "kernel.bin"
    subprocess.run(["clang", "--target=arm-none-eabi", "-mcpu=arm968e-s", "-c", source, "-o", folder / "kernel.o"],
                   check=True)
    subprocess.run(["ld.lld", "--image-base=0", "-Ttext=0", "-e", "0", folder / "kernel.o", "-o", folder / "kernel.elf"], check=True)
    subprocess.run(["llvm-objcopy", "-O", "binary", folder / "kernel.elf", image], check=True)
    return image


def set_passes(image, passes):
    data = bytearray(image.read_bytes())
    data[4:8] = struct.pack("<I", passes)
    image.write_bytes(data)


def ours(stepper, image):
    text = subprocess.run([stepper, "bench", image, str(10**12)], check=True, capture_output=True, text=True).stdout
    match = re.match(r"(\d+) instructions, \d+ cycles, (\S+) s,.* registers (\w+)", text)
    return int(match[1]), float(match[2]), int(match[3], 16)


def unicorn(image):
    uc = Uc(UC_ARCH_ARM, UC_MODE_ARM)
    uc.ctl_set_cpu_model(UC_CPU_ARM_946)
    uc.mem_map(0, 0x8000)
    uc.mem_map(0x400000, 0x10000)
    uc.mem_write(0, image.read_bytes())
    start = time.perf_counter()
    uc.emu_start(0, END)
    seconds = time.perf_counter() - start
    checksum = 0
    for register in range(13):
        checksum = (checksum * 31 + uc.reg_read(UC_ARM_REG_R0 + register)) & 0xFFFFFFFF
    return seconds, checksum


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stepper")
    parser.add_argument("--instructions", type=int, default=100_000_000)
    parser.add_argument("--repeat", type=int, default=3, help="the best of so many runs counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        image = assemble(folder)
        set_passes(image, 100)
        count = ours(options.stepper, image)[0]
        set_passes(image, max(1, options.instructions * 100 // count))
        best_ours = best_unicorn = float("inf")
        for _ in range(options.repeat):
            count, seconds, mine = ours(options.stepper, image)
            best_ours = min(best_ours, seconds)
            seconds, theirs = unicorn(image)
            best_unicorn = min(best_unicorn, seconds)
    if mine != theirs:
        sys.exit(f"registers differ: checksum {mine:#x}, Unicorn's {theirs:#x}")
    print(f"{count} instructions: ours {count / best_ours / 1e6:.0f} M/s, Unicorn {count / best_unicorn / 1e6:.0f} M/s, "
          f"ratio {best_unicorn / best_ours:.2f}")


if __name__ == "__main__":
    main()
