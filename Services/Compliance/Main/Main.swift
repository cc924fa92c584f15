// SPDX-License-Identifier: Apache-2.0

import Compliance
import ServiceKit

@main struct Main {
    static func main() async {
        await ServiceProcess.run(service: "compliance") { settings in
            _ = try Configuration(settings)
            return Wiring.definition()
        }
    }
}
