# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: deploy/local stop                stop what `up` started

command_stop() {
    local pid since
    if read -r pid since 2>/dev/null <"$area/run/supervisor" && alive "$pid" "$since"; then
        say "Stopping deploy/local up, process $pid"
        signal TERM "$pid"
        while alive "$pid" "$since"; do sleep 0.1; done
        say "Stopped"
    elif enter_area "$area"; then
        # What a killed run left behind is stopped by now.
        say "Nothing is running here"
    fi
}
