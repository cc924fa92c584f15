# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What a fresh Debian machine lacks: apt packages, the pinned web assets, and our own executables.

readonly build_packages=(librabbitmq-dev libpq-dev libssl-dev libcurl4-openssl-dev libcairo2-dev libcbor-dev libcmark-dev
    espeak-ng libqrencode-dev libgmime-3.0-dev pkg-config)
readonly run_packages=(
    postgresql rabbitmq-server python3 python3-aiosmtpd python3-pip curl openssl ca-certificates
    fonts-dejavu-core
)
# A client of the broker, a reader of metrics, an app for codes, a reader of pictures, a verifier of signed e-mails, a
# provider of OpenID Connect and a maker of passkeys that nobody here wrote.
readonly test_packages=(python3-pika python3-prometheus-client oathtool zbar-tools
    python3-dkim python3-django-oauth-toolkit python3-fido2)

# Installs a list of packages; run by root. The servers among them must not start by themselves now: we run our own.
readonly apt_install='
    set -e
    export DEBIAN_FRONTEND=noninteractive
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        trap "rm -f /usr/sbin/policy-rc.d" EXIT
        trap "exit 1" HUP INT TERM
        printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
        chmod 755 /usr/sbin/policy-rc.d
    fi
    apt-get -qq -o DPkg::Lock::Timeout=300 update
    apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install --no-install-recommends "$@"
'

# install_packages NAME…: installs those that are missing; asks for root only then.
install_packages() {
    local name missing=() as_root
    for name in "$@"; do
        [[ $(dpkg-query --show --showformat='${Status}' "$name" 2>/dev/null) == *" installed" ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || fail "apt-get was not found; on this system install by hand: ${missing[*]}"
    if ((EUID == 0)); then
        as_root=()
    elif command -v sudo >/dev/null && { [[ -t 0 ]] || sudo --non-interactive true 2>/dev/null; }; then
        as_root=(sudo)
    else
        fail "root must install what is missing: apt-get install ${missing[*]}"
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" sh -c "$apt_install" sh "${missing[@]}" >"$area/log/apt.log" 2>&1 || {
        tail -n 5 "$area/log/apt.log" >&2
        fail "apt-get could not install them: see $area/log/apt.log"
    }
}

install_assets() {
    assets=$state/assets
    [[ -f $assets/installed ]] || say "Installing the NHS design system's style sheet and script, the map's, and a list of common passwords"
    attend assets "$python" "$library/assets.py" "$assets" || exit 1
}

require_swift() {
    local version
    version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+' | grep -oE '[0-9]+$') || version=0
    ((version >= 6)) || fail "Swift 6 or newer is needed on the PATH (https://www.swift.org/install/linux/)."
}

readonly services=(gateway identity registry compliance notification)

# build_executables release|debug: builds what `up` starts, and sets `executables` to their folder. When no source is
# newer than the last build, that takes no time. ATTEST_BIN names a folder of executables to use as they are instead.
build_executables() {
    local configuration=$1 product stamp=$state/built-$1
    if [[ -n ${ATTEST_BIN:-} ]]; then
        executables=$ATTEST_BIN
        say "Using the executables in $executables"
        return
    fi
    require_swift
    if [[ -f $stamp ]]; then
        executables=$(cat "$stamp")
        if [[ -x $executables/gateway && -x $executables/attestctl ]] &&
            [[ -z $(cd "$checkout" && find Package.swift Services Shared -newer "$stamp" -print -quit) ]]; then
            say "The $configuration build is up to date"
            return
        fi
    fi
    say "Building in $configuration mode (the first time takes some minutes)"
    : >"$stamp.new" # its time is that of the start: what changes during the build is built next time
    for product in "${services[@]}" attestctl; do
        attend build swift build --package-path "$checkout" --configuration "$configuration" --product "$product" ||
            fail "$product could not be built: see the lines above."
    done
    executables=$(swift build --package-path "$checkout" --configuration "$configuration" --show-bin-path)
    touch --reference="$stamp.new" "$stamp.time"
    printf '%s\n' "$executables" >"$stamp.new"
    touch --reference="$stamp.time" "$stamp.new"
    mv "$stamp.new" "$stamp"
    rm -f "$stamp.time"
}
