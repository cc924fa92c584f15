// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// What a signatory accepts. A signature names the version; a change of wording is a new version.
struct DeclarationTerms: Sendable, Equatable {
    let version: String
    let paragraphs: [String]

    /// SHA-256 of the version and each paragraph, a line each, in hexadecimal: what a signature names.
    let digest: String

    private init(version: String, paragraphs: [String]) {
        self.version = version
        self.paragraphs = paragraphs
        digest = Hex.encode(SHA256.digest(([version] + paragraphs).joined(separator: "\n")))
    }

    /// The terms that are put before signatories now.
    static let current = version1

    static func version(_ version: String) -> DeclarationTerms? { version == version1.version ? version1 : nil }

    private static let version1 = DeclarationTerms(
        version: "v1",
        paragraphs: [
            "This text is illustrative. It shows the shape of a declaration and has no legal force.",
            "I am the partner who answers for information governance in this practice, or that partner gave me this "
                + "code so that I could accept on their behalf.",
            "I have read the answers in the practice’s assessment. As far as I know they are true and complete.",
            // SOC-117
            "The practice will reach, and then keep, at least level 2 on every key requirement. Where an improvement "
                + "plan was agreed, the practice will carry it out by the dates it gives.",
            "Everyone who works for the practice, or comes into contact with its records, will know what is expected "
                + "of them and will be held to it.",
            "The practice will tell its host organisation without delay about anything that puts the confidentiality, "
                + "accuracy or safe keeping of patients’ information at risk, and about any change that makes this "
                + "declaration untrue.",
            "The practice will let the authority check, at a reasonable time and with notice, that all of this holds.",
            "I understand that access to services can be limited or withdrawn when it does not.",
        ])
}
