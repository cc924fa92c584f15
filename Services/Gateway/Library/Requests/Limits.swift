// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import ServiceKit
import Threads

/// What the front door limits, since it costs processor time or sends an e-mail before anybody is known: by where it comes
/// from, by the domain that e-mail goes to, and in all.
///
/// One source cannot shut others out, since its own limit ends first. Many sources together cannot shut out those who
/// signed in from theirs lately: these have what they need beside what all strangers share. Each copy of the gateway keeps
/// its own account, in memory: with several of them a source has several budgets.
final class Limits: Sendable {
    /// What is counted by itself.
    enum Kind: String, CaseIterable, Sendable {
        /// A comparison of passwords: half a second of processor time.
        case signIn = "sign-in"
        /// A new account, and an e-mail to whatever address was typed.
        case registration
        /// Another e-mail to whatever address was typed.
        case resend
        /// Asking people in, and asking to be let in.
        case invitation
        /// A picture to be drawn, or a sound to be mixed.
        case challenge
        /// A part of the map, or of its list.
        case map
        /// What a program asks with a key.
        case program
    }

    /// Whom a limit counts.
    enum Scope: String, CaseIterable, Sendable {
        case source, domain, key, all
    }

    /// Each limit by its name: `sign-in.source`.
    static let standard: [String: Rate] = [
        "sign-in.source": Rate(60, hourly: 1_200), "sign-in.all": Rate(60, hourly: 7_200),
        "registration.source": Rate(20, hourly: 60), "registration.domain": Rate(100, hourly: 300),
        "registration.all": Rate(300, hourly: 3_000),
        "invitation.source": Rate(50, hourly: 100), "invitation.domain": Rate(300, hourly: 1_000),
        "invitation.all": Rate(1_000, hourly: 10_000),
        "resend.source": Rate(20, hourly: 60), "resend.domain": Rate(100, hourly: 300),
        "resend.all": Rate(300, hourly: 3_000),
        "challenge.source": Rate(60, hourly: 1_800), "challenge.all": Rate(600, hourly: 36_000),
        "map.source": Rate(600, hourly: 36_000), "map.all": Rate(1_500, hourly: 90_000),
        "program.source": Rate(600, hourly: 36_000), "program.key": Rate(300, hourly: 18_000),
    ]

    private enum Key: Hashable {
        case source(Kind, SourceNetwork)
        case domain(Kind, String)
        case key(Kind, UUID)
        case all(Kind)

        var scope: Scope {
            switch self {
            case .source: .source
            case .domain: .domain
            case .key: .key
            case .all: .all
            }
        }

        var kind: Kind {
            switch self {
            case .source(let kind, _), .domain(let kind, _), .key(let kind, _), .all(let kind): kind
            }
        }
    }

    /// Tokens that were left at a time; a bucket that is full again is as good as none.
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    private struct State {
        var buckets: [Key: Bucket] = [:]
        /// Networks that a service has told to wait, until when: what they send meanwhile need not travel.
        var waiting: [Key: Double] = [:]
        /// Passwords that are being compared for a network.
        var underway: [SourceNetwork: Int] = [:]
        /// When somebody last signed in from there.
        var known: [SourceNetwork: Double] = [:]
    }

    private let rates: [Kind: [Scope: Rate]]
    private let state = Lock(State())
    private let now: @Sendable () -> Double
    /// So many buckets are kept, whatever comes: some ten megabytes.
    private static let capacity = 100_000
    /// How long somebody who signed in is known where they did, in seconds.
    private static let memory: Double = 30 * 86_400

    init(
        _ rates: [String: Rate] = standard, now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        let all = Self.standard.merging(rates) { _, given in given }
        self.rates = Kind.allCases.reduce(into: [:]) { found, kind in
            for scope in Scope.allCases { found[kind, default: [:]][scope] = all["\(kind.rawValue).\(scope.rawValue)"] }
        }
        self.now = now
    }

    /// Counts one that comes now.
    ///
    /// - Throws: `refused`, when it is one too many: nothing is counted then.
    func admit(_ kind: Kind, from source: SourceNetwork, domain: String? = nil) throws(ClientError) {
        let now = now()
        let until: Double? = state.withLock { state in
            if let until = state.waiting[.source(kind, source)] {
                if until > now { return until }
                state.waiting[.source(kind, source)] = nil
            }
            var keys = [Key.source(kind, source)]
            if let domain { keys.append(.domain(kind, domain)) }
            // Whoever is known here does not wait behind strangers.
            if now - (state.known[source] ?? -.infinity) > Self.memory { keys.append(.all(kind)) }
            return take(keys, &state.buckets, now)
        }
        guard let until else { return }
        throw .refused([.tooMany(kind, until: Date(timeIntervalSince1970: until))])
    }

    /// Counts one that comes with a key now, wherever from.
    ///
    /// - Throws: `refused`, when it is one too many: nothing is counted then.
    func admit(_ kind: Kind, key: UUID) throws(ClientError) {
        let now = now()
        let until = state.withLock { take([.key(kind, key)], &$0.buckets, now) }
        guard let until else { return }
        throw .refused([.tooMany(kind, until: Date(timeIntervalSince1970: until))])
    }

