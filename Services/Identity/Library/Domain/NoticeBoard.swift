// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.UUID

/// What a team, or those who administer an organisation, are told: each of them in their own account, as they have chosen.
enum NoticeBoardDecider: Decider {
    static let aggregate = "notice-board"

    enum Command: Sendable {
        /// - Parameter accounts: whom it concerns.
        case post(Notice, to: [UUID])
    }

    struct State: Codable, Sendable, Equatable {
        static let kept = 50

        /// Those told of last: the same one again is one.
        var known: [UUID] = []
    }

    static func board(of team: String) -> UUID { stream("team/\(team)") }
    static func board(ofAdministratorsOf organisation: UUID) -> UUID {
        stream("administrators/\(Identifier.text(organisation))")
    }

    private static func stream(_ name: String) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.notice-board/\(name)"))
    }

    static func decide(
        _ command: Command, given state: State?, in context: Context
    ) throws(NoticeBoardRefusal) -> [NoticeBoardEvent] {
        guard context.actor.may(.notifyAccount) else { throw .forbidden }
        switch command {
        case .post(let notice, let accounts):
            guard !accounts.isEmpty, state?.known.contains(notice.notice) != true else { return [] }
            return [.posted(NoticePosted(notice: notice, accounts: accounts))]
        }
    }

    static func evolve(_ state: State?, with event: NoticeBoardEvent) -> State {
        var state = state ?? State()
        switch event {
        case .posted(let fact): state.known = (state.known + [fact.notice.notice]).suffix(State.kept)
        }
        return state
    }

    static func consequences(of event: NoticeBoardEvent, state: State, in context: Context) -> [Consequence] {
        switch event {
        case .posted(let fact):
            fact.accounts.map { .send(NotifyAccount($0, fact.notice)) }
        }
    }
}

/// All that can happen on a board.
enum NoticeBoardEvent: DomainEvent {
    case posted(NoticePosted)

    static let kinds: [EventKind<NoticeBoardEvent>] = [EventKind(NoticeBoardEvent.posted)]

    var fact: any Fact {
        switch self {
        case .posted(let fact): fact
        }
    }
}

/// Why nothing is posted.
enum NoticeBoardRefusal: DomainRefusal, Equatable {
    case forbidden

    var problems: [Problem] { [.forbidden] }
}
