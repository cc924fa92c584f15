// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import HTTPTypes
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("Challenges to listen to, at the front door")
struct ChallengeSoundTests {
    private let path = "/account/challenge/sound?challenge=shown"

    private func door(_ limits: String = "") async throws -> TestDoor {
        let door = try await TestDoor(
            limits: Limits(try Rate.list(limits, of: "ATTEST_LIMITS", standard: Limits.standard)))
        door.script.answer(NewChallenge.self) { _ in
            Challenge(token: "shown", image: "aaaa", question: "What?", effort: nil, expires: Samples().time)
        }
        door.script.answer(SpeakChallenge.self) { asked in
            SpokenChallenge(sound: Base64.encode(Array("RIFF of \(asked.challenge)".utf8)))
        }
        return door
    }

    @Test("The form offers the sound without a script, and fetches nothing before somebody wants it. C-04, ISG-32")
    func form() async throws {
        let page = try await door().get("/account/register")
        let player = try #require(page.body.firstMatch(of: /<audio [^>]*>/)).0
        #expect(
            player.contains(" src=\"\(path)\"") && player.contains(" controls ") && player.contains("preload=\"none\""))
        #expect(player.contains(" aria-label=\""))
        #expect(page.body.contains("<a href=\"\(path)\""))
        #expect(page.headers[.contentSecurityPolicy]?.contains("media-src 'self'") == true)
    }

    @Test("The sound of the challenge is a WAV that nobody keeps. C-04")
    func sound() async throws {
        let reply = try await door().get(path)
        #expect(reply.status == 200 && reply.body == "RIFF of shown")
        #expect(reply.headers[.contentType] == "audio/wav" && reply.headers[.cacheControl] == "no-store")
        #expect(reply.headers[.acceptRanges] == "bytes")
    }

    @Test(
        "A player that wants a part of it gets that part",
        arguments: [
            ("bytes=0-3", 206, "RIFF", "bytes 0-3/13"), ("bytes=8-", 206, "shown", "bytes 8-12/13"),
            ("bytes=0-", 206, "RIFF of shown", "bytes 0-12/13"), ("bytes=-5", 206, "shown", "bytes 8-12/13"),
            ("bytes=-99", 206, "RIFF of shown", "bytes 0-12/13"), ("bytes=4-99", 206, " of shown", "bytes 4-12/13"),
            ("bytes=13-", 416, "", "bytes */13"), ("bytes=-0", 416, "", "bytes */13"),
            ("bytes=3-0", 200, "RIFF of shown", nil), ("bytes=0-1,4-5", 200, "RIFF of shown", nil),
            ("bytes=-", 200, "RIFF of shown", nil), ("letters=0-1", 200, "RIFF of shown", nil),
            ("bytes=99999999999999999999-", 200, "RIFF of shown", nil),
        ] as [(String, Int, String, String?)])
    func parts(_ range: String, _ status: Int, _ body: String, _ said: String?) async throws {
        let reply = try await door().get(path, headers: [.range: range])
        #expect(reply.status == status && reply.body == body && reply.headers[.contentRange] == said)
    }

    @Test("A challenge that has expired, or is none of ours, is a page that says so, and a problem for a program")
    func refused() async throws {
        let door = try await door()
        let problem = Problem(code: "challenge-expired", field: "challenge", message: "Listen to the new ones.")
        door.script.refuse(SpeakChallenge.self, .refused([problem]))
        for address in [path, "/account/challenge/sound", "/account/challenge/sound?challenge="] {
            let page = try await door.get(address)
            #expect(page.status == 422 && page.body.contains("Listen to the new ones."), "\(address)")
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
        }
        let answer = try await door.call(.get, "/api/v1/challenges/sound?challenge=shown", signedIn: false)
        #expect(answer.status == 422 && answer.body.contains("challenge-expired"))
    }

    @Test("A program gets the same sound as its challenge's")
    func program() async throws {
        let door = try await door()
        let answer = try await door.call(.get, "/api/v1/challenges/sound?challenge=shown", signedIn: false)
        #expect(answer.status == 200)
        let sound = Base64.encode(Array("RIFF of shown".utf8))
        #expect(try JSON.value(HurdleSound.self, from: answer.body).sound == sound)
        #expect(try await door.call(.get, "/api/v1/challenges/sound", signedIn: false).status == 400)
    }

    @Test("A sound counts as a picture does, by where it is asked for from. C-04")
    func limits() async throws {
        let door = try await door("challenge.source=3/3")
        #expect(try await door.get("/account/register").status == 200)
        #expect(try await door.get(path).status == 200)
        #expect(try await door.call(.get, "/api/v1/challenges/sound?challenge=shown", signedIn: false).status == 200)
        let page = try await door.get(path)
        #expect(page.status == 429 && page.body.contains("Too many pictures and sounds"))
        #expect(page.headers[.retryAfter] != nil)
        #expect(try await door.call(.get, "/api/v1/challenges", signedIn: false).status == 429)
    }
}
