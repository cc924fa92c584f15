// SPDX-License-Identifier: Apache-2.0

/// Which e-mails went to me? Newest first. By addresses that the front door has shown to be the actor's own.
public struct ListOwnEmails: Query {
    public static let name: MessageName = "notification.list-own-emails.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("addresses.*")]
    public typealias Answer = Page<EmailSummary>

    public var addresses: [String]
    public var after: String?

    public init(addresses: [String], after: String? = nil) {
        self.addresses = addresses
        self.after = after
    }
}
