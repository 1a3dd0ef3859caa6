"""Lets GDB hold a core of a served board while a program is loaded on it: check_gdb.py SWINN HELLOBOARD

GDB steps through the first instructions of the program HelloBoard loads, reads and changes registers and memory, stops
at a breakpoint, and lets go; HelloBoard must then end as if nothing had happened.
"""
import os
import re
import subprocess
import sys
import tempfile

ADDRESS = "127.78.0.1"
PORT = 3333
COMMANDS = f"""
set pagination off
set confirm off
set architecture armv5te
target remote {ADDRESS}:{PORT}
shell {{hello}} {ADDRESS} > hello.txt 2>&1 &
stepi
printf "first %x\\n", $pc
x/3i $pc
set $before = $pc
stepi
printf "second %d\\n", $pc - $before
set {{{{unsigned}}}}0x60400000 = 0x12345678
printf "memory %x\\n", {{{{unsigned}}}}0x60400000
set $kept = $r12
set $r12 = 0xdeadbeef
printf "register %x\\n", $r12
set $r12 = $kept
stepi
stepi
set $there = $pc
x/2i $pc
delete
break *($pc + 4)
continue
printf "breakpoint %d\\n", $pc - $there
delete
detach
"""


def main():
    swinn, hello = (os.path.abspath(path) for path in sys.argv[1:3])
    os.chdir(tempfile.mkdtemp())
    server = subprocess.Popen(
        [swinn, "board", "serve", "--board", "spin3", "--address", ADDRESS, "--debug", f"0,0,1:{PORT}"],
        stdout=subprocess.PIPE, text=True)
    try:
        if "ready" not in server.stdout.readline():
            sys.exit("the board was not served")
        with open("commands.gdb", "w") as file:
            file.write(COMMANDS.format(hello=hello))
        run = subprocess.run(["gdb-multiarch", "-nx", "-batch", "-x", "commands.gdb"],
                             capture_output=True, text=True, timeout=120)
        print(run.stdout[-1500:])
        wanted = {"first": "40", "second": "4", "memory": "12345678", "register": "deadbeef", "breakpoint": "4"}
        for name, value in wanted.items():
            found = re.findall(rf"^{name} (\w+)$", run.stdout, re.M)
            if found != [value]:
                sys.exit(f"FAILED {name}: GDB saw {found}, not {value}\n{run.stderr[-500:]}")
        # HelloBoard was started by GDB and ends by itself.
        for _ in range(60):
            with open("hello.txt") as file:
                text = file.read()
            if text.count("Hello from chip") == 6:
                break
            subprocess.run(["sleep", "0.5"], check=True)
        else:
            sys.exit(f"FAILED: HelloBoard did not end well:\n{text}")
        print("ok GDB held a core, and the program ran to its end")
    finally:
        server.terminate()
        server.wait()


main()
