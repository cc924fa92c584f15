# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local mail [N]            show the newest message that Attest sent, or the Nth newest

command_mail() {
    [[ ${1:-1} =~ ^[1-9][0-9]*$ ]] || fail "mail takes a number: 1 is the newest message."
    [[ -x $python && -d $state/mail/new ]] || fail "there is no mail: deploy/local up has not run here yet."
    "$python" "$library/showmail.py" "$state/mail" "${1:-1}"
}
