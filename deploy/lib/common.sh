# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Words that every subcommand uses: progress, failure, where things are, ports, secrets and child processes.
# deploy/local sets `checkout` and `library` before it reads this file.

export LC_ALL=C.UTF-8
readonly python=/usr/bin/python3
state=$checkout/.local
area=$state # the folder of the servers that this run owns; `test` and `servers` have one of their own

began=${EPOCHREALTIME/./}
readonly began

# say SENTENCE: one line of progress with the seconds since the start.
say() {
    local elapsed=$((${EPOCHREALTIME/./} - began))
    printf '[%4d.%d s] %s\n' $((elapsed / 1000000)) $((elapsed / 100000 % 10)) "$*"
}

fail() {
    printf 'deploy/local: %s\n' "$*" >&2
    exit 1
}

# enter_area FOLDER: makes the folders of one set of servers, takes its lock, and clears what a killed run left behind.
# Returns 1 when another run holds the lock.
enter_area() {
    area=$1
    mkdir -p "$area"/{run,log} 2>/dev/null || true
    [[ -w $area/run && -w $area/log ]] ||
        fail "$area cannot be written by $(id -un): remove it, or run as the user it belongs to."
    exec 9>"$area/run/lock"
    flock --nonblock 9 || return 1
    rm -f "$area/run/summary"
    printf '%s %s\n' "$$" "$(start_time $$)" >"$area/run/supervisor"
    local left=("$area"/run/*.pid)
    if [[ -e ${left[0]} ]]; then
        say "Stopping what an earlier run left behind"
        stop_recorded
    fi
    exec 7>&1 8>&2 # a signal may come while a command's output goes elsewhere
    trap 'leave_area' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 141' PIPE
}

# Runs at every exit: nothing outlives the script.
leave_area() {
    local code=$?
    trap '' HUP INT TERM
    exec >&7 2>&8
    local records=("$area"/run/*.pid)
    if [[ -e ${records[0]} ]]; then
        say "Stopping" || true
        stop_recorded
        say "Everything is stopped" || true
    fi
    rm -f "$area/run/supervisor" "$area/run/summary"
    exit "$code"
}

# ---- Child processes. Each runs in a session of its own, so that Ctrl-C reaches only this script, which then stops
# ---- them in order. Its record in run/NAME.pid is "pid start-time": the pair tells it from a later process of that pid.

start_time() {
    local line fields
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -ra fields <<<"${line##*) }"
    printf '%s' "${fields[19]}"
}

# alive PID START-TIME
alive() {
    [[ -n ${2:-} && $(start_time "$1") == "$2" ]]
}

record() {
    printf '%s %s\n' "$2" "$(start_time "$2")" >"$area/run/$1.pid"
}

# launch NAME COMMAND…: starts a server or service with its log in log/NAME.log; sets `launched` to its pid.
launch() {
    local name=$1 log=$area/log/$1.log
    shift
    [[ -f $log ]] && mv -f "$log" "$log.1"
    setsid "$@" </dev/null >"$log" 2>&1 7>&- 8>&- 9>&- &
    launched=$!
    record "$name" "$launched"
}

# attend NAME COMMAND…: runs a command that may take minutes, its output on ours, so that a signal still stops us at once.
attend() {
    local name=$1 code=0
    shift
    setsid "$@" </dev/null 7>&- 8>&- 9>&- &
    record "$name" $!
    wait $! || code=$?
    rm -f "$area/run/$name.pid"
    return "$code"
}

is_running() {
    local pid since
    read -r pid since <"$area/run/$1.pid" 2>/dev/null && alive "$pid" "$since"
}

# await NAME SECONDS COMMAND…: waits until the command succeeds; when NAME dies first or time is up, says so and stops.
await() {
    local name=$1 deadline=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        is_running "$name" || died "$name"
        ((SECONDS < deadline)) || died "$name" "did not become ready in time"
        sleep 0.1
    done
}

# died NAME [WHAT]: the last words of a process, then the end.
died() {
    printf '\n%s %s. The end of %s:\n\n' "$1" "${2:-has ended}" "$area/log/$1.log" >&2
    tail -n 20 "$area/log/$1.log" >&2 || true
    printf '\n' >&2
    exit 1
}

# stop_recorded: ends everything recorded in run/: first what uses the servers, then the servers, then epmd.
stop_recorded() {
    local file name servers=() users=()
    for file in "$area"/run/*.pid; do
        name=$(basename "$file" .pid)
        case $name in
            postgres | rabbitmq | mail) servers+=("$name") ;;
            epmd | '*') ;;
            *) users+=("$name") ;;
        esac
    done
    stop_named "${users[@]}"
    stop_named "${servers[@]}"
    stop_named epmd
}

# RabbitMQ hears no SIGTERM while it starts, and its management plugin takes 5 seconds to stop: only a broker that is up
# and keeps its data is asked; any other is killed.
broker_settled=no

stop_named() {
    local name pid since deadline
    for name in "$@"; do
        read -r pid since 2>/dev/null <"$area/run/$name.pid" || continue
        alive "$pid" "$since" || continue
        case $name:$broker_settled in
            rabbitmq:no) end_session "$pid" "$since" ;;
            postgres:*) signal INT "$pid" ;; # its fast shutdown, which does not wait for clients
            *) signal TERM "$pid" ;;
        esac
    done
    for name in "$@"; do
        read -r pid since 2>/dev/null <"$area/run/$name.pid" || continue
        deadline=$((SECONDS + 30))
        while alive "$pid" "$since" && ((SECONDS < deadline)); do sleep 0.05; done
        end_session "$pid" "$since"
        rm -f "$area/run/$name.pid"
    done
}

# end_session PID START-TIME: kills a process and whatever it started that is still in its session.
end_session() {
    signal_session KILL "$@"
    { wait "$1"; } 2>/dev/null || true # else bash reports the kill
}

# signal_session SIGNAL PID START-TIME
signal_session() {
    local entry line member fields
    # Another process of that number since then is not ours.
    [[ ! -d /proc/$2 || $(start_time "$2") == "$3" ]] || return 0
    for entry in /proc/[0-9]*/stat; do
        read -r line 2>/dev/null <"$entry" || continue
        read -ra fields <<<"${line##*) }"
        member=${entry//[!0-9]/}
        [[ ${fields[3]} != "$2" || ${fields[0]} == Z ]] || signal "$1" "$member"
    done
}

signal() {
    kill "-$1" -- "$2" 2>/dev/null || true
}

# ---- Ports

# choose_ports NAME[:PREFERRED]…: fills the array `port` with free ports on loopback, the remembered ones first.
choose_ports() {
    local name number base slot
    slot=$(cksum <<<"$area")
    base=$((20000 + ${slot%% *} % 600 * 20)) # below the ephemeral range, and apart for every checkout
    while read -r name number; do
        port[$name]=$number
    done < <("$python" "$library/ports.py" "$area/ports" "$base" "$@")
    ((${#port[@]} >= $#)) || fail "no free ports were found on 127.0.0.1."
}
declare -A port=()

# answers NAME PATH: does the HTTP server on that port say yes?
answers() {
    curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:${port[$1]}$2"
}

# ---- Secrets: a file each, readable by its owner only, made once

# secret NAME [COMMAND…]: makes the secret with the command when it does not exist yet.
secret() {
    local file=$area/secrets/$1
    shift
    [[ -s $file ]] && return
    mkdir -p "$area/secrets"
    chmod 700 "$area/secrets"
    (
        umask 077
        printf '%s' "$("${@:-random}")" >"$file.new" # without a newline, which some readers keep
    )
    mv "$file.new" "$file"
}

random() { openssl rand -hex 24; }
sealing_key() { openssl rand -base64 32; }
# Long enough for any password rule, with a symbol and a numeral.
memorable() { printf '%s-%s-%s-7\n' "$(openssl rand -hex 3)" "$(openssl rand -hex 3)" "$(openssl rand -hex 3)"; }

reveal() { cat "$area/secrets/$1"; }
