// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import QRCodes

@Suite("Pictures for cameras", .timeLimit(.minutes(1)))
struct QRCodeTests {
    private static let reader = "/usr/bin/zbarimg"

    @Test(
        "A reader that nobody here wrote reads what was written",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: reader), "needs zbarimg, as deploy/local test brings it"))
    func read() async throws {
        let text = "otpauth://totp/Attest%3Aada%40example.nhs.uk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Attest"
        let code = try #require(QRCode(text))
        // A portable grey map, eight pixels a module.
        let scale = 8
        let side = code.size * scale
        var file = Array("P5 \(side) \(side) 255\n".utf8)
        for row in 0..<side {
            for column in 0..<side { file.append(code.isDark(row / scale, column / scale) ? 0 : 255) }
        }
        let path = NSTemporaryDirectory() + "attest-qr-\(UUID().uuidString).pgm"
        try Data(file).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let said = try await Process.output(of: Self.reader, ["--nodbus", "--quiet", "--raw", path]).output
        #expect(said.trimmingCharacters(in: .whitespacesAndNewlines) == text)
    }

    @Test("The path covers the dark modules, and nothing else")
    func path() throws {
        let code = try #require(QRCode("Attest"))
        var dark = Set<[Int]>()
        for match in code.path.matches(of: #/M(\d+) (\d+)h(\d+)v1h-(\d+)z/#) {
            let (column, row, width) = (Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
            #expect(match.3 == match.4)
            for offset in 0..<width { #expect(dark.insert([row, column + offset]).inserted) }
        }
        for row in 0..<code.size {
            for column in 0..<code.size { #expect(code.isDark(row, column) == dark.contains([row, column])) }
        }
    }

    @Test("What is too long for a code has none")
    func long() { #expect(QRCode(String(repeating: "a", count: 4_000)) == nil) }
}
