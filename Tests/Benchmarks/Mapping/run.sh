#!/usr/bin/env bash
# Compares the mapper with PACMAN and rig. Usage: run.sh PEERS [GRAPHS]: the folders of the peers' environment and of graphs.
set -euo pipefail
cd "$(dirname "$0")/../../.."
peers=${1:?the folder of the peers environment}
swift=${SWIFT:-swift}
"$swift" build -c release --product mapping-bench
bench=$("$swift" build -c release --show-bin-path)/mapping-bench

work=.build-mapping
rm -rf "$work"
mkdir -p "$work"
graphs=${2:-}
if [ -z "$graphs" ]; then
    graphs=$work/graphs
    "$bench" write "$graphs"
fi

status=0
"$bench" threads || status=1
"$bench" change || status=1
"$bench" scale --svg Docs/Pictures/mapping-growth.svg || status=1
# Of rig only links and tables count, so that one run will do.
"$peers/bin/python" Tests/Benchmarks/Mapping/peers.py --graphs "$graphs" --tools rig \
    --rig-placers sequential hilbert breadth_first sa --output "$work/rig.json" || status=1
"$peers/bin/python" Tests/Benchmarks/Mapping/peers.py --graphs "$graphs" --tools pacman \
    --repeats 3 --patience 5 --output "$work/pacman.json" || status=1
"$bench" compare --graphs "$graphs" --peers "$work/pacman.json" --peers "$work/rig.json" || status=1
exit $status