    /// - Returns: nil, or when it is worth coming again: then none of them is counted.
    private func take(_ keys: [Key], _ buckets: inout [Key: Bucket], _ now: Double) -> Double? {
        var taken: [(Key, Bucket)] = []
        for key in keys {
            guard let rate = rates[key.kind]?[key.scope] else { continue }
            var bucket = buckets[key] ?? Bucket(tokens: rate.burst, time: now)
            bucket.tokens = min(rate.burst, bucket.tokens + max(0, now - bucket.time) * rate.hourly / 3_600)
            bucket.time = now
            guard bucket.tokens >= 1 else { return now + (1 - bucket.tokens) * 3_600 / rate.hourly }
            bucket.tokens -= 1
            taken.append((key, bucket))
        }
        for (key, bucket) in taken { buckets[key] = bucket }
        if buckets.count > Self.capacity { shrink(&buckets, now) }
        return nil
    }

    /// So many passwords of one network may be under way at once: no more than identity lets wait for one another.
    private static let mostUnderway = 6

    /// Another password of a network is to be compared.
    ///
    /// - Throws: `refused`, when as many as there may be are under way.
    func begin(from source: SourceNetwork) throws(ClientError) {
        let now = now()
        let isFree = state.withLock { state in
            guard state.underway[source, default: 0] < Self.mostUnderway else { return false }
            state.underway[source, default: 0] += 1
            return true
        }
        guard isFree else { throw .refused([.tooMany(.signIn, until: Date(timeIntervalSince1970: now + 2))]) }
    }

    func end(from source: SourceNetwork) {
        state.withLock { state in
            let left = state.underway[source, default: 1] - 1
            state.underway[source] = left > 0 ? left : nil
        }
    }

    /// A service has told a network to wait.
    func wait(_ kind: Kind, from source: SourceNetwork, until: Date) {
        let now = now()
        state.withLock { state in
            if state.waiting.count >= Self.capacity { state.waiting = state.waiting.filter { $0.value > now } }
            guard state.waiting.count < Self.capacity else { return }
            state.waiting[.source(kind, source)] = until.timeIntervalSince1970
        }
    }

    /// Somebody signed in from there.
    func know(_ source: SourceNetwork) {
        let now = now()
        state.withLock { state in
            state.known[source] = now
            guard state.known.count > Self.capacity else { return }
            let middle = state.known.values.sorted()[state.known.count / 2]
            state.known = state.known.filter { $0.value > middle }
        }
    }

    /// How many buckets are kept.
    var size: Int { state.withLock { $0.buckets.count } }

    /// Lets the full buckets go, and where that is not enough the half that was used longest ago.
    private func shrink(_ buckets: inout [Key: Bucket], _ now: Double) {
        buckets = buckets.filter { key, bucket in
            guard let rate = rates[key.kind]?[key.scope] else { return false }
            return bucket.tokens + (now - bucket.time) * rate.hourly / 3_600 < rate.burst
        }
        guard buckets.count > Self.capacity / 2 else { return }
        let middle = buckets.values.map(\.time).sorted()[buckets.count / 2]
        buckets = buckets.filter { $0.value.time > middle }
    }
}

extension Problem {
    fileprivate static func tooMany(_ kind: Limits.Kind, until: Date) -> Problem {
        let what =
            switch kind {
            case .signIn: "Too many passwords come from your network."
            case .registration: "Too many accounts are being created."
            case .resend: "Too many links are being asked for."
            case .invitation: "Too many invitations are being sent."
            case .challenge: "Too many pictures and sounds are being asked for."
            case .map: "Too much of the map is being asked for."
            case .program: "Your programs ask too much at once."
            }
        return Problem(
            code: "too-many-requests", message: "\(what) Try again after \(UKTime.moment(until)), UK time.",
            until: until,
            kind: .tooOften)
    }
}

/// What is limited says so itself, for page and API alike.
protocol Limited {
    static var limit: Limits.Kind { get }
    /// The domain that an e-mail would go to.
    var limitedDomain: String? { get }
}

extension Limited {
    var limitedDomain: String? { nil }
}

extension SignIn: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension NewChallenge: Limited {
    static var limit: Limits.Kind { .challenge }
}

extension SpeakChallenge: Limited {
    static var limit: Limits.Kind { .challenge }
}

extension FindPlaces: Limited {
    static var limit: Limits.Kind { .map }
}

extension ListPlaces: Limited {
    static var limit: Limits.Kind { .map }
}

extension DescribePlace: Limited {
    static var limit: Limits.Kind { .map }
}

extension RegisterAccount: Limited {
    static var limit: Limits.Kind { .registration }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}

extension RequestPasswordReset: Limited {
    static var limit: Limits.Kind { .resend }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}

extension InvitePerson: Limited {
    static var limit: Limits.Kind { .invitation }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}

extension CorrectInvitation: Limited {
    static var limit: Limits.Kind { .invitation }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}

extension SendInvitationAgain: Limited {
    static var limit: Limits.Kind { .invitation }
}

extension AskToJoin: Limited {
    static var limit: Limits.Kind { .invitation }
}

extension RenewLink: Limited {
    static var limit: Limits.Kind { .resend }
}

extension ResetPassword: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension ProveSession: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension CloseAccount: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension MakeAPIKey: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension SignInWithPasskey: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension ProveSessionWithPasskey: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension AddPasskey: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension RemovePasskey: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension ChangePassword: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension EnrolSecondFactor: Limited {
    static var limit: Limits.Kind { .signIn }
}

/// It makes us call somebody else.
extension BeginProviderSignIn: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension RegisterWithProvider: Limited {
    static var limit: Limits.Kind { .registration }
}

extension LinkProvider: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension UnlinkProvider: Limited {
    static var limit: Limits.Kind { .signIn }
}

extension ChangeEmailAddress: Limited {
    static var limit: Limits.Kind { .resend }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}

extension ResendVerification: Limited {
    static var limit: Limits.Kind { .resend }
    var limitedDomain: String? { EmailAddress(folding: email)?.domain }
}
