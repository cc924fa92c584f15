# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local bench [PART…]       measure speed beside a bare C program: run, requests, processes, sign-in, pages; or find, hygiene, veil, challenge

command_bench() {
    local parts=("$@") part pid bench=$checkout/.build-bench
    ((${#parts[@]})) || parts=(run requests processes sign-in pages)
    for part in "${parts[@]}"; do
        [[ $part =~ ^(run|requests|processes|sign-in|pages|find|hygiene|veil|challenge)$ ]] || fail "bench has no part '$part'."
    done
    # It needs other limits than the rest, from the start.
    [[ " ${parts[*]} " != *" veil "* || ${#parts[@]} -eq 1 ]] || fail "bench veil is measured by itself."
    enter_area "$state/bench" || {
        read -r pid _ <"$area/run/supervisor" || true
        fail "another deploy/local bench runs in this checkout (process ${pid:-?})."
    }
    require_swift
    install_packages "${build_packages[@]}" "${run_packages[@]}" gcc libc6-dev

    # The other parts are measured from outside.
    [[ ! " ${parts[*]} " =~ \ (run|requests|hygiene)\  ]] || build_bench

    say "Starting the private servers"
    start_test_servers
    export ATTEST_BENCH_BROKER=$ATTEST_TEST_BROKER ATTEST_BENCH_POSTGRES=$ATTEST_TEST_POSTGRES
    export ATTEST_BENCH_FLOOR=$bench/floor
    describe_machine
    for part in "${parts[@]}"; do
        say "Measuring: $part"
        case $part in
            processes) measure_processes ;;
            sign-in) measure_sign_in ;;
            pages) measure_pages ;;
            find) measure_find ;;
            veil) measure_veil ;;
            challenge) measure_challenge ;;
            *) attend bench "$bench/release/Bench" "$part" || fail "the benchmark ended early: see the lines above." ;;
        esac
        printf '\n'
    done
}

build_bench() {
    local flags
    say "Building the benchmark in release mode (the first time takes some minutes)"
    rm -f "$bench/release.yaml" # an old plan does not notice that a source of the package beside it is gone
    attend build swift build --package-path "$checkout/Tests/Benchmarks" --scratch-path "$bench" \
        --configuration release || fail "the build failed: see the lines above."
    read -ra flags < <(pkg-config --cflags --libs librabbitmq libpq)
    gcc -O2 -Wall -Wextra -D_GNU_SOURCE "$checkout/Tests/Benchmarks/Floor/floor.c" -o "$bench/floor" "${flags[@]}" ||
        fail "the floor could not be compiled: see the lines above."
}

describe_machine() {
    local cpu memory system package
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
    memory=$(awk '/^MemTotal/ { printf "%.1f GB", $2 / 1048576 }' /proc/meminfo)
    system=$(. /etc/os-release && printf '%s' "$PRETTY_NAME")
    printf '\nMachine: %s cores (%s), %s, %s, Linux %s; servers on the same machine.\n' "$(nproc)" "${cpu:-unknown}" \
        "$memory" "$system" "$(uname -r)"
    printf 'Versions: Swift %s' "$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9.]+' | grep -oE '[0-9.]+$')"
    for package in postgresql rabbitmq-server librabbitmq4 libpq5 gcc; do
        printf ', %s %s' "$package" "$(dpkg-query --show --showformat='${Version}' "$package" 2>/dev/null || printf '?')"
    done
    printf '.\nLoad before: %s.\n\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
}

# Each of the five processes by itself: from its start to /ready, and its memory when it has been idle for 3 seconds.
measure_processes() {
    local name environment
    prepare_processes
    printf '| process | start to ready: first, then median of 5 | resident when idle | of which private |\n|---|---|---|---|\n'
    for name in "${services[@]}"; do
        mapfile -t environment < <(test_environment "$name")
        attend "$name" "$python" "$checkout/Tests/Benchmarks/startup.py" "$name" "${port[health-$name]}" \
            env "${environment[@]}" "$executables/$name" || fail "$name did not become ready."
    done
}

# Signing in through the five processes, alone and beside a crowd that asks for challenges.
measure_sign_in() {
    start_processes
    attend sign-in "$python" "$checkout/Tests/Benchmarks/signin.py" "${port[http]}" "$administrator" \
        "$area/secrets/first-administrator" || fail "the benchmark ended early: see the lines above."
}

