# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local servers             only the private servers that tests use, empty, until Ctrl-C

command_servers() {
    local names name pid
    enter_area "$state/servers" || {
        read -r pid _ <"$area/run/supervisor" || true
        printf 'The servers already run here (process %s); source %s\n' "${pid:-?}" "$area/environment"
        return 0
    }
    start_test_servers
    install_assets
    mapfile -t names < <(compgen -e | grep -E '^ATTEST_(TEST_|ASSETS$)')
    for name in "${names[@]}"; do
        printf 'export %s=%q\n' "$name" "${!name}"
    done >"$area/environment"
    printf '\n'
    cat "$area/environment"
    printf '\nThe same lines are in %s. Ctrl-C stops the servers.\n' "$area/environment"
    trap 'printf "\n"; exit 0' INT TERM
    wait -n || true
    for name in epmd rabbitmq postgres mail; do is_running "$name" || died "$name"; done
}
