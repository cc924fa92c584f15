// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import TestSupport
import Testing
import Web

/// Registering by ear. The test hears no better than any other program, and reads the digits with the services' key.
@Suite(
    "Challenges to listen to, in the running system", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct ChallengeSoundTests {
    @Test(
        "The form's sound is the same for page, program and a restarted service, and its digits open an account; C-04")
    func listen() async throws {
        try await RunningSystem.with(["identity", "notification", "gateway"]) { system in
            let people = People(system: system)
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/register")
            let challenge = try people.challenge(on: visitor)
            let listener = Visitor(system.origin)
            let file = try await listener.sound(of: challenge)
            #expect(Array(file.prefix(4)) == Array("RIFF".utf8) && file.count > 100_000 && file.count < 300_000)

            await system.kill("identity")
            try system.start("identity")
            try await system.awaitReady("identity")
            #expect(try await listener.sound(of: challenge) == file, "another process speaks alike")
            struct Answer: Decodable { var sound: String }
            let answer = try await listener.get("/api/v1/challenges/sound?challenge=\(challenge)")
            #expect(try JSON.value(Answer.self, from: answer.body).sound == Base64.encode(file))

            try await visitor.submit([
                "email": people.address("ada"), "displayName": "Ada Example", "password": People.password,
                "challengeAnswer": try people.spoken(challenge),
            ])
            #expect(visitor.path.hasPrefix("/account/register/done?to="), "\(visitor.errors)")
            let forged = try await listener.get("/account/challenge/sound?challenge=\(challenge.dropLast())")
            #expect(forged.status == 422 && forged.text.contains("could not read which numbers"))
        }
    }
}

extension Visitor {
    /// Listens to a challenge.
    ///
    /// The voices are made with a process's first sound, which takes longer than an answer may on a busy machine.
    func sound(of challenge: String) async throws -> [UInt8] {
        try await eventually("the sound") {
            try await get("/account/challenge/sound?challenge=\(challenge)").status == 200 ? page.body : nil
        }
    }
}
