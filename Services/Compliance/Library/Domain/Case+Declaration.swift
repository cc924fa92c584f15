// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

// The declaration: issued, issued again, signed.
extension CaseDecider {
    /// A fresh link and code; the ones before are void from then on.
    static func issue(_ state: CaseState, in context: Context) -> CaseEvent {
        let secrets = DeclarationSecrets(caseID: state.caseID, in: context)
        return .declarationIssued(
            DeclarationIssued(
                caseID: state.caseID, tokenDigest: secrets.tokenDigest, codeDigest: secrets.codeDigest,
                issued: context.time, expires: context.time.addingTimeInterval(CaseLimits.linkLife),  // IMP-01
                issue: (state.link?.issue ?? 0) + 1, email: context.id("email/declaration")))
    }

    /// SOC-121, SOC-122
    static func resend(in state: CaseState, _ context: Context) throws(CaseRefusal) -> [CaseEvent] {
        try check(.resendDeclaration, state, context)
        guard state.signature == nil else { throw .alreadySigned }
        guard let link = state.link else { throw .declarationNotDue }
        guard state.hasContacts else { throw .incomplete([contactsMissing]) }
        // IMP-02
        let next = link.issued.addingTimeInterval(CaseLimits.resendPause)
        guard next <= context.time else { throw .resentJustNow(until: next) }
        try checkResends(of: state, at: context.time)
        return [issue(state, in: context)]
    }

    /// The declaration is sent again so often within a day, and no more.
    static func checkResends(of state: CaseState, at time: Date) throws(CaseRefusal) {
        guard let link = state.link else { return }
        let sent = state.replaced.map(\.issued) + [link.issued]
        // The first sending of all is no resend.
        let counted = sent.suffix(link.issue - 1).suffix(CaseLimits.resendsADay)
        guard counted.count == CaseLimits.resendsADay, let first = counted.first else { return }
        let next = first.addingTimeInterval(86_400)
        guard next <= time else { throw .resentTooOften(until: next) }
    }

    /// Whoever holds the link may sign: the link is the permission. SOC-035, SOC-038
    static func sign(
        _ attempt: SignDeclaration, in state: CaseState, _ context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
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
        let name = Typed.line(attempt.name)
        if name.isEmpty {
            throw .signer(.init(code: "name-missing", field: "name", message: "Enter your full name."))
        }
        if !name.fits(Lengths.name) {
            throw .signer(
                .init(code: "name-too-long", field: "name", message: "Shorten your name to 200 characters."))
        }
        guard CaseState.isSame(link.codeDigest, attempt.codeDigest) else {
            let number = link.attempts + 1  // IMP-03
            return [
                .codeRejected(
                    CodeRejected(
                        caseID: state.caseID, attempt: number,
                        lockedUntil: CaseLimits.lock(afterAttempt: number, at: context.time)))
            ]
        }
        // SOC-120, C-08, C-12: whose declaration it is and who entered the code are both on the record
        return [
            .signed(
                DeclarationSigned(
                    caseID: state.caseID, organisation: state.organisation, signatory: signatory.name,
                    capacity: attempt.capacity, signedBy: name, terms: DeclarationTerms.current.version))
        ]
    }
}
