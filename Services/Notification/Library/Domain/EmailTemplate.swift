// SPDX-License-Identifier: Apache-2.0

/// The kinds of e-mail there are, with what each needs and says in its subject line.
enum EmailTemplate: String, CaseIterable, Sendable {
    case verifyAddress = "verify-address"
    case accountApproved = "account-approved"
    case accountDeclined = "account-declined"
    case accountExists = "account-exists"
    case resetPassword = "reset-password"
    case accountLocked = "account-locked"
    case passwordChanged = "password-changed"
    case confirmAddress = "confirm-address"
    case addressAsked = "address-asked"
    case addressChanged = "address-changed"
    case twoStepChanged = "two-step-changed"
    case providerChanged = "provider-changed"
    case accountReady = "account-ready"
    case accountClosing = "account-closing"
    case apiKeyMade = "api-key-made"
    case apiKeyEnding = "api-key-ending"
    case passkeyChanged = "passkey-changed"
    case passkeyDoubted = "passkey-doubted"
    case declaration
    case declarationCopy = "declaration-copy"
    case declarationReminder = "declaration-reminder"
    case declarationWaiting = "declaration-waiting"
    case processComplete = "process-complete"
    case planApproved = "plan-approved"
    case planReturned = "plan-returned"
    case invitation
    case joinAccepted = "join-accepted"
    case joinDeclined = "join-declined"
    case membershipChanged = "membership-changed"
    case notice
    case noticeDigest = "notice-digest"

    /// The values that the sender gives in the clear. Before an address is verified anybody may have given it: what
    /// they typed is not repeated to whoever has it.
    var values: [String] {
        switch self {
        case .verifyAddress, .accountApproved, .accountExists, .resetPassword, .accountLocked, .passwordChanged,
            .confirmAddress, .addressAsked, .addressChanged, .accountReady:
            []
        case .accountDeclined: ["reason"]
        case .twoStepChanged: ["change"]
        case .providerChanged: ["provider", "change"]
        case .apiKeyMade, .apiKeyEnding: ["keyName", "expires"]
        case .accountClosing: ["erasure"]
        case .passkeyChanged: ["change", "passkey"]
        case .passkeyDoubted: ["passkey"]
        case .declaration: ["signatoryName", "organisationName", "expires"]
        case .declarationCopy: ["name", "organisationName", "signatoryName"]
        case .declarationReminder: ["signatoryName", "organisationName", "sent", "expires"]
        case .declarationWaiting: ["name", "organisationName", "signatoryName", "expires", "case"]
        case .processComplete: ["name", "organisationName", "signedBy", "signedAt"]
        case .planApproved: ["name", "organisationName", "comment"]
        case .planReturned: ["name", "organisationName", "comment", "case"]
        case .invitation: ["organisationName", "roles", "expires", "invitation"]
        case .joinAccepted: ["organisationName", "organisation"]
        case .joinDeclined: ["organisationName", "reason"]
        case .notice, .membershipChanged: ["notice", "path"]
        case .noticeDigest: ["notices", "more"]
        }
    }

    /// The values that the sender seals.
    var secrets: [String] {
        switch self {
        case .verifyAddress, .resetPassword, .accountLocked, .confirmAddress, .declarationCopy, .notice, .noticeDigest:
            ["token"]
        case .declaration: ["token", "code"]  // SOC-037
        // SOC-119: there is no code in the copy, whatever its sender seals.
        case .accountApproved, .accountDeclined, .accountExists, .passwordChanged, .addressAsked, .addressChanged,
            .twoStepChanged, .providerChanged, .passkeyChanged, .passkeyDoubted, .accountReady, .apiKeyMade,
            .apiKeyEnding, .accountClosing,
            .declarationReminder, .declarationWaiting, .processComplete, .planApproved, .planReturned, .invitation,
            .joinAccepted, .joinDeclined, .membershipChanged:
            []
        }
    }

