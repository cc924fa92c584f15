// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What may be done with e-mails.
enum NotificationPermission: String, Permission {
    case requestEmail = "request-email"
    case recordDelivery = "record-delivery"
    case readEmails = "read-emails"
    case previewEmails = "preview-emails"

    /// Who may do what here.
    var standings: Set<Standing> {
        switch self {
        // People never ask for one; a decision of a service does.
        case .requestEmail: [.keeper, .service]
        case .recordDelivery: [.keeper]
        // Whose case it is, `compliance` knows and this service does not: the gateway asks there first, and the id of a
        // subject cannot be guessed.
        case .readEmails: [.account, .operator]
        case .previewEmails: [.centralAdmin, .operator]
        }
    }

    /// What a program's key needs for it.
    var scope: APIKeyScope? { self == .readEmails ? .read : nil }
}

extension Actor {
    func may(_ permission: NotificationPermission) -> Bool { may(permission, in: Area(keeper: "notification")) }
}
