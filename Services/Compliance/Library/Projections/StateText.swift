// SPDX-License-Identifier: Apache-2.0

import Contracts

/// The column `state`: an aggregate as JSON, for the pages of one of them.
enum StateText {
    static func write(_ state: some Encodable) -> String {
        // States hold texts, numbers and times, all of which have a JSON form.
        guard let text = try? JSON.text(state) else { preconditionFailure("A state has no JSON form") }
        return text
    }
}
