// SPDX-License-Identifier: Apache-2.0

import Gateway
import ServiceKit

/// The front door's process.
@main
struct Main {
    static func main() async {
        await ServiceProcess.runFrontDoor("gateway") { settings, client, log in
            [try await Wiring.application(try Configuration(settings), client: client, log: log)]
        }
    }
}
