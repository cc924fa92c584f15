// SPDX-License-Identifier: Apache-2.0

import Registry
import ServiceKit

@main
struct Main {
    static func main() async {
        await ServiceProcess.run(service: "registry") { settings in
            Wiring.definition(try Configuration(settings))
        }
    }
}
