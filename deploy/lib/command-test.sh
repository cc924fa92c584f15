# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local test [FILTER…]      build and run all tests, or those that match, against servers of their own

command_test() {
    local pid filter arguments=() code=0 failures=''
    enter_area "$state/test" || {
        read -r pid _ <"$area/run/supervisor" || true
        fail "another deploy/local test runs in this checkout (process ${pid:-?})."
    }
    for filter in "$@"; do arguments+=(--filter "$filter"); done
    build_tests
    install_assets

    say "Starting the private servers"
    start_test_servers
    say "Running the tests"
    if ((${#arguments[@]})); then
        run_tests "${arguments[@]}" || code=$?
    else
        # Chaos has servers and processes of its own, and the machine to itself.
        run_tests --skip ChaosTests || code=$?
        say "Running the chaos tests (two to three minutes)"
        run_tests --filter ChaosTests || code=$?
    fi
    if [[ -n $failures ]]; then printf 'What failed:\n%s' "$failures"; fi
    say "The tests ended with exit code $code"
    exit "$code"
}
