// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Decides about the declaration: sent, sent again, signed.
enum AgreementDecider: Decider {
    typealias State = AgreementState
    typealias Event = AgreementEvent
    typealias Command = AgreementCommand
    typealias Refusal = AgreementRefusal

    static let aggregate = "agreement"
    /// 2: how often people were reminded.
    static let shape = 2

    static func decide(
        _ command: AgreementCommand, given state: AgreementState?, in context: Context
    ) throws(AgreementRefusal) -> [AgreementEvent] {
        switch command {
        case .open(let asked):
            try checkOpening(context)
            guard state == nil else { return [] }
            // SOC-031, SOC-036, SOC-113
            let opened = AgreementOpened(
                subject: asked.subject, signatory: asked.signatory, assessment: asked.assessment)
            return [.opened(opened), issue(number: 1, asked.subject.caseID, in: context)]
        // These follow from what happened elsewhere, and there may be no agreement yet.
        case .replaceSignatory(let signatory):
            return state.map { replace(signatory, in: $0, context) } ?? []
        case .emailFailed(let email): return state.map { emailFailed(email, in: $0) } ?? []
        case .resend: return try resend(open(state, for: .resendDeclaration, context), context)
        case .remind(let issue):
            guard context.actor.may(CompliancePermission.followUp, in: .compliance) else { throw .barred(.unknown) }
            return state.map { remind(of: issue, in: $0, context) } ?? []
        case .sign(let attempt):
            guard let state else { throw .unknownLink }
            return try sign(attempt, in: state, context)
        }
    }

    /// A fresh link and code; the ones before are void from then on.
    private static func issue(number: Int, _ caseID: UUID, in context: Context) -> AgreementEvent {
        let secrets = DeclarationSecrets(caseID: caseID, in: context)
        return .issued(
            DeclarationIssued(
                caseID: caseID, tokenDigest: secrets.tokenDigest, codeDigest: secrets.codeDigest,
                issued: context.time, expires: context.time.addingTimeInterval(AgreementLimits.linkLife),  // IMP-01
                issue: number, email: context.id("email/declaration"), contactTokenDigest: secrets.contactTokenDigest,
                contactCodeDigest: secrets.contactCodeDigest))
    }

    /// SOC-045: another signatory gets a link of their own, and the old one opens nothing. Who was replaced too often in a
    /// day has the new link sent later, by the button for it.
    private static func replace(
        _ signatory: Contact, in state: AgreementState, _ context: Context
    ) -> [AgreementEvent] {
        guard context.actor.may(CompliancePermission.followUp, in: state.subject.area), state.signature == nil,
            signatory.name != state.signatory?.name || signatory.email != state.signatory?.email
        else { return [] }
        let caseID = state.subject.caseID
        let replaced = AgreementEvent.replaced(SignatoryReplaced(caseID: caseID, signatory: signatory))
        guard nextResend(of: state, after: context.time) == nil else { return [replaced] }
        return [replaced, issue(number: state.issues + 1, caseID, in: context)]
    }

    /// Only of the newest declaration: of an older one it does not matter any more.
    private static func emailFailed(_ email: UUID, in state: AgreementState) -> [AgreementEvent] {
        guard let link = state.link, link.email == email, !link.isUndelivered, state.signature == nil else { return [] }
        return [.undelivered(DeclarationUndelivered(caseID: state.subject.caseID, email: email))]
    }

    /// Nobody is reminded of what is signed, was sent anew, or cannot be signed any more.
    private static func remind(of issue: Int, in state: AgreementState, _ context: Context) -> [AgreementEvent] {
        guard let link = state.link, state.issues == issue, state.signature == nil, context.time < link.expires else {
            return []
        }
        return [
            .reminded(
                DeclarationReminded(
                    caseID: state.subject.caseID, issue: issue, number: link.reminders + 1))
        ]
    }

    /// SOC-121, SOC-122
    private static func resend(
        _ state: AgreementState, _ context: Context
    ) throws(AgreementRefusal) -> [AgreementEvent] {
        guard state.signature == nil else { throw .alreadySigned }
        guard state.signatory != nil else { throw .nobodySigns }
        // IMP-02
        if let link = state.link {
            let next = link.issued.addingTimeInterval(AgreementLimits.resendPause)
            guard next <= context.time else { throw .resentJustNow(until: next) }
        }
        if let next = nextResend(of: state, after: context.time) { throw .resentTooOften(until: next) }
        return [issue(number: state.issues + 1, state.subject.caseID, in: context)]
    }

