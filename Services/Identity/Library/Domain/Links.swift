// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The links of one purpose that went out about an account, of which only digests are known. IMP-01, IMP-02
struct Links: Codable, Sendable, Equatable {
    struct Link: Codable, Sendable, Equatable {
        var digest: String
        var expires: Date
        var isUsed = false
    }

    /// Also after it was used.
    private(set) var newest: Link?
    /// Links that a newer one replaced, newest last; a few, to tell their holders so.
    private(set) var replaced: [String] = []
    /// When links went out, newest last: what the limit counts.
    private(set) var issued: [Date] = []

    static let kept = 5

    mutating func issue(_ digest: String, until expires: Date, life: Double) {
        void()
        newest = Link(digest: digest, expires: expires)
        issued = (issued + [expires.addingTimeInterval(-life)]).suffix(Self.kept)
    }

    mutating func use() { newest?.isUsed = true }

    /// The newest link works no longer; its holder may ask for another.
    mutating func void() {
        if let newest { replaced = (replaced + [newest.digest]).suffix(Self.kept) }
        newest = nil
    }

    /// Whether it was one of ours.
    func knows(_ digest: String) -> Bool { newest?.digest == digest || replaced.contains(digest) }

    func standing(of digest: String, at time: Date) -> LinkStanding {
        if replaced.contains(digest) { return .replaced }
        guard let newest, newest.digest == digest else { return .unknown }
        if newest.isUsed { return .used }
        return time < newest.expires ? .open : .expired
    }

    /// At most one a minute and five a day. IMP-02
    func mayIssue(at time: Date) -> Bool {
        let today = issued.filter { $0 > time.addingTimeInterval(-86_400) }
        return today.count < 5 && !today.contains { $0 > time.addingTimeInterval(-60) }
    }
}

extension LinkPurpose {
    /// How long a link can be followed, in seconds. IMP-01
    var life: Double {
        switch self {
        case .verification, .newAddress: 48 * 3_600
        case .passwordReset: 2 * 3_600
        }
    }

    func token(about account: UUID, in context: Context) -> LinkToken { context.token(rawValue, about: account) }

    func digest(about account: UUID, in context: Context) -> String {
        Hex.encode(SHA256.digest(token(about: account, in: context).clear))
    }

    func expiry(in context: Context) -> Date { context.time.addingTimeInterval(life) }
}

extension AccountState {
    /// How a link stands that is for something this account can do.
    func standing(of digest: String, for purpose: LinkPurpose, at time: Date) -> LinkStanding {
        switch purpose {
        case .verification:
            guard standing == .unverified || standing == .active else { return .unknown }
            return verification.standing(of: digest, at: time)
        case .passwordReset:
            guard standing == .active, !isDisabled else { return .unknown }
            return reset.standing(of: digest, at: time)
        case .newAddress:
            guard standing == .active, !isDisabled else { return .unknown }
            return newAddress.standing(of: digest, at: time)
        }
    }

    func links(for purpose: LinkPurpose) -> Links {
        switch purpose {
        case .verification: verification
        case .passwordReset: reset
        case .newAddress: newAddress
        }
    }
}

extension AccountDecider {
    /// How a link stands, by whoever has it.
    static func standing(
        of digest: String, for purpose: LinkPurpose, given state: AccountState?, at time: Date
    ) -> LinkStanding {
        state?.standing(of: digest, for: purpose, at: time) ?? .unknown
    }

    /// The account of a link that works.
    static func follow(
        _ digest: String, for purpose: LinkPurpose, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> AccountState {
        let standing = standing(of: digest, for: purpose, given: state, at: context.time)
        if let refusal = AccountRefusal(standing) { throw refusal }
        guard let state else { throw .linkUnknown }
        return state
    }

    /// The holder of a link that was theirs gets another by one press. Says nothing about who is known, so it has no
    /// refusals: what may not be sent is not sent.
    static func renewLink(
        _ digest: String, for purpose: LinkPurpose, given state: AccountState?, in context: Context
    ) -> [AccountEvent] {
        guard let state, state.links(for: purpose).knows(digest) else { return [] }
        switch purpose {
        case .verification: return resendVerification(given: state, in: context)
        case .passwordReset: return issueReset(given: state, becauseLocked: false, in: context)
        case .newAddress:
            // Of an address that was corrected since, nothing more is wanted.
            guard let email = state.nextEmail, state.newAddress.newest?.digest == digest else { return [] }
            return issueNewAddress(email, given: state, in: context)
        }
    }
}

extension AccountRefusal {
    /// Why a link does not work; nil when it does.
    init?(_ standing: LinkStanding) {
        switch standing {
        case .open: return nil
        case .used: self = .linkUsed
        case .expired: self = .linkExpired
        case .replaced: self = .linkReplaced
        case .unknown: self = .linkUnknown
        }
    }
}
