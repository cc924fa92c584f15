// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// What the signatory's link opens. The link is the permission, whoever holds it.
struct ReadDeclarationQuestion: Question {
    func answer(
        _ query: ReadDeclaration, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Declaration {
        // The link itself is the proof, so that nobody's membership counts.
        guard let found = try await database.state(of: AgreementDecider.self, CaseID.agreement(of: query.caseID)),
            let declaration = Self.declaration(found.state, link: query.tokenDigest, at: time)
        else { throw QuestionRefused.notFound }
        return declaration
    }

    /// Nil when there never was such a link.
    static func declaration(_ state: AgreementState, link digest: String, at time: Date) -> Declaration? {
        guard let standing = state.standing(ofLink: digest, at: time) else { return nil }
        // IMP-02: whoever holds a void link is told so, but not who signs now.
        let isVoid = standing == .replaced
        let signed = state.signature.flatMap { DeclarationTerms.version($0.terms) }
        let terms = signed ?? DeclarationTerms.current
        return Declaration(
            caseID: state.subject.caseID, organisationName: state.subject.organisationName,
            signatory: isVoid ? "" : state.signatory?.name ?? "", standing: standing.rawValue, terms: terms.version,
            paragraphs: isVoid ? [] : terms.paragraphs, text: isVoid ? nil : terms.digest,
            assessment: isVoid ? nil : state.assessment,
            lockedUntil: standing == .locked ? state.link?.lockedUntil : nil, expires: state.link?.expires ?? time,
            isDelegates: state.link?.isContacts(digest))
    }
}
