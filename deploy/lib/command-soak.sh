# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local soak [SECONDS] [SEED]  kill and silence everything, again and again, for 600 s; and table hygiene

command_soak() {
    local seconds=${1:-600} seed=${2:-} pid code=0
    [[ $seconds =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]*$ ]] || fail "soak takes a number of seconds and a seed."
    enter_area "$state/soak" || {
        read -r pid _ <"$area/run/supervisor" || true
        fail "another deploy/local soak runs in this checkout (process ${pid:-?})."
    }
    build_tests
    install_assets
    export ATTEST_ASSETS=$assets
    export ATTEST_CHAOS_SECONDS=$seconds ATTEST_CHAOS_SEED=$seed
    export ATTEST_CHAOS_REPORT=$area/report
    rm -f "$ATTEST_CHAOS_REPORT"
    say "Running the chaos tests for $seconds s, and then the hygiene of tables"
    run_tests --filter ChaosTests || code=$?
    if [[ -s $ATTEST_CHAOS_REPORT ]]; then
        printf '\nFor the README (of the rounds, the last line):\n\n'
        cat "$ATTEST_CHAOS_REPORT"
        printf '\n'
    fi
    say "The soak ended with exit code $code"
    exit "$code"
}
