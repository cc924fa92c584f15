// SPDX-License-Identifier: Apache-2.0

import CPostgres

extension Session {
    /// What has been heard so far, and whether the connection still stands. It does not wait.
    func readNotifications() -> ([Listener.Notification], isAlive: Bool) {
        let isAlive = PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
        var notifications: [Listener.Notification] = []
        while let heard = PQnotifies(handle) {
            defer { PQfreemem(heard) }
            notifications.append(
                Listener.Notification(
                    channel: String(cString: heard.pointee.relname), payload: String(cString: heard.pointee.extra)))
        }
        return (notifications, isAlive && PQstatus(handle) == CONNECTION_OK)
    }
}
