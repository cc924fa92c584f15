// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What is left of an organisation's name when two are compared: `The Grove Surgery Ltd.` and `GROVE SURGERY` are alike.
enum NameKey {
    static func of(_ name: String) -> String {
        let kept = words(of: name).filter { !fillers.contains($0) }
        return (kept.isEmpty ? words(of: name) : kept).joined()
    }

    /// Folded, without apostrophes, split at everything but letters and digits.
    private static func words(of name: String) -> [String] {
        Typed.folded(name).filter { $0 != "'" && $0 != "\u{2019}" }
            .split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let fillers: Set<String> = ["the", "and", "of", "ltd", "limited", "plc", "llp", "cic", "co"]
}
