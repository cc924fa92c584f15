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
        var header = header
        let read = header.withUTF8 { bytes -> (String, String)? in
            // vv-<32 digits>-<16 digits>-…
            guard bytes.count >= 53, bytes[2] == 0x2d, bytes[35] == 0x2d, bytes[52] == 0x2d,
                !(bytes[0] == 0x66 && bytes[1] == 0x66)
            else { return nil }
            func digits(_ range: Range<Int>) -> String? {
                guard bytes[range].allSatisfy(Self.isHex), bytes[range].contains(where: { $0 != 0x30 }) else {
                    return nil
                }
                return String(decoding: bytes[range], as: UTF8.self)
            }
            guard let trace = digits(3..<35), let span = digits(36..<52) else { return nil }
            return (trace, span)
        }
        guard let read else { return nil }
        (trace, span) = read
    }

    /// The same trace with a span of its own.
    public func child() -> TraceContext {
        var system = SystemRandomNumberGenerator()
        return child(using: &system)
    }

    /// The same with somebody's own random numbers.
    public func child(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(trace: trace, span: Self.hex(UInt64.random(in: 1...UInt64.max, using: &generator)))
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func hex(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> (60 - 4 * UInt64(index)) & 15)
                buffer[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }
}
