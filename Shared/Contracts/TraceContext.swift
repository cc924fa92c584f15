// SPDX-License-Identifier: Apache-2.0

/// A W3C `traceparent`: the thread from the web request to the e-mail.
public struct TraceContext: Sendable, Equatable {
    /// 32 lower-case hexadecimal digits.
    public let trace: String
    /// 16 lower-case hexadecimal digits.
    public let span: String

    public var header: String { "00-\(trace)-\(span)-01" }

    /// A new trace of random ids.
    public init() {
        trace = Self.hex(UInt64.random(in: 1...UInt64.max)) + Self.hex(UInt64.random(in: 0...UInt64.max))
        span = Self.hex(UInt64.random(in: 1...UInt64.max))
    }

    private init(trace: String, span: String) {
        self.trace = trace
        self.span = span
    }

    /// Reads a header; nil when it has not the form that the recommendation gives for version 00.
    public init?(header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[1].count == 32, parts[2].count == 16,
            parts[1...2].allSatisfy({ $0.utf8.allSatisfy(Self.isHex) && $0.contains { $0 != "0" } })
        else { return nil }
        trace = String(parts[1])
        span = String(parts[2])
    }

    /// The same trace with a span of its own.
    public func child() -> TraceContext {
        TraceContext(trace: trace, span: Self.hex(UInt64.random(in: 1...UInt64.max)))
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
