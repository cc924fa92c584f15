// SPDX-License-Identifier: Apache-2.0

/// The account's password, to show that whoever asks for something grave is its owner.
struct CurrentPassword: Described {
    static let isConfidential = true
    var current: String

    static let schema = Schema.object([.init("current", .typed, "The account’s password.")])
    static let example = CurrentPassword(current: "three random words 1!")
}

extension CurrentPassword {
    init(_ checks: inout Checks) { current = checks.secret("current", "Enter your password") }
}
