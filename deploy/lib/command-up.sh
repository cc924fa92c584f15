# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local up [--debug]        run Attest here until Ctrl-C; --debug (or ATTEST_BUILD=debug) builds in debug mode

command_up() {
    local configuration=${ATTEST_BUILD:-release} name pid
    while (($#)); do
        case $1 in
            --debug) configuration=debug ;;
            *) fail "up does not know '$1'." ;;
        esac
        shift
    done
    [[ $configuration == release || $configuration == debug ]] || fail "ATTEST_BUILD must be release or debug."

    if ! enter_area "$state"; then
        describe_running
        return 0
    fi
    [[ -n ${ATTEST_BIN:-} ]] || require_swift
    if [[ -n ${ATTEST_BIN:-} ]]; then
        install_packages "${run_packages[@]}"
    else
        install_packages "${build_packages[@]}" "${run_packages[@]}"
    fi
    install_assets
    build_executables "$configuration"

    say "Starting the private servers"
    choose_ports http:8080 postgres broker management distribution epmd mail "${services[@]/#/health-}"
    # By its name and not by its number: browsers keep passkeys for names alone.
    address=http://localhost:${port[http]}
    make_secrets
    "$python" "$library/definitions.py" system "$area/secrets" >"$area/secrets/broker-definitions.json"
    start_rabbitmq "$area/secrets/broker-definitions.json"
    start_mail
    start_postgres scram-sha-256
    await_postgres
    SECRETS=$area/secrets sql attest --file="$library/roles.sql"
    await_mail
    await_rabbitmq operator
    broker_settled=yes
    operate topology apply

    say "Starting ${services[*]}"
    for name in "${services[@]}"; do start_process "$name"; done
    for name in "${services[@]}"; do
        await "$name" 60 answers "health-$name" /ready
        say "$name is ready"
    done
    import_directory
    create_administrator
    printf '%s\n' "$executables" >"$area/run/executables"
    summarise | tee "$area/run/summary"

    # From here on Ctrl-C is the ordinary end.
    trap 'printf "\n"; exit 0' INT TERM
    wait_for_a_death
}

summarise() {
    cat <<END

Attest is ready.

  Address    $address
  Sign in    $administrator
  Password   $(reveal first-administrator)
  Mail       $area/mail/new (deploy/local mail shows the newest message)
  Logs       $area/log

END
    printf 'Ctrl-C stops everything.\n'
}

# Waits until a process or server ends by itself, and says which.
wait_for_a_death() {
    local name file
    while wait -n || true; do
        for file in "$area"/run/*.pid; do
            name=$(basename "$file" .pid)
            is_running "$name" || died "$name"
        done
    done
}

# What a second `up` says.
describe_running() {
    local name file pid
    if [[ -f $area/run/summary ]]; then
        printf 'Attest is already running here.\n'
        grep -vE '^Attest is ready|^Ctrl-C|^$' "$area/run/summary"
    else
        printf 'Another run is starting here.\n'
    fi
    read -r pid _ <"$area/run/supervisor" 2>/dev/null && printf '  Processes  deploy/local %s' "$pid"
    for file in "$area"/run/*.pid; do
        name=$(basename "$file" .pid)
        read -r pid _ <"$file" 2>/dev/null && printf ', %s %s' "$name" "$pid"
    done
    printf '\n\nStop it with Ctrl-C where it runs, or with deploy/local stop.\n'
}
