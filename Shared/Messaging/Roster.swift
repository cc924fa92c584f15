// SPDX-License-Identifier: Apache-2.0

public import Contracts

/// Which of the broker's users is which sender. Each of our processes has a user of its own name; partners are listed.
public struct Roster: Sendable, Equatable {
    private let partners: Set<String>

    /// - Parameter partners: the users of foreign systems that may publish what is open to partners.
    public init(partners: Set<String> = []) { self.partners = partners }

    /// Nil for a user that nobody knows.
    public func sender(_ user: String) -> Sender? {
        if partners.contains(user) { return .partners }
        let sender = Sender(user)
        return Sender.processes.contains(sender) ? sender : nil
    }
}
