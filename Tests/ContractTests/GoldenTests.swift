// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("What travels, byte for byte")
struct GoldenTests {
    private static let recording = ProcessInfo.processInfo.environment["ATTEST_RECORD_GOLDEN"] == "1"
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private static func file(_ name: String) throws -> String {
        let folder = recording ? sources : Bundle.module.bundleURL.appending(path: "Golden")
        let file = folder.appending(path: "\(name).json")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// Writes a file that is not there yet, if that is asked for.
    private static func record(_ name: String, _ json: String) throws {
        let file = sources.appending(path: "\(name).json")
        guard recording, !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { return }
        try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        let text = try JSONSerialization.data(
            withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        try (text + Data("\n".utf8)).write(to: file)
    }

    /// In one order and without blanks.
    private static func canonical(_ json: String) throws -> String {
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        return String(
            decoding: try JSONSerialization.data(
                withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed]),
            as: UTF8.self)
    }

    @Test("It is written as its file says, and its file is read as it", arguments: Golden.all)
    func both(_ golden: Golden) throws {
        let written = try golden.written()
        try Self.record(golden.name, written)
        let file = try Self.file(golden.name)
        #expect(try Self.canonical(written) == Self.canonical(file))
        #expect(try golden.reread(file) == written)
    }

    @Test("Every message has a file, and every file a sample")
    func complete() throws {
        let names = Set(Golden.all.map(\.name))
        for type in Catalogue.messages {
            #expect(names.contains(type.name.text), "\(type) has no sample in Golden.all")
        }
        #expect(names.count == Golden.all.count)
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path(percentEncoded: false))
        #expect(Set(files) == Set((names + ["envelope"]).map { "\($0).json" }))
    }

    @Test("An envelope is written as its file says, and its file is read as it")
    func envelope() throws {
        let opened = CaseOpened(
            subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")
        let written = try Golden.envelope.encode(opened)
        try Self.record("envelope", written)
        let file = try Self.file("envelope")
        #expect(try Self.canonical(written) == Self.canonical(file))
        let (envelope, read) = try Envelope.decode(CaseOpened.self, from: Array(file.utf8))
        #expect(envelope == Golden.envelope)
        #expect(try JSON.text(read) == JSON.text(opened))
        #expect(try Envelope.decode(from: Array(file.utf8)) == Golden.envelope)
    }

    @Test("No digest is kept of an instruction with a password or a code in it")
    func confidential() throws {
        let secrets: Set = ["current", "password", "code", "codeDigest", "challengeAnswer", "answer"]
        for type in Catalogue.messages {
            guard let instruction = type as? any Instruction.Type else { continue }
            let data = try Data(Self.file(type.name.text).utf8)
            let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
            #expect(instruction.isConfidential == !secrets.isDisjoint(with: fields), "\(type)")
        }
    }
}
