// SPDX-License-Identifier: Apache-2.0

/// How often something may be done: so many times at once, and so many times an hour after that.
public struct Rate: Sendable, Equatable {
    public var burst: Double
    public var hourly: Double

    public init(_ burst: Double, hourly: Double) {
        self.burst = burst
        self.hourly = hourly
    }

    /// `60/1800`: sixty at once, and 1,800 an hour. Nil of anything else, and of numbers below one.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/").compactMap { Double($0) }
        guard parts.count == 2, parts.allSatisfy({ $0 >= 1 && $0 <= 1e9 }) else { return nil }
        (burst, hourly) = (parts[0], parts[1])
    }

    /// `sign-in.source=60/1200 challenge.all=600/36000`: what differs from the standard.
    ///
    /// - Parameters:
    ///   - key: the setting's, for the error.
    ///   - standard: every rate there is.
    /// - Throws: `SettingsError` that names the part.
    public static func list(
        _ text: String, of key: String, standard: [String: Rate]
    ) throws(SettingsError) -> [String: Rate] {
        var found: [String: Rate] = [:]
        for part in text.split(separator: " ") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, standard[sides[0]] != nil, let rate = Rate(sides[1]) else {
                let names = standard.keys.sorted()
                throw SettingsError(
                    key,
                    "'\(part)' must be like \(names.first ?? "")=60/1200, with one of \(names.joined(separator: ", "))")
            }
            found[sides[0]] = rate
        }
        return found
    }
}
