// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

import struct Foundation.Date

// The declaration and its signature.

struct DeclarationText: Described {
    var caseID: String
    var organisationName: String
    var signatory: String
    var standing: String
    var terms: String
    var paragraphs: [String]
    var text: String?
    var assessment: String?
    var lockedUntil: Date?
    var expires: Date
    var isDelegates: Bool?

    private enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case organisationName, signatory, standing, terms, paragraphs, text, assessment, lockedUntil, expires
        case isDelegates
    }

    init(_ declaration: Declaration) {
        caseID = declaration.caseID.text
        organisationName = declaration.organisationName
        signatory = declaration.signatory
        standing = declaration.standing
        terms = declaration.terms
        paragraphs = declaration.paragraphs
        text = declaration.text
        assessment = declaration.assessment
        lockedUntil = declaration.lockedUntil
        expires = declaration.expires
        isDelegates = declaration.isDelegates
    }

    static let title = "Declaration"
    static let schema = Schema.object([
        .init("case", .id), .init("organisationName", .plain), .init("signatory", .plain),
        .init("standing", .choice(["open", "signed", "expired", "replaced", "locked"])),
        .init("terms", .plain, "The version of the terms."), .init("paragraphs", .list(.plain)),
        .init("text", .plain, "SHA-256 of terms and paragraphs, in hexadecimal.", .optional),
        .init("assessment", .plain, "SHA-256 of the assessment that it is about, in hexadecimal.", .optional),
        .init("lockedUntil", .time, "After too many wrong codes.", .optional), .init("expires", .time),
        .init("isDelegates", .boolean, "The link is the contact’s: it is for the signatory’s delegate.", .optional),
    ])
    static let example = DeclarationText(
        Declaration(
            caseID: Sample.caseID, organisationName: "Canal Walk Surgery",
            signatory: "Dr Grace Sample", standing: "locked", terms: "2027.1",
            paragraphs: ["We keep personal information safe."], text: Sample.digest, assessment: Sample.digest,
            lockedUntil: Sample.time, expires: Sample.later, isDelegates: false))
}

struct Signature: Described {
    var code: String
    var capacity: SigningCapacity
    var name: String
    var text: String?

    static let schema = Schema.object([
        .init("code", .pattern("^[0-9]{7}$"), "The seven digits from the signatory’s e-mail."),
        .init("capacity", .capacity, "`own`: the signatory in person. `delegated`: given the code by the signatory."),
        .init("name", .typed, "Who enters the code."),
        .init(
            "text", .plain, "The `text` of the declaration that was read: another one is then not accepted by mistake.",
            .nullable),
    ])
    static let example = Signature(
        code: "4711082", capacity: .own, name: "Dr Grace Sample", text: Sample.digest)
}

extension Signature {
    init(_ checks: inout Checks) {
        let typed = checks.required("code", "Enter the code from the e-mail", limit: 20)
        // As people type it: with spaces or dashes between the digits.
        code = typed.filter { !$0.isWhitespace && $0 != "-" }
        if !code.isEmpty, code.count != 7 || !code.allSatisfy({ $0.isASCII && $0.isNumber }) {
            checks.refuse("code", "code-malformed", "Enter the seven digits of the code")
        }
        capacity = checks.choice("capacity", SigningCapacity.self, "Select who you are") ?? .own
        name = checks.required("name", "Enter your full name")
        text = checks.form["text"].isEmpty ? nil : checks.form["text"]
    }

    /// Only digests leave the gateway; the code's covers the token, so that seven digits cannot be guessed.
    func instruction(with token: LinkToken) -> SignDeclaration {
        SignDeclaration(
            caseID: token.subject, tokenDigest: token.digest,
            codeDigest: Hex.encode(SHA256.digest("\(token.clear).\(code)")), capacity: capacity, name: name, text: text)
    }
}

extension LinkToken {
    /// What a service knows it by: SHA-256, in hexadecimal.
    var digest: String { Hex.encode(SHA256.digest(clear)) }
}
