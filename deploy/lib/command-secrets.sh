# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local secrets             make the secret files that compose.yaml mounts, in .local/container/secrets

command_secrets() {
    enter_area "$state/container" || fail "another run is making them."
    # A system without apt may have them too.
    if [[ ! -x $python ]] || ! command -v openssl >/dev/null; then install_packages python3 openssl; fi
    make_secrets
    "$python" "$library/definitions.py" system "$area/secrets" >"$area/broker-definitions"
    mv -f "$area/broker-definitions" "$area/secrets/"
    # Containers run as other users: the files are readable to those who get them mounted, the folder only to its owner.
    chmod 444 "$area/secrets"/*
    say "The secrets are in $area/secrets; now: docker compose up --build"
    say "The first administrator is $administrator; the password is in first-administrator there"
}
