"""Has rig 2.4.1's BMPController manage three served boards, and runs its rig-power and rig-info.

Usage: check_bmp.py SWINN; with `shim` on the path for rig's sake.
"""

import argparse
import os
import subprocess
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import Failure, Machine, NoAnswer, Probe, Server, isolate, ok, require  # noqa: E402

warnings.simplefilter("ignore")
from rig.machine_control import BMPController, MachineController  # noqa: E402


def is_silent(address):
    try:
        Probe(address, timeout=0.2, tries=2).command(255, 255, 0)
        return False
    except NoAnswer:
        return True


def program(name, *arguments):
    path = os.path.join(os.path.dirname(sys.executable), name)
    done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    require(done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    swinn = os.path.abspath(parser.parse_args().swinn)
    bmp, address = "127.30.19.0", "127.30.19.1"
    isolate()
    machine = Machine("triad", address)
    boards = [a for _, a in sorted(machine.ethernets.items(), key=lambda pair: pair[1])]
    done, server = set(), None
    try:
        server = Server(swinn, address, "--unbooted", "--bmp", bmp, *machine.options)
        ok(server.line)
        bc = BMPController(bmp)
        for board in range(3):
            version = bc.get_software_version(0, 0, board)
            require(version.version_string == "BC&MP/Spin5-BMP" and version.version == (2, 1, 2)
                    and version.board_id == board and version.buffer_size == 256, f"version {version}")
            for fpga in range(3):
                require(bc.read_fpga_reg(fpga, 0x40004, board=board) == fpga, "an FPGA takes itself for another")
                bc.write_fpga_reg(fpga, 0x40018, 5 * board + fpga, board=board)
                require(bc.read_fpga_reg(fpga, 0x40018, board=board) == 5 * board + fpga, "a register read back")
            adc = bc.read_adc(board=board)
            require(abs(adc.voltage_1_2a - 1.2) < 0.01 and abs(adc.voltage_supply - 12) < 0.01
                    and adc.temp_ext_0 is None and adc.fan_0 is None, f"measurements {adc}")
        bc.set_led(range(8), True, board=range(3))
        bc.set_led(7, None, board=1)
        answer = bc.send_scp(0, expected_args=3, cabinet=0, frame=0, board=1)
        require(answer.cmd_rc == 0x80, f"answer {answer}")
        require(bc.scp_data_length == 256, "length")
        done |= {"get_software_version", "read_fpga_reg", "write_fpga_reg", "read_adc", "set_led", "send_scp",
                 "scp_data_length"}
        ok("BMPController: versions, FPGA registers, measurements, lights of three boards")

        mc = MachineController(address)
        require(mc.boot(), "booted without a host")
        require(len(mc.get_system_info()) == 144, "chips")
        bc.set_power(False, 0, 0, range(3))
        require(all(is_silent(board) for board in boards), "boards answer without power")
        bc.set_power(True, 0, 0, [0, 2], post_power_on_delay=0.0)
        require(all(is_silent(board) for board in boards), "boards just powered wait to be booted")
        require(mc.boot(), "booted without a host")
        system = mc.get_system_info()
        chips = {chip for chip, ethernet in machine.chips.items() if ethernet != (8, 4)}
        require(len(system) == len(chips) == 96, f"{len(system)} chips of two boards")
        require(is_silent(boards[1]), "the board that is off answers")
        bc.set_power(False, 0, 0, range(3))
        bc.set_power(True, 0, 0, range(3), post_power_on_delay=0.0)
        require(mc.boot() and len(mc.get_system_info()) == 144, "three boards again")
        done |= {"set_power"}
        ok("BMPController: power of all boards, and of some")

        program("rig-power", "-b", "0-2", bmp, "off")
        require(all(is_silent(board) for board in boards), "boards answer after rig-power off")
        text = program("rig-info", bmp)
        require("Device Type: BMP" in text and "BC&MP v2.1.2" in text, f"rig-info says {text}")
        program("rig-power", "-b", "0-2", "-d", "0", bmp, "on")
        program("rig-boot", address)
        require("Machine dimensions: 12x12" in program("rig-info", address), "rig-info after rig-power and rig-boot")
        ok("programs: rig-power, rig-info of a BMP, rig-boot")

        missing = {name for name in dir(BMPController) if not name.startswith("_")} - done - {
            "use_contextual_arguments", "get_context_arguments", "get_new_context", "update_current_context"}
        require(not missing, f"operations that nobody tried: {sorted(missing)}")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
        ok(f"all {len(done)} operations of the BMPController tried")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
