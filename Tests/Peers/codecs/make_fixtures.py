"""Makes the byte fixtures of SpiNNakerProtocolTests with the official SpiNNMan.

Usage: make_fixtures.py FOLDER, with the Python of Tests/Peers/make-environment.sh.
"""
import json
import random
import struct
import sys
from pathlib import Path

from spinnman.constants import IPTAG_TIME_OUT_WAIT_TIMES
from spinnman.messages.eieio import EIEIOPrefix, EIEIOType
from spinnman.messages.eieio import command_messages as commands
from spinnman.messages.eieio.data_messages import EIEIODataMessage, KeyDataElement, KeyPayloadDataElement
from spinnman.messages.scp.enums import Signal
from spinnman.messages.scp import impl
from spinnman.messages.spinnaker_boot.spinnaker_boot_message import SpinnakerBootMessage
from spinnman.messages.spinnaker_boot.spinnaker_boot_op_code import SpinnakerBootOpCode
from spinnman.model.enums import CPUState
from spinnman.model.chip_summary_info import ChipSummaryInfo
from spinnman.model.cpu_info import _VCPU_PATTERN, CPUInfo
from spinnman.model.p2p_table import P2PTable
from spinnman.model.version_info import VersionInfo

DATA = bytes(range(1, 65))


def requests():
    """Every request that SpiNNMan sends to monitors, with the sequence number 0x1234."""
    made = {
        "version": impl.GetVersion(255, 255, 0),
        "versionOfCore": impl.GetVersion(3, 4, 5),
        "readWords": impl.ReadMemory((1, 2, 0), 0x60240008, 256),
        "readHalves": impl.ReadMemory((1, 2, 0), 0xF5007F02, 2),
        "readBytes": impl.ReadMemory((1, 2, 0), 0x60240001, 7),
        "writeWords": impl.WriteMemory((7, 3, 0), 0x67800000, DATA),
        "writeBytes": impl.WriteMemory((7, 3, 0), 0x67800003, DATA[:5]),
        "fill": impl.FillRequest(2, 1, 0x60000000, 0xDEADBEEF, 4096),
        "linkRead": impl.ReadLink((1, 1, 0), 2, 0x60000000, 128),
        "linkWrite": impl.WriteLink((1, 1, 0), 5, 0x60000000, DATA),
        "info": impl.GetChipInfo(4, 4),
        "countCores": impl.CountState(0, 0, 30, CPUState.PAUSED),
        "applicationRun": impl.ApplicationRun(30, 1, 1, [1, 2, 17], True),
        "applicationRunAtOnce": impl.ApplicationRun(30, 1, 1, [3]),
        "applicationCopyRun": impl.AppCopyRun(2, 2, 4, 12800, 30, [1, 16], 0xFEDCBA98, True),
        "applicationCopyOnly": impl.AppCopyRun(2, 2, 4, 12800, 30, None, 0x12345678),
        "stopApplication": impl.AppStop(30),
        "setTag": impl.IPTagSet(0, 0, [192, 168, 1, 2], 10000, 3, strip=True),
        "setTagOfSender": impl.IPTagSet(0, 0, [0, 0, 0, 0], 10000, 3, use_sender=True),
        "setReverseTag": impl.ReverseIPTagSet(0, 0, 1, 2, 3, 12346, 4, 1),
        "getTag": impl.IPTagGet(0, 0, 5),
        "clearTag": impl.IPTagClear(0, 0, 6),
        "tagInfo": impl.IPTagGetInfo(0, 0),
        "tagTimeout": impl.IPTagSetTTO(0, 0, IPTAG_TIME_OUT_WAIT_TIMES.TIMEOUT_2560_ms),
        "allocateSDRAM": impl.SDRAMAlloc(1, 0, 30, 100000, 207, False),
        "allocateSDRAMAgain": impl.SDRAMAlloc(1, 0, 30, 100000, 207, True),
        "freeSDRAM": impl.SDRAMDeAlloc(1, 0, base_address=0x60240008),
        "freeAllSDRAM": impl.SDRAMDeAlloc(1, 0, app_id=30),
        "allocateEntries": impl.RouterAlloc(1, 0, 30, 200),
        "loadEntries": impl.RouterInit(1, 0, 200, 0x67800000, 17, 30),
        "initialiseTable": impl.RouterClear(1, 0),
        "setFixedRoute": impl.FixedRouteInit(1, 0, 0x41, 30),
        "fixedRoute": impl.FixedRouteRead(1, 0, 30),
        "synchronise": impl.DoSync(True),
        "floodFillData": impl.FloodFillData(5, 3, 0x67800000, DATA),
    }
    for signal in Signal:
        made[f"signal{signal.value}"] = impl.SendSignal(30, signal)
    result = {}
    for name, request in made.items():
        request.scp_request_header.sequence = 0x1234
        request.sdp_header.update_for_send(0, 0)
        result[name] = (b"\0\0" + request.bytestring).hex()
    return result


