#!/usr/bin/env bash
# Lets the official tools judge SwiNN; `swift build -c release` comes first. Usage: run.sh PYTHON [NAMES]
#
# Each judge prints its own lines; the last lines say which ran, which of them failed, and which were left out because
# their names do not match the regular expression NAMES.
set -uo pipefail
python=$(realpath -s "${1:?the Python of make-environment.sh}")
names=${2:-}
cd "$(dirname "$0")/../.."
peers=Tests/Peers
bin=.build/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=()
ran=()
left_out=()
# rig and spalloc_server have an environment of their own beside the others'.
rig_python="$(dirname "$python")/../rig/bin/python"
spynnaker_python=$(dirname "$python")/../spynnaker/bin/python

# judge NAME COMMAND...: runs a judge and notes whether it is content.
judge() {
    local name=$1
    shift
    if [[ ! $name =~ $names ]]; then
        left_out+=("$name")
        return
    fi
    echo "== $name"
    ran+=("$name")
    if "$@"; then echo "ok $name"; else echo "FAILED $name"; failed+=("$name"); fi
}

# Runs an example and has Neo read its NIX file, to be compared with the store of the same run.
neo_reads() {
    local example=$1 name=$2
    "$bin/$example" --output "$work/$name" --board spin5 &&
        "$python" "$peers/neo/check_nix.py" "$work/$name/$name.nix" "$work/$name/$name.sqlite"
}

# Writes an example's data in every format, and its network, and has the official tools read them.
files_are_read() {
    local out="$work/files"
    "$bin/BalancedNetwork" --output "$out" --board host &&
        "$python" "$peers/neo/check_nix.py" "$out/balanced.nix" "$out/balanced.sqlite" &&
        "$python" "$peers/nwb/check_nwb.py" "$out/balanced.nwb" "$out/balanced.nix" &&
        "$python" "$peers/sonata/check_output.py" "$out/balanced.sonata" "$out/balanced.nix" "$out/network"
}

# Re-makes fixtures and compares them, folder by folder and file by file, with the committed ones.
same_fixtures() {
    local script=$1 committed=$2 fresh="$work/fresh-$RANDOM"
    mkdir -p "$fresh"
    "$python" "$script" "$fresh" && "$python" "$peers/shared/same_files.py" "$fresh" "$committed"
}

# The benchmarks print their limits, and which of them are missed.
limits_are_kept() {
    Tests/Benchmarks/run.sh "$@" | tee "$work/speed.txt"
    [ "${PIPESTATUS[0]}" -eq 0 ] && grep -q "^All limits kept" "$work/speed.txt"
}

judge "Speed: the board emulator against Unicorn and itself" limits_are_kept --section board
judge "Unicorn: 10^8 instructions in lock step" \
    "$python" "$peers/unicorn/lockstep.py" "$bin/arm968-stepper" --instructions 100000000
judge "Unicorn and Capstone: traces of a core" \
    "$python" "$peers/unicorn/check_trace.py" "$bin/swinn"
judge "SpiNNMachine: machines of all small sizes, whole and with dead hardware" \
    "$spynnaker_python" "$peers/spinnmachine/check_machines.py" "$bin/machine-lister"
judge "SpiNNMan: a served board" \
    "$python" "$peers/spinnman/check_board.py" "$bin/swinn" --image Binaries/SpikeSourceArray/SpikeSourceArray.aplx
aplx=Binaries/SpikeSourceArray/SpikeSourceArray.aplx
for machine in spin3 spin5 triad; do
    judge "SpiNNMan: every operation on $machine" \
        "$python" "$peers/spinnman/check_operations.py" "$bin/swinn" "$machine" --image "$aplx"
done
for machine in spin3 spin5 triad; do
    judge "rig: every operation on $machine" \
        env PYTHONPATH="$PWD/$peers/rig/shim" \
        "$rig_python" "$peers/rig/check_rig.py" "$bin/swinn" "$machine" --image "$aplx"
done
# The same under the official SC&MP on emulated cores; the image is SpiNNMan's.
scamp=$("$python" -c 'import os, spinnman; print(os.path.dirname(spinnman.__file__))')
scamp=$scamp/messages/spinnaker_boot/boot_data/scamp.boot
judge "SpiNNMan: the board under the official SC&MP" \
    "$python" "$peers/spinnman/check_scamp.py" "$bin/swinn" --image "$aplx"
for machine in spin3 spin5 triad; do
    judge "SpiNNMan: every operation on $machine under the official SC&MP" \
        "$python" "$peers/spinnman/check_operations.py" "$bin/swinn" "$machine" --image "$aplx" --monitor "$scamp"
    judge "rig: every operation on $machine under the official SC&MP" \
        env PYTHONPATH="$PWD/$peers/rig/shim" \
        "$rig_python" "$peers/rig/check_rig.py" "$bin/swinn" "$machine" --image "$aplx" --monitor "$scamp"
