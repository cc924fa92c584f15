# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The tests: built, told where the servers are, and run.

build_tests() {
    require_swift
    install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
    say "Building the tests and executables in debug mode (the first time takes some minutes)"
    attend build swift build --package-path "$checkout" --build-tests || fail "the build failed: see the lines above."
    ATTEST_TEST_BIN=$(swift build --package-path "$checkout" --show-bin-path)
    export ATTEST_TEST_BIN ATTEST_TEST_DEPLOY=$checkout/deploy/local ATTEST_TEST_CHAOS_FOLDER=$area/chaos
}

# run_tests ARGUMENT…: of `swift test`. What failed is said once more at the end, where it is seen.
run_tests() {
    local code=0 output=$area/tests.txt
    # More at once than this, and what waits for a lost connection or a clock waits for the machine instead.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${ATTEST_TEST_WIDTH:-4} \
        attend tests swift test --package-path "$checkout" --skip-build --disable-xctest "$@" \
        > >(tee "$output") 2>&1 || code=$?
    if ((code != 0)); then
        sleep 1 # tee may be a moment behind
        failures+=$(grep -a '^✘' "$output" || true)$'\n'
    fi
    return "$code"
}
