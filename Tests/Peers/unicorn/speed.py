"""Emulated instructions per second of the emulated ARM968E-S and of Unicorn on the same programs, and their ratios.

    python speed.py STEPPER [--instructions N] [--repeat R] [--kernels lif,syn,bran,thumb,mixed] [--alone]

Needs clang, ld.lld and llvm-objcopy (the ones of the Swift toolchain do). For each kernel it prints the medians of R
rounds in which both take their turns; the registers of both are compared at the end. In each round 18 cores run the
kernel in turns of 1,000 cycles, too, against one alone. With --alone there is no Unicorn.
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


def ours(stepper, image, cores=1):
    arguments = [stepper, "bench", image, str(10**12), "--cores", str(cores)]
    text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    match = re.match(r"(\d+) instructions, \d+ cycles, (\S+) s,.* registers (\w+)", text)
    return int(match[1]), float(match[2]), int(match[3], 16)


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
    rates, theirs, shares = [], [], []
    for _ in range(options.repeat):
        # What is compared runs side by side: other programs on the machine come and go.
        set_passes(image, max(2, passes // 18))
        count, seconds, _ = ours(options.stepper, image, 18)
        many = count / seconds
        set_passes(image, passes)
        count, seconds, mine = ours(options.stepper, image)
        rates.append(count / seconds)
        shares.append(many / rates[-1])
        if options.alone:
            continue
        seconds, judge = unicorn(image)
        theirs.append(count / seconds)
        if mine != judge:
            sys.exit(f"{kernel}: registers differ: checksum {mine:#x}, Unicorn's {judge:#x}")
    share = statistics.median(shares)
    if options.alone:
        print(f"{kernel}: ours {statistics.median(rates) / 1e6:.0f} M/s, eighteen {share:.2f} of one", flush=True)
        return
    ratio = statistics.median(a / b for a, b in zip(rates, theirs))
    print(f"{kernel}: ours {statistics.median(rates) / 1e6:.0f} M/s, Unicorn {statistics.median(theirs) / 1e6:.0f} M/s, "
          f"ratio {ratio:.2f}, eighteen {share:.2f} of one", flush=True)


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