    /// What the e-mail is called, in the inbox and in the list of e-mails. It holds no secret.
    func subjectLine(_ values: [String: String]) -> String {
        let organisation = values["organisationName"] ?? "your organisation"
        let line =
            switch self {
            case .verifyAddress: "Confirm your e-mail address"
            case .accountApproved, .accountReady: "Your account has been approved"
            case .accountDeclined: "Your account has not been approved"
            case .accountExists: "You have an account already"
            case .resetPassword: "Choose a new password"
            case .accountLocked: "Your account is locked for a while"
            case .passwordChanged: "Your password was changed"
            case .confirmAddress: "Confirm your new e-mail address"
            case .addressAsked: "Did you ask to change your e-mail address?"
            case .addressChanged: "Your e-mail address was changed"
            case .twoStepChanged: "Two-step sign-in was \(values["change"] ?? "changed")"
            case .providerChanged:
                "\(values["provider"] ?? "Another sign-in") was \(values["change"] ?? "changed for") your account"
            case .accountClosing: "Your account is closed"
            case .apiKeyMade: "A key for a program was made for your account"
            case .apiKeyEnding: "A key for a program ends soon"
            case .passkeyChanged: "A passkey was \(values["change"] ?? "changed")"
            case .passkeyDoubted: "We refused one of your passkeys"
            // Each issue has its own end: the newest is told from those before it.
            case .declaration:
                "Please sign the statement of compliance for \(organisation)"
                    + (values["expires"].map { " by \($0)" } ?? "")
            case .declarationCopy: "We have asked for the statement of compliance for \(organisation) to be signed"
            case .declarationReminder: "Reminder: please sign the statement of compliance for \(organisation)"
            case .declarationWaiting: "The statement of compliance for \(organisation) is not signed yet"
            case .processComplete: "The statement of compliance for \(organisation) has been signed"
            case .planApproved: "The improvement plan for \(organisation) is approved"
            case .planReturned: "The improvement plan for \(organisation) needs changes"
            case .invitation: "You are invited to join \(organisation)"
            case .joinAccepted: "You are now a member of \(organisation)"
            case .joinDeclined: "You cannot join \(organisation)"
            case .notice, .membershipChanged: values["notice"] ?? "There is something for you on Attest"
            case .noticeDigest:
                "\(Self.notices(values).count + (Int(values["more"] ?? "") ?? 0)) updates about your work"
            }
        // A header is one line, whatever a name holds.
        return line.split(whereSeparator: { $0.isNewline || $0.isWhitespace }).joined(separator: " ")
    }

    /// Where the e-mail's link leads, below the public address; nil when there is none.
    func path(_ values: [String: String]) -> String? {
        switch self {
        case .verifyAddress: values["token"].map { "/account/verify/\($0)" }
        case .declaration, .declarationCopy: values["token"].map { "/sign/\($0)" }
        case .planReturned, .declarationWaiting: values["case"].map { "/cases/\($0)" }
        case .notice, .membershipChanged: values["path"]
        case .noticeDigest: nil
        case .resetPassword, .accountLocked: values["token"].map { "/account/password/\($0)" }
        case .confirmAddress: values["token"].map { "/account/address/\($0)" }
        case .accountExists, .passwordChanged, .accountReady, .accountClosing: "/account/sign-in"
        case .addressAsked: "/account/password"
        case .addressChanged, .twoStepChanged, .providerChanged: "/help"
        case .apiKeyMade, .apiKeyEnding: "/account/keys"
        case .passkeyChanged, .passkeyDoubted: "/account/security/passkeys"
        case .invitation: values["invitation"].map { "/invitations/\($0)" }
        case .joinAccepted: values["organisation"].map { "/organisations/\($0)" }
        case .accountApproved, .joinDeclined: nil
        case .accountDeclined, .declarationReminder, .processComplete, .planApproved: nil
        }
    }

    /// Whether whoever gets it may say that they want none of its kind. All others come whatever somebody has chosen: they
    /// are about an account, or part of signing.
    var isAboutWork: Bool { self == .notice || self == .noticeDigest }

    /// What has gathered in one e-mail: a line each, the path before the first blank.
    static func notices(_ values: [String: String]) -> [(path: String, subject: String)] {
        (values["notices"] ?? "").split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].hasPrefix("/") else { return nil }
            return (String(parts[0]), String(parts[1]))
        }
    }
}