done
judge "SwiNN: networks recorded alike under the official SC&MP and ours" \
    "$python" "$peers/scamp/check_networks.py" "$bin/swinn" "$bin" --monitor "$scamp"
judge "sPyNNaker: synfire under the official SC&MP" \
    "$spynnaker_python" "$peers/spynnaker/run.py" "$bin/swinn" synfire --monitor "$scamp" --deadline 1800
judge "Conformance: the chip's devices under both monitors" \
    "$python" "$peers/conformance/check_conformance.py" "$bin/swinn" Binaries/Conformance/Conformance.aplx \
    Docs/Hardware/Conformance.md
for script in "$peers"/spynnaker/scripts/*.py; do
    name=$(basename "$script" .py)
    judge "sPyNNaker: $name" "$spynnaker_python" "$peers/spynnaker/run.py" "$bin/swinn" "$name"
done
judge "SwiNN and sPyNNaker on one board" \
    "$python" "$peers/spynnaker/compare.py" "$bin" "$spynnaker_python" --write "$work/compared.md"
judge "SpiNNFrontEndCommon: listeners that are told of runs" \
    "$spynnaker_python" "$peers/listeners/check_listeners.py" "$bin/swinn"
judge "SpiNNMan: three boards and their BMP" "$python" "$peers/spinnman/check_bmp.py" "$bin/swinn"
judge "rig: three boards and their BMP" \
    env PYTHONPATH="$PWD/$peers/rig/shim" "$rig_python" "$peers/rig/check_bmp.py" "$bin/swinn"
judge "spalloc_server: three boards given out" \
    env PYTHONPATH="$PWD/$peers/rig/shim" "$rig_python" "$peers/spalloc/check_spalloc.py" "$bin/swinn"
judge "GDB: a held core of a served board" \
    "$python" "$peers/gdb/check_gdb.py" "$bin/swinn" "$bin/HelloBoard"
judge "SC&MP: snapshot and restore in the midst of a run" \
    Tests/Determinism/check_determinism.py "$bin" --repeats 6 --examples Synfire --serve "--board spin3 --monitor $scamp"
judge "Determinism: networks twenty times" Tests/Determinism/check_determinism.py "$bin" --repeats 20
judge "Fuzzer: ten minutes of hostile datagrams and programs" \
    "$bin/board-fuzzer" --swinn "$bin/swinn" --seconds 600 --seed "${SEED:-1}" --monitor "$scamp"
judge "PACMAN: files of mappings and machines" \
    "$spynnaker_python" "$peers/mapping/check_files.py" "$bin/swinn" "$work/mappings"
judge "SpiNNMan: bytes of the codecs' fixtures" \
    same_fixtures "$peers/codecs/make_fixtures.py" Tests/SpiNNakerProtocolTests/Fixtures
judge "Neo: synfire as NIX" neo_reads Synfire synfire
judge "pynwb, Neo, libsonata and PyNN: files of the balanced network" files_are_read
judge "PyNN: networks exchanged in the SONATA format" \
    "$python" "$peers/sonata/check_exchange.py" "$bin/swinn" "$work/exchange"
judge "PyNN: a network exported for the tests" \
    same_fixtures "$peers/sonata/make_fixtures.py" Tests/SONATANetworksTests/Fixtures
judge "NEST: spikes of synfire on the board" \
    "$python" "$peers/nest/check_synfire.py" "$work/synfire/synfire.nix"
judge "NEST: first spikes for sPyNNaker" \
    same_fixtures "$peers/nest/make_first_spikes.py" "$peers/spynnaker/fixtures"
judge "NEST: Vogels and Abbott's network for sPyNNaker" \
    same_fixtures "$peers/nest/make_vogels_abbott.py" "$peers/spynnaker/fixtures"
judge "PyNN: forty networks made by NEST and by SwiNN" \
    "$python" "$peers/pynn/check_networks.py" "$bin/network-lister"
judge "PyNN: the guide's scripts and their twins" \
    "$python" "$peers/pynn/check_guide.py" "$bin/swinn"
judge "PyNN: how fast networks are made, mapped and loaded" limits_are_kept --section network
judge "NEST: fixtures of the host engine" \
    same_fixtures "$peers/nest/make_fixtures.py" Tests/HostEngineTests/Fixtures

echo "== ${#ran[@]} judges ran:"
printf '  %s\n' "${ran[@]}"
if [ ${#left_out[@]} -gt 0 ]; then
    echo "== ${#left_out[@]} were left out, since their names do not match '$names':"
    printf '  %s\n' "${left_out[@]}"
fi
if [ ${#failed[@]} -gt 0 ]; then
    echo "FAILED: ${#failed[@]} of the peers disagree:"
    printf '  %s\n' "${failed[@]}"
    exit 1
fi
[ ${#ran[@]} -gt 0 ] || exit 1
echo "ok all peers that ran agree"
