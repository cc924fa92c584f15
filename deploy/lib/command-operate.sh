# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local operate ARGUMENT…   run attestctl against the Attest that `up` started

command_operate() {
    local environment
    area=$state
    [[ -f $area/run/summary && -f $area/run/executables && -f $area/ports ]] ||
        fail "Attest is not running here: start it with deploy/local up."
    executables=$(cat "$area/run/executables")
    declare -gA port
    local key number
    while read -r key number; do port[$key]=$number; done <"$area/ports"
    mapfile -t environment < <(process_environment operator)
    exec env "${environment[@]}" "$executables/attestctl" "$@"
}
