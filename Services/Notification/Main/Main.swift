// SPDX-License-Identifier: Apache-2.0

import Notification
import ServiceKit

@main struct Main {
    static func main() async {
        await ServiceProcess.run(service: "notification") { settings in
            try Wiring.definition(try Configuration(settings))
        }
    }
}
