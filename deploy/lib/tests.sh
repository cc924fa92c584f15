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
    rm -f "$output.ended"
    : >"$output"
    (watch_tests "$output" </dev/null) 7>&- 8>&- 9>&- &
    local watch=$!
    # More at once than this, and what waits for a lost connection or a clock waits for the machine instead. A line is
    # passed on when it is written, so that the last one says how far the tests came.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${ATTEST_TEST_WIDTH:-4} \
        attend tests stdbuf --output=L swift test --package-path "$checkout" --skip-build --disable-xctest "$@" \
        > >(tee -a "$output") 2>&1 || code=$?
    [[ -e $output.ended ]] || kill "$watch" 2>/dev/null || true
    wait "$watch" 2>/dev/null || true
    if ((code != 0)); then
        sleep 1 # tee may be a moment behind
        failures+=$(grep -aE '^✘|^deploy/local:|^  (Test|Suite) "' "$output" || true)$'\n'
    fi
    return "$code"
}

# watch_tests OUTPUT: ends tests that have said nothing for longer than any test may take, and shows where they stand.
watch_tests() {
    local output=$1 patience=${ATTEST_TEST_PATIENCE:-420} pid
    # Whoever started it may have been ended meanwhile.
    while sleep 5 >&- 2>&- && kill -0 $$ 2>/dev/null; do
        ((EPOCHSECONDS - $(stat --format=%Y "$output") > patience)) || continue
        is_running tests || continue
        touch "$output.ended" # from here on it goes to its end
        {
            printf 'deploy/local: the tests have said nothing for %d s and are ended. Begun and not ended:\n' "$patience"
            unfinished_tests "$output"
        } | tee -a "$output"
        read -r pid _ <"$area/run/tests.pid"
        ps -o pid,ppid,stat,etime,args --forest --sid "$pid" | cut -c1-200
        if command -v gdb >/dev/null; then
            for pid in $(pgrep --session "$pid" --full 'Tests\.xctest'); do
                gdb --pid "$pid" --batch -ex 'thread apply all backtrace 30' 2>/dev/null | cut -c1-200
            done
        fi
        stop_named tests
        return
    done
}

# unfinished_tests OUTPUT: the tests and suites that have a line that says they started, and none that says how they ended.
unfinished_tests() {
    awk '/^◇ (Test|Suite) ".* started\.$/ { sub(/^◇ /, ""); sub(/ started\.$/, ""); open[$0] = 1 }
        /^(✔|✘) (Test|Suite) / { sub(/^(✔|✘) /, ""); for (name in open) if (index($0, name) == 1) delete open[name] }
        END { for (name in open) print "  " name }' "$1"
}
