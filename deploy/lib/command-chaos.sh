# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# deploy/local chaos FOLDER: servers that do as they are told, for ChaosTests, which kill them. All they keep lies in
# FOLDER. Each line on standard input is an order, answered by "done" when it is carried out; at its end all stops.
#
#   crash rabbitmq|postgres     as a power cut would: SIGKILL, and for PostgreSQL its immediate shutdown
#   stop rabbitmq|postgres      orderly
#   start rabbitmq|postgres     again, without waiting for it
#   await rabbitmq|postgres     until it serves
#   freeze rabbitmq             it keeps its connections, accepts new ones, and answers nothing, until `thaw rabbitmq`

command_chaos() {
    local verb name pid since variable
    [[ ${1:-} == /* ]] || fail "chaos takes the full name of a folder."
    enter_area "$1" || fail "another chaos runs in $1."
    broker_settled=yes # an orderly stop is meant
    start_test_servers
    while read -r variable; do
        printf 'set %s %s\n' "$variable" "${!variable}"
    done < <(compgen -e | grep '^ATTEST_TEST_')
    printf 'done\n'
    while read -r verb name; do
        [[ $name == rabbitmq || $name == postgres ]] || fail "chaos has no server '$name'."
        read -r pid since 2>/dev/null <"$area/run/$name.pid" || { pid='' since=''; }
        case $verb:$name in
            crash:rabbitmq) end_session "$pid" "$since" ;;
            crash:postgres) signal QUIT "$pid" ;;
            stop:*) stop_named "$name" ;;
            start:rabbitmq) launch_rabbitmq ;;
            start:postgres) start_postgres trust "$area/certificates" ;;
            await:rabbitmq) await rabbitmq 120 broker_knows attest ;;
            await:postgres) await postgres 60 sql template1 --command='select 1' ;;
            freeze:rabbitmq) signal_session STOP "$pid" "$since" ;;
            thaw:rabbitmq) signal_session CONT "$pid" "$since" ;;
            *) fail "chaos does not know '$verb $name'." ;;
        esac
        if [[ $verb == crash ]]; then
            while alive "$pid" "$since"; do sleep 0.02; done
        fi
        printf 'done\n'
    done
    # Nobody needs what is left.
    broker_settled=no
}
