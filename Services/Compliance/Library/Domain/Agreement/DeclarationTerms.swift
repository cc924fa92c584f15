// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// What a signatory accepts. A signature names the version; a change of wording is a new version. SOC-117
///
/// Versions are files in `Terms/`, embedded in the binary: paragraphs with an empty line between them. A file that was
/// ever signed is never changed.
struct DeclarationTerms: Sendable, Equatable {
    let version: String
    let paragraphs: [String]

    /// SHA-256 of the version and each paragraph, a line each, in hexadecimal: what a signature names.
    let digest: String

    private init(version: String, file: [UInt8]) {
        self.version = version
        paragraphs = String(decoding: file, as: UTF8.self).split(separator: "\n\n").map {
            $0.split(separator: "\n").joined(separator: " ")
        }
        digest = Hex.encode(SHA256.digest(([version] + paragraphs).joined(separator: "\n")))
    }

    /// The terms that are put before signatories now.
    static let current = version1

    static func version(_ version: String) -> DeclarationTerms? { version == version1.version ? version1 : nil }

    private static let version1 = DeclarationTerms(version: "v1", file: PackageResources.v1_md)
}
