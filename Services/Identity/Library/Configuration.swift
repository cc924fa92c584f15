// SPDX-License-Identifier: Apache-2.0

public import Cryptography
import Foundation
public import ServiceKit

/// What identity can be told, read once at start.
public struct Configuration: Sendable {
    /// Domains whose addresses need no validator. ISG-23
    public static let listedDomains = [
        "nhs.net", "nhs.uk", "police.uk", "ac.uk", "sch.uk", "edu.uk", "gov.uk", "cjsm.net", "mod.uk",
    ]

    /// `ATTEST_SEALING_KEY`: Base64 of 32 bytes, the same for all services. Required. Seals challenges and the secrets of second
    /// factors: with another key, these are lost.
    public var sealingKey: SealingKey
    /// `ATTEST_PASSWORD_MINIMUM`: the fewest characters of a password; 7 to 64, default 12. C-02
    public var passwordMinimum = 12
    /// `ATTEST_PASSWORD_THREADS`: how many passwords are hashed at once, each in 128 MiB; 1 to 16, default 1.
    public var hashingThreads = 1
    /// `ATTEST_SESSION_IDLE`: after how many minutes a session ends in which nothing is done; 10 to 720, default 60. IMP-12
    public var idleMinutes = 60
    /// `ATTEST_SECOND_FACTOR`: `required`, so that reviewers and Central Admins have no roles without one, or `optional`;
    /// default `required`.
    public var needsSecondFactor = true
    /// `ATTEST_THROTTLES`: how much one network may do: `wrong-password=100/600 registration=40/120 link=40/120`, a hundred
    /// at once and six hundred an hour. What is left out is as here.
    public var throttles: [String: Rate] = [:]
    /// `ATTEST_LISTED_DOMAINS`: domains with commas between them; default: the nine. Sub-domains count. What
    /// Central Admins change on their page counts instead, from then on. ISG-24, ISG-28
    public var listedDomains = Configuration.listedDomains

    /// `ATTEST_OIDC_…`: another provider with which people may sign in; default none.
    public var provider: ProviderSettings?

    /// `ATTEST_ASSETS`: the folder with `common-passwords.txt`, one a line. Required.
    var commonPasswords = CommonPasswords()

    public init(sealingKey: SealingKey) { self.sealingKey = sealingKey }

    public init(_ settings: Settings) throws {
        let key = try settings.secret("ATTEST_SEALING_KEY")
        guard let sealingKey = try? SealingKey(base64: key) else {
            throw SettingsError("ATTEST_SEALING_KEY", "must be 32 bytes in Base64")
        }
        self.sealingKey = sealingKey
        let file = try settings.string("ATTEST_ASSETS") + "/common-passwords.txt"
        guard let list = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw SettingsError("ATTEST_ASSETS", "must be a folder with common-passwords.txt, which cannot be read")
        }
        commonPasswords = CommonPasswords(list.split(separator: "\n").lazy.map(String.init))
        passwordMinimum = try settings.int("ATTEST_PASSWORD_MINIMUM", default: 12, in: PasswordRules.floor...64)
        hashingThreads = try settings.int("ATTEST_PASSWORD_THREADS", default: 1, in: 1...16)
        idleMinutes = try settings.int("ATTEST_SESSION_IDLE", default: 60, in: 10...720)
        throttles = try Rate.list(
            try settings.string("ATTEST_THROTTLES", default: ""), of: "ATTEST_THROTTLES", standard: Throttles.standard)
        switch try settings.string("ATTEST_SECOND_FACTOR", default: "required") {
        case "required": needsSecondFactor = true
        case "optional": needsSecondFactor = false
        default: throw SettingsError("ATTEST_SECOND_FACTOR", "must be required or optional")
        }
        listedDomains = try settings.string(
            "ATTEST_LISTED_DOMAINS", default: Self.listedDomains.joined(separator: ",")
        ).split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }.map { typed in
            // As addresses have it, in whichever script it is written.
            guard let domain = DomainListDecider.normalised(typed) else {
                throw SettingsError("ATTEST_LISTED_DOMAINS", "must be domains, separated by commas")
            }
            return domain
        }
        provider = try ProviderSettings(settings)
        // On a machine without a font nobody could register: that is said now, and not to the first who tries.
        var numbers = SystemRandomNumberGenerator()
        _ = try ChallengeImage.draw("A", using: &numbers)
        // And on one without voices nobody could listen.
        try ChallengeSound.check()
    }
}
