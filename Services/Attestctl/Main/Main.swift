// SPDX-License-Identifier: Apache-2.0

import Attestctl

@main
struct Main {
    static func main() async { await AttestCommand.start() }
}
