// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Fact {
    /// Facts are not all Equatable; the same JSON is the same fact.
    func isSame(as other: any Fact) -> Bool {
        Self.name == type(of: other).name && (try? JSON.text(self)) == (try? JSON.text(other))
    }
}
