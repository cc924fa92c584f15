// SPDX-License-Identifier: Apache-2.0

import Gateway
import ServiceKit

/// The front door's process.
@main
struct Main {
    static func main() async {
        await ServiceProcess.runFrontDoor("gateway") { settings, client, log in
            let configuration = try Configuration(settings)
            let sessions = SessionMemory(lasting: configuration.sessionMemory)
            return [
                SessionListener(sessions, client: client, log: log),
                try await Wiring.application(configuration, client: client, sessions: sessions, log: log),
            ]
        }
    }
}
