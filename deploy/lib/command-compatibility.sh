# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local compatibility [FILTER…]  run the tests that need servers against RabbitMQ 4 and PostgreSQL 17

# What RabbitMQ 4 permits unless told otherwise, and later versions refuse.
readonly deprecated_features=(
    amqp_address_v1 classic_queue_mirroring global_qos management_metrics_collection queue_master_locator ram_node_type
    transient_nonexcl_queues
)

command_compatibility() {
    local pid filter feature filters=("$@") arguments=() code=0
    ((EUID == 0)) || fail "compatibility makes a small system of its own, with chroot: only root may."
    # In a namespace of its own whatever is mounted goes with its last process, however that ends.
    [[ -n ${ATTEST_OWN_MOUNTS:-} ]] ||
        ATTEST_OWN_MOUNTS=yes exec unshare --mount "$checkout/deploy/local" compatibility "$@"
    enter_area "$state/compatibility" || {
        read -r pid _ <"$area/run/supervisor" || true
        fail "another deploy/local compatibility runs in this checkout (process ${pid:-?})."
    }
    ((${#filters[@]})) || filters=(IntegrationTests BrokerTests DatabaseTests JourneyTests)
    for filter in "${filters[@]}"; do arguments+=(--filter "$filter"); done
    build_tests
    install_assets
    make_newer_system "$area/system"

    for feature in "${deprecated_features[@]}"; do
        broker_settings+=("deprecated_features.permit.$feature = false")
    done
    say "Starting the newer servers"
    start_test_servers
    say "They are RabbitMQ $(newer_version rabbitmq-server) and PostgreSQL $(newer_version postgresql-17)"
    say "Running the tests"
    run_tests "${arguments[@]}" || code=$?
    say "The tests ended with exit code $code"
    exit "$code"
}

# make_newer_system FOLDER: Debian 13 with the servers, made once; from now on servers are started in it.
make_newer_system() {
    local root=$1 log=$area/log/debootstrap.log
    if [[ ! -f $root.ready ]]; then
        install_packages debootstrap
        rm -rf "$root"
        say "Making a small Debian 13 with RabbitMQ 4 and PostgreSQL 17 (about three minutes)"
        attend debootstrap debootstrap --variant=minbase --include=rabbitmq-server,postgresql-17 trixie "$root" \
            >"$log" 2>&1 || fail "debootstrap failed: see $log"
        touch "$root.ready"
    fi
    mkdir -p "$root$area"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$area" "$root$area"
    server_root=$root
    in_root=(chroot "$root")
}

# newer_version PACKAGE
newer_version() {
    "${in_root[@]}" dpkg-query --show "$1" | cut -f 2
}
