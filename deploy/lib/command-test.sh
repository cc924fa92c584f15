# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local test [FILTER…]      build and run all tests, or those that match, against servers of their own

command_test() {
    local pid filter arguments=() code=0
    enter_area "$state/test" || {
        read -r pid _ <"$area/run/supervisor" || true
        fail "another deploy/local test runs in this checkout (process ${pid:-?})."
    }
    for filter in "$@"; do arguments+=(--filter "$filter"); done
    require_swift
    install_packages "${build_packages[@]}" "${run_packages[@]}"
    install_assets

    say "Building the tests and executables in debug mode (the first time takes some minutes)"
    attend build swift build --package-path "$checkout" --build-tests || fail "the build failed: see the lines above."
    ATTEST_TEST_BIN=$(swift build --package-path "$checkout" --show-bin-path)
    export ATTEST_TEST_BIN

    say "Starting the private servers"
    start_test_servers
    # More at once than this, and what waits for a lost connection or a clock waits for the machine instead.
    export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${ATTEST_TEST_WIDTH:-4}
    export ATTEST_TEST_DEPLOY=$checkout/deploy/local ATTEST_TEST_CHAOS_FOLDER=$area/chaos
    say "Running the tests"
    if ((${#arguments[@]})); then
        run_tests "${arguments[@]}" || code=$?
    else
        # Chaos has servers and processes of its own, and the machine to itself.
        run_tests --skip ChaosTests || code=$?
        say "Running the chaos tests (two to three minutes)"
        run_tests --filter ChaosTests || code=$?
    fi
    say "The tests ended with exit code $code"
    exit "$code"
}

run_tests() {
    attend tests swift test --package-path "$checkout" --skip-build --disable-xctest "$@"
}
