// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What may be done with accounts.
enum IdentityPermission: String, Permission {
    case createAccount = "create-account"
    case decideAccount = "decide-account"
    case editDomains = "edit-domains"
    case findAccount = "find-account"
    case grantRole = "grant-role"
    case disableAccount = "disable-account"
    case endSession = "end-session"
    case resetSecondFactor = "reset-second-factor"
    case changeAccount = "change-account"
    case readNames = "read-names"
    case endAPIKey = "end-api-key"
    case remindOfAPIKey = "remind-of-api-key"
    case eraseAccount = "erase-account"
    case notifyAccount = "notify-account"
    case sendNotices = "send-notices"

    /// Who may do what here.
    var standings: Set<Standing> {
        switch self {
        case .createAccount: [.operator]
        // The team of validators. ISG-25
        case .decideAccount: [.reviewer, .centralAdmin, .operator]
        // ISG-28
        case .editDomains: [.centralAdmin, .operator]
        case .findAccount, .grantRole, .disableAccount: [.centralAdmin, .operator]
        case .changeAccount: [.holder]
        // For whoever has lost both the app and the recovery codes.
        case .resetSecondFactor: [.operator]
        case .endSession, .endAPIKey: [.holder, .centralAdmin, .operator]
        case .remindOfAPIKey, .eraseAccount, .sendNotices: [.keeper]
        case .notifyAccount: [.keeper, .service]
        // Histories show who did what.
        case .readNames: [.account, .operator, .keeper, .service]
        }
    }

    /// What a program's key needs for it. Accounts are their owners' own affair.
    var scope: APIKeyScope? { self == .readNames ? .read : nil }
}

extension Actor {
    func may(_ permission: IdentityPermission, with account: UUID? = nil) -> Bool {
        may(permission, in: Area(keeper: "identity", team: AccountDecider.validators, account: account))
    }
}
