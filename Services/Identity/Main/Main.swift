// SPDX-License-Identifier: Apache-2.0

import Identity
import ServiceKit

@main struct Main {
    static func main() async {
        await ServiceProcess.run(service: "identity") { settings in
            Wiring.definition(try Configuration(settings))
        }
    }
}