def boot_messages():
    """The three kinds of boot message."""
    return {
        "start": SpinnakerBootMessage(SpinnakerBootOpCode.FLOOD_FILL_START, 0, 0, 29).bytestring.hex(),
        "block": SpinnakerBootMessage(
            SpinnakerBootOpCode.FLOOD_FILL_BLOCK, 0xFF << 8 | 7, 0, 0, DATA).bytestring.hex(),
        "control": SpinnakerBootMessage(SpinnakerBootOpCode.FLOOD_FILL_CONTROL, 1, 0, 0).bytestring.hex(),
    }


def eieio_data():
    """Data messages of every type, with and without prefixes."""
    made = []
    for kind in EIEIOType:
        for prefix, upper in [(None, False), (0x1234, False), (0x1234, True)]:
            for payload_base, timestamp in [(None, None), (0x4321, None), (None, 0x77)]:
                message = EIEIODataMessage.create(
                    kind, key_prefix=prefix, payload_prefix=payload_base, timestamp=timestamp,
                    prefix_type=EIEIOPrefix.UPPER_HALF_WORD if upper else EIEIOPrefix.LOWER_HALF_WORD)
                elements = []
                for index in range(3):
                    key, payload = 0x100 + index, 0x200 + index
                    if kind.payload_bytes:
                        message.add_element(KeyPayloadDataElement(key, payload, message.eieio_header.is_time))
                        elements.append([key, payload])
                    else:
                        message.add_element(KeyDataElement(key))
                        elements.append([key, 0])
                made.append({
                    "bytes": message.bytestring.hex(), "kind": kind.encoded_value, "elements": elements,
                    "prefix": prefix, "upper": upper and prefix is not None,
                    "payloadPrefix": payload_base if timestamp is None else timestamp,
                    "times": timestamp is not None})
    return made


def eieio_commands():
    """Command messages that current software uses."""
    events = EIEIODataMessage.create(EIEIOType.KEY_32_BIT)
    events.add_element(KeyDataElement(0xABCD))
    return {
        "database": commands.NotificationProtocolDatabaseLocation("/tmp/input_output_database.sqlite3").bytestring.hex(),
        "databaseReply": commands.NotificationProtocolDatabaseLocation().bytestring.hex(),
        "eventPadding": commands.PaddingRequest().bytestring.hex(),
        "eventStop": commands.EventStopRequest().bytestring.hex(),
        "stopRequests": commands.StopRequests().bytestring.hex(),
        "startRequests": commands.StartRequests().bytestring.hex(),
        "requestBuffers": commands.SpinnakerRequestBuffers(1, 2, 3, 4, 5, 6000).bytestring.hex(),
        "sendSequencedData": commands.HostSendSequencedData(4, 5, events).bytestring.hex(),
        "stopPause": commands.NotificationProtocolPauseStop().bytestring.hex(),
        "startResume": commands.NotificationProtocolStartResume().bytestring.hex(),
    }