    /// The declaration is sent again so often within a day, and no more.
    ///
    /// - Returns: when it may be; nil when it may be now.
    private static func nextResend(of state: AgreementState, after time: Date) -> Date? {
        let sent = state.replaced.map(\.issued) + [state.link?.issued].compactMap { $0 }
        // The first sending of all is no resend.
        let counted = sent.suffix(state.issues - 1).suffix(AgreementLimits.resendsADay)
        guard counted.count == AgreementLimits.resendsADay, let first = counted.first else { return nil }
        let next = first.addingTimeInterval(86_400)
        return next <= time ? nil : next
    }

    /// Whoever holds the link may sign: the link is the permission. SOC-035, SOC-038
    private static func sign(
        _ attempt: SignDeclaration, in state: AgreementState, _ context: Context
    ) throws(AgreementRefusal) -> [AgreementEvent] {
        // IMP-01, IMP-02, SOC-125: each told apart, before the code is looked at
        switch state.standing(ofLink: attempt.tokenDigest, at: context.time) {
        case nil: throw .unknownLink
        case .replaced: throw .replacedLink
        case .expired: throw .expiredLink
        case .signed: throw .usedLink
        case .locked: throw .locked(until: state.link?.lockedUntil ?? context.time)
        case .open: break
        }
        guard let link = state.link, let signatory = state.signatory else { throw .unknownLink }
        let terms = DeclarationTerms.current
        guard attempt.text == nil || attempt.text == terms.digest else { throw .otherText }
        let name = Typed.line(attempt.name)
        if name.isEmpty {
            throw .signer(.init(code: "name-missing", field: "name", message: "Enter your full name."))
        }
        if !name.fits(Lengths.name) {
            throw .signer(
                .init(code: "name-too-long", field: "name", message: "Shorten your name to 200 characters."))
        }
        let subject = state.subject
        // SOC-120: with the contact's link one accepts on behalf of the signatory, and is nobody else.
        let isContacts = link.isContacts(attempt.tokenDigest)
        guard !isContacts || attempt.capacity == .delegated else { throw .notTheSignatory }
        let codeDigest = isContacts ? link.contactCodeDigest ?? "" : link.codeDigest
        guard AgreementState.isSame(codeDigest, attempt.codeDigest) else {
            let number = link.attempts + 1  // IMP-03
            return [
                .codeRejected(
                    CodeRejected(
                        caseID: subject.caseID, attempt: number,
                        lockedUntil: AgreementLimits.lock(afterAttempt: number, at: context.time)))
            ]
        }
        // SOC-120, C-08, C-12: whose declaration it is and who entered the code are both on the record
        return [
            .signed(
                DeclarationSigned(
                    caseID: subject.caseID, organisation: subject.organisation, signatory: signatory.name,
                    capacity: attempt.capacity, signedBy: name, terms: terms.version, text: terms.digest,
                    assessment: state.assessment))
        ]
    }

    static func refusal(for events: [AgreementEvent]) -> AgreementRefusal? {
        guard case .codeRejected(let fact) = events.last else { return nil }
        return fact.lockedUntil.map { .locked(until: $0) }
            ?? .wrongCode(triesLeft: AgreementLimits.freeAttempts - fact.attempt)
    }

    static func evolve(_ state: AgreementState?, with event: AgreementEvent) -> AgreementState {
        if case .opened(let fact) = event {
            return AgreementState(subject: fact.subject, signatory: fact.signatory, assessment: fact.assessment)
        }
        // The first event of every stream opens the agreement: `decide` gives no other without a state.
        guard var state else { preconditionFailure("An agreement begins with its opening") }
        switch event {
        case .opened: break
        case .replaced(let fact):
            state.signatory = fact.signatory
            state.dropLink()
        case .issued(let fact):
            state.dropLink()
            state.issues = fact.issue
            state.link = .init(
                tokenDigest: fact.tokenDigest, codeDigest: fact.codeDigest, issued: fact.issued,
                expires: fact.expires, email: fact.email, contactTokenDigest: fact.contactTokenDigest,
                contactCodeDigest: fact.contactCodeDigest)
        case .undelivered: state.link?.isUndelivered = true
        case .reminded(let fact): state.link?.reminders = fact.number
        case .codeRejected(let fact):
            state.link?.attempts = fact.attempt
            state.link?.lockedUntil = fact.lockedUntil
        case .signed(let fact):
            state.signature = .init(
                signatory: fact.signatory, capacity: fact.capacity, signedBy: fact.signedBy, terms: fact.terms,
                text: fact.text)
        }
        return state
    }

    /// Whoever was erased cannot sign any more; what was signed stays signed.
    static func erased(_ state: AgreementState) -> AgreementState {
        var state = state
        if state.signature == nil, state.signatory?.email == Eraser.mark { state.signatory = nil }
        return state
    }
}
