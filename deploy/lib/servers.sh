# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The private servers: PostgreSQL, RabbitMQ (with an epmd of its own) and the mail folder. All listen on loopback only,
# and all they keep lies under $area.

# Where the servers' programs are installed: here, or in another system below this folder, which is entered with chroot
# and sees $area under its own name.
server_root=''
in_root=()
broker_settings=() # further lines of rabbitmq.conf

# ---- PostgreSQL. It refuses to run as root, so root runs it as the user that Debian's package made.

as_postgres=()
((EUID == 0)) && as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups --)

postgres_program() {
    local found=("$server_root"/usr/lib/postgresql/*/bin/"$1")
    printf '%s' "${found[-1]#"$server_root"}"
}

# Sets `database_folder`: under $area, or, where the server's user cannot get there (a checkout under /root, say), in /var/lib.
place_database() {
    database_folder=$area/postgresql
    mkdir -p "$database_folder"
    ((EUID == 0)) || return 0
    "${in_root[@]}" chown postgres:postgres "$database_folder"
    "${in_root[@]}" "${as_postgres[@]}" test -w "$database_folder" && return
    rmdir "$database_folder" 2>/dev/null || true
    local key
    key=$(cksum <<<"$area")
    database_folder=/var/lib/attest/${key%% *}
    mkdir -p "$database_folder"
    chmod 755 /var/lib/attest
    chown postgres:postgres "$database_folder"
    printf '%s\n' "$area" >"/var/lib/attest/${key%% *}.checkout"
}

# start_postgres trust|scram-sha-256 [CERTIFICATES]: with a folder of certificates it speaks TLS too.
start_postgres() {
    local authentication=$1 certificates=${2:-} options
    options=(
        -p "${port[postgres]}" -c listen_addresses=127.0.0.1 -c log_error_verbosity=terse -c unix_socket_directories=
        -c max_connections=500 -c max_locks_per_transaction=256
    )
    secret postgres
    place_database
    if [[ ! -f $database_folder/ready ]]; then
        # A folder without the mark is a first start that was cut short.
        find "$database_folder" -mindepth 1 -delete
        # The inner pipe belongs to the server's user, who could not open one of root's as /dev/stdin.
        # shellcheck disable=SC2016
        reveal postgres | "${in_root[@]}" "${as_postgres[@]}" bash -c 'cat | "$@"' - "$(postgres_program initdb)" \
            --pgdata="$database_folder" --username=attest --pwfile=/dev/stdin --auth="$authentication" \
            --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$area/log/initdb.log" 2>&1 ||
            fail "initdb failed: see $area/log/initdb.log"
        touch "$database_folder/ready"
    fi
    if [[ -n $certificates ]]; then
        install --mode=600 "$certificates/server.key" "$certificates/server.crt" "$database_folder/"
        ((EUID == 0)) && "${in_root[@]}" chown postgres:postgres "$database_folder"/server.{key,crt}
        options+=(-c ssl=on -c ssl_cert_file=server.crt -c ssl_key_file=server.key)
    fi
    launch postgres "${in_root[@]}" "${as_postgres[@]}" "$(postgres_program postgres)" -D "$database_folder" "${options[@]}"
}

# sql DATABASE [ARGUMENT…]: psql as the superuser.
sql() {
    PGPASSWORD=$(reveal postgres) PGAPPNAME=deploy psql --no-psqlrc --quiet --tuples-only --no-align \
        --set=ON_ERROR_STOP=1 --host=127.0.0.1 --port="${port[postgres]}" --username=attest --dbname="$1" "${@:2}"
}

await_postgres() {
    await postgres 60 sql template1 --command='select 1'
    if [[ -z $(sql template1 --command="select 1 from pg_database where datname = 'attest'") ]]; then
        sql template1 --command='create database attest'
    fi
    say "PostgreSQL is ready on 127.0.0.1:${port[postgres]}"
}

# ---- RabbitMQ. A node name, a HOME with a cookie, an epmd and ports of its own keep it apart from any other broker.

# start_rabbitmq DEFINITIONS [CERTIFICATES]: users, virtual hosts and permissions come from the file at every start.
start_rabbitmq() {
    local definitions=$1 certificates=${2:-} home=$area/rabbitmq
    mkdir -p "$home"
    {
        printf '%s\n' "listeners.tcp.1 = 127.0.0.1:${port[broker]}" \
            "management.tcp.ip = 127.0.0.1" "management.tcp.port = ${port[management]}" \
            "max_message_size = 2097152" "load_definitions = $definitions" "log.file.level = info" "log.console = true" "log.console.level = warning" \
            "${broker_settings[@]}"
        if [[ -n $certificates ]]; then
            printf '%s\n' "listeners.ssl.1 = 127.0.0.1:${port[broker-tls]}" \
                "ssl_options.cacertfile = $certificates/ca.crt" "ssl_options.certfile = $certificates/server.crt" \
                "ssl_options.keyfile = $certificates/server.key" "ssl_options.verify = verify_none"
        fi
    } >"$home/rabbitmq.conf"
    cp "$library/advanced.config" "$home/advanced.config"
    printf '[rabbitmq_management].\n' >"$home/enabled_plugins"
    : >"$home/rabbitmq-env.conf" # instead of the one in /etc

    broker_environment=(
        HOME="$home" ERL_EPMD_PORT="${port[epmd]}" ERL_EPMD_ADDRESS=127.0.0.1
        RABBITMQ_NODENAME=attest@localhost RABBITMQ_DIST_PORT="${port[distribution]}"
        RABBITMQ_MNESIA_BASE="$home/data" RABBITMQ_LOG_BASE="$area/log" RABBITMQ_PID_FILE="$home/pid"
        RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$home/advanced.config"
        RABBITMQ_CONF_ENV_FILE="$home/rabbitmq-env.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins"
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
    )
    launch epmd "${in_root[@]}" epmd -port "${port[epmd]}" -address 127.0.0.1
    launch_rabbitmq
}

# launch_rabbitmq: the broker alone, as start_rabbitmq prepared it.
launch_rabbitmq() {
    launch rabbitmq "${in_root[@]}" env "${broker_environment[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server
}

# await_rabbitmq USER: ready when the user made by the definitions can sign in to the management interface.
await_rabbitmq() {
    await rabbitmq 120 broker_knows "$1"
    say "RabbitMQ is ready on 127.0.0.1:${port[broker]}"
}

broker_knows() {
    printf 'user = "%s:%s"\n' "$1" "$(reveal "broker-$1")" |
        curl --silent --fail --max-time 2 --config - "http://127.0.0.1:${port[management]}/api/health/checks/port-listener/${port[broker]}"
}

# ---- The mail folder

start_mail() {
    mkdir -p "$area/mail"
    launch mail "$python" "$library/mailserver.py" "127.0.0.1:${port[mail]}" "$area/mail"
}

await_mail() {
    await mail 30 grep -q listening "$area/log/mail.log"
    say "The mail server is ready on 127.0.0.1:${port[mail]}"
}

# ---- Certificates for tests: an authority made here, and a server's certificate for localhost and 127.0.0.1.

# make_certificates FOLDER
make_certificates() {
    local folder=$1
    openssl x509 -in "$folder/server.crt" -noout -checkend 86400 >/dev/null 2>&1 && return
    mkdir -p "$folder"
    (
        cd "$folder"
        openssl req -x509 -newkey rsa:2048 -noenc -days 30 -subj '/CN=Attest test authority' \
            -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
            -keyout ca.key -out ca.crt
        openssl req -newkey rsa:2048 -noenc -subj '/CN=localhost' -keyout server.key -out server.csr
        printf '%s\n' 'subjectAltName=DNS:localhost,IP:127.0.0.1' 'basicConstraints=CA:FALSE' \
            'extendedKeyUsage=serverAuth' >server.ext
        openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext \
            -out server.crt
        chmod 600 ./*.key
    ) >"$area/log/certificates.log" 2>&1 || fail "openssl failed: see $area/log/certificates.log"
}

# ---- The servers as tests want them: empty, one all-powerful user, TLS.

# start_test_servers: also exports what tests read.
start_test_servers() {
    local certificates=$area/certificates
    install_packages "${run_packages[@]}"
    choose_ports postgres broker broker-tls management distribution epmd mail
    place_database
    find "$database_folder" -mindepth 1 -delete
    rm -rf "$area/rabbitmq" "$area/mail"
    make_certificates "$certificates"
    secret broker-attest
    "$python" "$library/definitions.py" test "$area/secrets" >"$area/definitions.json"
    start_rabbitmq "$area/definitions.json" "$certificates"
    start_mail
    start_postgres trust "$certificates"
    await_postgres
    await_mail
    await_rabbitmq attest
    local credentials
    credentials=attest:$(reveal broker-attest)
    export ATTEST_TEST_POSTGRES=postgresql://attest@127.0.0.1:${port[postgres]}/attest
    export ATTEST_TEST_BROKER=amqp://$credentials@127.0.0.1:${port[broker]}
    export ATTEST_TEST_BROKER_MANAGEMENT=http://$credentials@127.0.0.1:${port[management]}
    export ATTEST_TEST_BROKER_TLS=amqps://$credentials@localhost:${port[broker-tls]}
    export ATTEST_TEST_CA=$certificates/ca.crt
    export ATTEST_TEST_SMTP=smtp://127.0.0.1:${port[mail]}
    export ATTEST_TEST_MAIL_FOLDER=$area/mail/new
    export ATTEST_ASSETS=$state/assets
}
