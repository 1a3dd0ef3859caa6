#!/usr/bin/env bash
# Makes a Python environment with the official tools that judge SwiNN. Usage: make-environment.sh FOLDER
set -euo pipefail
folder=${1:?the folder of the environment}
stamp="$folder/complete-6"
if ! python3 -c 'import ensurepip' 2>/dev/null || ! command -v gdb-multiarch gcc >/dev/null; then
    echo "Installing the system packages python3 python3-venv python3-dev gcc gdb-multiarch"
    root=""; [ "$(id -u)" = 0 ] || root=sudo
    $root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq python3 python3-venv python3-dev gcc gdb-multiarch
fi
[ -f "$stamp" ] && exit 0
echo "Installing the peers into $folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check \
    'SpiNNMan==1!7.4.1' 'neo==0.14.6' 'nixio==1.5.4' 'h5py' 'nest-simulator>=3.10,<3.11' 'unicorn>=2.1,<2.2' \
    'capstone>=5,<6' 'PyNN==0.13.0' 'scipy>=1.17,<2' 'csa>=0.1.12' 'pynwb==4.2.0' 'libsonata==0.2.2'
# spalloc_server wants a SpiNNMan of its own age; rig shares its environment.
python3 -m venv "$folder/rig"
"$folder/rig/bin/pip" install --quiet --disable-pip-version-check \
    'rig==2.4.1' 'rig_c_sa==0.4.0' 'spalloc_server==1!7.0.0' 'SpiNNMan==1!7.0.0' 'numpy>=2,<3' 'setuptools<81'
# sPyNNaker's scripts find nothing but its own packages.
python3 -m venv "$folder/spynnaker"
"$folder/spynnaker/bin/pip" install --quiet --disable-pip-version-check 'sPyNNaker==1!7.4.1'
touch "$stamp"