def chips(generator):
    """INFO replies as SpiNNMan reads them."""
    made = []
    for _ in range(20):
        data = bytearray(generator.randbytes(38))
        cores = generator.randrange(1, 19)
        links = generator.randrange(64)
        entries = generator.randrange(1024)
        ethernet = generator.randrange(2)
        struct.pack_into("<I", data, 0, cores | links << 8 | entries << 14 | ethernet << 25)
        for core in range(18):
            data[12 + core] = generator.choice([0, 2, 3, 7, 8, 9, 10, 11, 15])
        struct.pack_into("<H", data, 36, generator.randrange(8))
        info = ChipSummaryInfo(bytes(data), 0, 3, 4)
        made.append({
            "bytes": data.hex(), "cores": info.n_cores, "states": [int(state.value) for state in info.core_states],
            "links": list(info.working_links), "entries": info.n_free_multicast_routing_entries,
            "ethernet": bool(info.is_ethernet_available), "sdram": info.largest_free_sdram_block,
            "sram": info.largest_free_sram_block,
            "ethernetChip": [info.nearest_ethernet_x, info.nearest_ethernet_y]})
    return made


def cores(generator):
    """Core control blocks as SpiNNMan reads them."""
    made = []
    for _ in range(20):
        data = bytearray(generator.randbytes(128))
        data[0x2C] = generator.randrange(21)
        data[0x2E] = generator.choice([0, 2, 3, 7, 8, 9, 10, 11, 15])
        data[0x38] = data[0x39] = generator.randrange(4)
        data[0x48:0x58] = b"neuron_core\0\0\0\0\0"
        info = CPUInfo(1, 2, 3, _VCPU_PATTERN.unpack(data))
        made.append({
            "bytes": data.hex(), "state": int(info.state.value), "application": info.application_id,
            "name": info.application_name, "error": info.run_time_error.value, "physical": info.physical_cpu_id,
            "registers": list(info.registers), "psr": info.processor_state_register, "sp": info.stack_pointer,
            "lr": info.link_register, "user": list(info.user), "iobuf": info.iobuf_address, "time": info.time,
            "line": info.software_source_line_number, "version": info.software_version})
    return made


def p2p_tables(generator):
    """Point-to-point tables as SpiNNMan reads them."""
    made = []
    for width, height in [(2, 2), (8, 8), (12, 12), (16, 20)]:
        size = P2PTable.get_n_column_bytes(height)
        columns = [generator.randbytes(size) for _ in range(width)]
        table = P2PTable(width, height, [(column, 0) for column in columns])
        made.append({
            "height": height, "columns": [column.hex() for column in columns],
            "offsets": [P2PTable.get_column_offset(x) for x in range(width)], "size": size,
            "routes": [[table.get_route(x, y).value for y in range(height)] for x in range(width)]})
    return made


def versions():
    """VER replies as SpiNNMan reads them."""
    made = []
    for data in [
            bytes([0, 1, 4, 3, 0, 1, 255, 255]) + struct.pack("<I", 1600000000) + b"SC&MP/SpiNNaker\x004.0.0\0",
            bytes([5, 6, 0, 0, 0, 1, 133, 0]) + struct.pack("<I", 1500000000) + b"SARK/SpiNNaker\0"]:
        info = VersionInfo(data)
        made.append({
            "bytes": data.hex(), "name": info.name, "hardware": info.hardware,
            "version": list(info.version_number), "x": info.x, "y": info.y, "p": info.p, "date": info.build_date})
    return made


def main():
    folder = Path(sys.argv[1])
    generator = random.Random(20240229)
    contents = {
        "scp-requests": requests(), "boot-messages": boot_messages(), "eieio-data": eieio_data(),
        "eieio-commands": eieio_commands(), "chips": chips(generator), "cores": cores(generator),
        "p2p-tables": p2p_tables(generator), "versions": versions()}
    for name, content in contents.items():
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")


main()
