# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Attest itself on the private servers: secrets, the environment of each process, first data.

readonly administrator=admin@attest.example

make_secrets() {
    local name
    for name in postgres database-{identity,registry,compliance,notification} \
        broker-{gateway,identity,registry,compliance,notification,operator}; do
        secret "$name"
    done
    secret sealing-key sealing_key
    secret gateway-key sealing_key
    secret first-administrator memorable
}

# process_environment NAME: prints KEY=VALUE lines, secrets as names of files.
process_environment() {
    local name=$1
    printf '%s\n' \
        "ATTEST_BROKER_URL=amqp://$name@127.0.0.1:${port[broker]}/attest" \
        "ATTEST_BROKER_PASSWORD_FILE=$area/secrets/broker-$name" \
        "ATTEST_LOG_LEVEL=${ATTEST_LOG_LEVEL:-info}"
    [[ $name == operator ]] && return
    printf '%s\n' "ATTEST_HEALTH_ADDRESS=127.0.0.1:${port[health-$name]}"
    if [[ $name != gateway ]]; then
        printf '%s\n' \
            "ATTEST_DATABASE_URL=postgresql://$name@127.0.0.1:${port[postgres]}/attest" \
            "ATTEST_DATABASE_PASSWORD_FILE=$area/secrets/database-$name"
    fi
    case $name in
        gateway | notification) printf '%s\n' "ATTEST_PUBLIC_URL=$address" ;;&
        gateway | identity) printf '%s\n' "ATTEST_ASSETS=$assets" ;;&
        identity | compliance | notification) printf '%s\n' "ATTEST_SEALING_KEY_FILE=$area/secrets/sealing-key" ;;&
        gateway) printf '%s\n' "ATTEST_HELPDESK_EMAIL=helpdesk@attest.example" \
            "ATTEST_HTTP_ADDRESS=127.0.0.1:${port[http]}" \
            "ATTEST_GATEWAY_KEY_FILE=$area/secrets/gateway-key" ;;
        notification)
            # The mail server is on the loopback interface and has no certificate.
            printf '%s\n' "ATTEST_SMTP_URL=smtp://127.0.0.1:${port[mail]}" "ATTEST_SMTP_STARTTLS=never" \
                "ATTEST_MAIL_FROM=no-reply@attest.example" "ATTEST_MAIL_BOUNCES=bounces@attest.example" \
                "ATTEST_MAIL_BOUNCE_FOLDER=$area/mail/bounces"
            ;;
    esac
}

start_process() {
    local environment
    mapfile -t environment < <(process_environment "$1")
    launch "$1" env "${environment[@]}" "$executables/$1"
}

# operate ARGUMENT…: attestctl, as the broker's user `operator`.
operate() {
    local environment
    mapfile -t environment < <(process_environment operator)
    attend attestctl env "${environment[@]}" "${operator_environment[@]}" "$executables/attestctl" "$@" ||
        fail "attestctl $1 $2 failed: see the lines above."
}
operator_environment=()

# import_directory: official files where ATTEST_ODS_FILES (separated by spaces), ATTEST_ICO_FILE and ATTEST_POSTCODES_FILE
# name them, else the invented samples. Unchanged files are not read again.
import_directory() {
    local files=("$checkout"/deploy/samples/ods-*.csv) samples=$checkout/deploy/samples
    [[ -n ${ATTEST_ODS_FILES:-} ]] && read -ra files <<<"$ATTEST_ODS_FILES"
    import_files ods imported "${files[@]}"
    import_files ico imported-ico "${ATTEST_ICO_FILE:-$samples/ico-sample.csv}"
    import_files postcodes imported-postcodes "${ATTEST_POSTCODES_FILE:-$samples/postcodes-sample.csv}"
}

# import_files KIND STAMP FILE…
import_files() {
    local kind=$1 stamp=$database_folder/$2 files=("${@:3}") digest # the stamp goes when the data goes
    digest=$(sha256sum -- "${files[@]}") || fail "a file of reference data cannot be read: ${files[*]}"
    [[ -f $stamp && $(cat "$stamp") == "$digest" ]] && return
    say "Importing reference data: ${files[*]##*/}"
    operate import "$kind" "${files[@]}"
    printf '%s\n' "$digest" >"$stamp"
}

create_administrator() {
    operator_environment=(ATTEST_NEW_PASSWORD_FILE="$area/secrets/first-administrator")
    operate accounts create --email "$administrator" --name "First Administrator" --role central-admin
    operator_environment=()
}
