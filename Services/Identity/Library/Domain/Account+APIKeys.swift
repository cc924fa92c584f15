// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// A key to be, whose every field was checked.
struct NewAPIKey: Sendable {
    var key: UUID
    var session: UUID
    var tokenDigest: String
    var name: String
    var scopes: [APIKeyScope]
    var organisation: UUID?
    var days: Int
    var password: PasswordProof
}

// Keys for programs. They are of the account's own stream, so that what takes an account from its thieves takes their keys
// in the same decision.
extension AccountDecider {
    /// How many keys an account may have at once.
    static let keyLimit = 20
    /// How long before a key's end its owner is told, in seconds.
    static let keyNotice: Double = 14 * 86_400

    static func makeKey(
        _ new: NewAPIKey, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        // The same form sent again. IMP-04
        if state.apiKeys.contains(where: { $0.key == new.key && $0.tokenDigest == new.tokenDigest }) { return [] }
        if let failed = try failure(of: new.password, given: state, in: context) { return failed }
        guard let live = state.sessions.first(where: { $0.session == new.session }),
            live.isProven || !state.hasSecondStep
        else { throw .notFound }
        if let organisation = new.organisation, !context.actor.isMember(of: organisation) {
            throw .keyOrganisationUnknown
        }
        guard state.apiKeys.count(where: { context.time < $0.expires }) < keyLimit else { throw .keysSpent }
        guard !state.apiKeys.contains(where: { $0.key == new.key || $0.tokenDigest == new.tokenDigest }) else {
            throw .notFound
        }
        return [
            .keyMade(
                APIKeyMade(
                    account: state.account, key: new.key, tokenDigest: new.tokenDigest, keyName: new.name,
                    scopes: new.scopes, organisation: new.organisation, made: context.time,
                    expires: context.time.addingTimeInterval(Double(new.days) * 86_400)))
        ]
    }

    static func endKey(
        _ key: UUID, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // Nobody learns whose accounts there are.
        guard let state, context.actor.may(.endAPIKey, with: state.account) else { throw .notFound }
        guard state.apiKeys.contains(where: { $0.key == key }) else { return [] }
        return [.keyEnded(APIKeyEnded(account: state.account, key: key, cause: .asked))]
    }

    static func remindOfKey(
        _ key: UUID, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, context.actor.may(.remindOfAPIKey) else { throw .notFound }
        // A timer of a key that has ended since says nothing.
        guard state.apiKeys.contains(where: { $0.key == key && context.time < $0.expires }) else { return [] }
        return [.keyEndAnnounced(APIKeyEndAnnounced(account: state.account, key: key))]
    }

    /// The ends of all its keys.
    static func keyEndings(of state: AccountState, because cause: APIKeyEnded.Cause) -> [AccountEvent] {
        state.apiKeys.map { .keyEnded(APIKeyEnded(account: state.account, key: $0.key, cause: cause)) }
    }

    /// What follows from a key's beginning, its end, and the time between.
    static func keyConsequences(of event: AccountEvent, state: AccountState, in context: Context) -> [Consequence] {
        func timer(_ key: UUID) -> String { "api-key/\(Identifier.text(key))" }
        func email(_ template: String, _ key: AccountState.LiveKey) -> Consequence {
            self.email(
                template, to: state, values: ["keyName": key.name, "expires": UKTime.moment(key.expires)], in: context)
        }
        switch event {
        case .keyMade(let fact):
            guard let key = state.apiKeys.first(where: { $0.key == fact.key }) else { return [] }
            return [
                email("api-key-made", key),
                .schedule(
                    timer(fact.key), at: fact.expires.addingTimeInterval(-keyNotice),
                    RemindOfAPIKey(account: state.account, key: fact.key)),
            ]
        case .keyEndAnnounced(let fact):
            return state.apiKeys.filter { $0.key == fact.key }.map { email("api-key-ending", $0) }
        case .keyEnded(let fact): return [.unschedule(timer(fact.key))]
        default: return []
        }
    }
}
