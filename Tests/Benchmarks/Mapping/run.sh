#!/usr/bin/env bash
# Compares the mapper with PACMAN and rig. Usage: run.sh PEERS [GRAPHS]: the folders of the peers' environment and of graphs.
set -euo pipefail
cd "$(dirname "$0")/../../.."
peers=${1:?the folder of the peers environment}
swift=${SWIFT:-swift}
"$swift" build -c release --product mapping-bench
bench=$("$swift" build -c release --show-bin-path)/mapping-bench

work=.build-mapping
mkdir -p "$work"
graphs=${2:-$work/graphs}
[ $# -gt 1 ] || "$bench" write "$graphs"

# Times of one machine and one hour compare: PACMAN runs anew each time. Only links and tables count of rig, which takes long.
for tool in rig pacman; do
    figures="$work/$tool.json"
    if [ "$tool" = pacman ] || [ ! -f "$figures" ] || [ -n "$(find "$graphs" -newer "$figures" -name '*.json*')" ]; then
        "$peers/bin/python" Tests/Benchmarks/Mapping/peers.py --graphs "$graphs" --tools "$tool" \
            --repeats $([ "$tool" = pacman ] && echo 3 || echo 1) --patience 5 \
            --rig-placers sequential hilbert breadth_first sa --output "$figures"
    fi
done
status=0
"$bench" compare --graphs "$graphs" --peers "$work/pacman.json" --peers "$work/rig.json" || status=1
"$bench" threads || status=1
"$bench" change || status=1
"$bench" scale --svg Docs/Pictures/MappingGrowth.svg || status=1
exit $status