# Whether the time of an answer tells which addresses have an account.
measure_veil() {
    # One network does here what thousands do.
    export ATTEST_THROTTLES="wrong-password=1000000/1000000000 registration=1000000/1000000000 link=1000000/1000000000"
    start_processes
    printf 'Registering %s accounts, and waiting a minute\n' "${ATTEST_BENCH_ADDRESSES:-100}"
    attend veil "$python" "$checkout/Tests/Benchmarks/veil.py" "${port[http]}" "${ATTEST_BENCH_ADDRESSES:-100}" ||
        fail "the benchmark ended early: see the lines above."
}

# How many challenges fall to programs that anybody can write or install.
measure_challenge() {
    install_packages python3-numpy python3-pil tesseract-ocr espeak-ng python3-pocketsphinx pocketsphinx-en-us
    start_processes
    attend challenge "$python" "$checkout/Tests/Benchmarks/challenge.py" "${port[http]}" \
        "${ATTEST_BENCH_CHALLENGES:-300}" || fail "the benchmark ended early: see the lines above."
}

# Pages by 32 clients, with 100,000 organisations, cases and entries of the directory about them.
measure_pages() {
    install_packages wrk
    start_processes
    sql attest --file="$checkout/Tests/Benchmarks/pages.sql" >"$area/log/pages-sql.log" 2>&1 ||
        fail "the rows could not be made: see $area/log/pages-sql.log"
    attend pages "$python" "$checkout/Tests/Benchmarks/pages.py" "${port[http]}" "$administrator" \
        "$area/secrets/first-administrator" "$area/run" || fail "the benchmark ended early: see the lines above."
}

# Imports, and searching what they brought: the files of ATTEST_ODS_FILES, or else the small sample; a register of
# ATTEST_BENCH_REGISTER invented entries; and the postcodes of ATTEST_BENCH_POSTCODES, if there are any.
measure_find() {
    local register=$area/register.csv rows=${ATTEST_BENCH_REGISTER:-1400000} files=("$checkout"/deploy/samples/ods-*.csv)
    [[ -n ${ATTEST_ODS_FILES:-} ]] && read -ra files <<<"$ATTEST_ODS_FILES"
    install_packages wrk
    start_processes
    attend find "$python" "$checkout/Tests/Benchmarks/find.py" make "$register" "$rows" "${files[@]}" ||
        fail "the register could not be made: see the lines above."
    timed operate import ods "${files[@]}"
    timed operate import ico "$register"
    timed operate import ico "$register" # what is there already
    [[ -z ${ATTEST_BENCH_POSTCODES:-} ]] || timed operate import postcodes "$ATTEST_BENCH_POSTCODES"
    attend find "$python" "$checkout/Tests/Benchmarks/find.py" measure "${port[http]}" "$administrator" \
        "$area/secrets/first-administrator" "$area" "$register" "${files[@]}" ||
        fail "the benchmark ended early: see the lines above."
    rm -f "$register"
}

timed() {
    local begun=$EPOCHREALTIME
    "$@"
    awk -v from="$begun" -v to="$EPOCHREALTIME" 'BEGIN { printf "That took %.1f s.\n\n", to - from }'
}

# start_processes: all five, once, with an administrator. One address does here what thousands do.
start_processes() {
    local name environment
    [[ -z ${processes_started:-} ]] || return 0
    prepare_processes
    export ATTEST_SECOND_FACTOR=optional ATTEST_LIMITS=
    for name in {sign-in,challenge,registration,resend}.{source,all} {registration,resend}.domain; do
        ATTEST_LIMITS+="$name=1000000/1000000000 "
    done
    for name in "${services[@]}"; do
        mapfile -t environment < <(test_environment "$name")
        launch "$name" env "${environment[@]}" "$executables/$name"
    done
    for name in "${services[@]}"; do await "$name" 60 answers "health-$name" /ready; done
    create_administrator
    processes_started=yes
}

prepare_processes() {
    build_executables release
    install_assets
    choose_ports http "${services[@]/#/health-}"
    make_secrets
    address=http://127.0.0.1:${port[http]}
    # The users of the test servers share one password.
    for name in "${services[@]}" operator; do cp "$area/secrets/broker-attest" "$area/secrets/broker-$name"; done
    operate topology apply
}

# test_environment NAME: as in a running system, but with the test servers' one role in the database.
test_environment() {
    process_environment "$1"
    printf '%s\n' "ATTEST_DATABASE_URL=$ATTEST_TEST_POSTGRES" "ATTEST_LOG_LEVEL=warning"
}
