// SPDX-License-Identifier: Apache-2.0

internal import CCbor

/// One data item of CBOR (RFC 8949), of the kinds that authenticators make: no floating point, no tags, and every length
/// said in advance.
indirect enum CBOR: Sendable, Equatable {
    case unsigned(UInt64)
    /// The number −1 − n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    /// No key twice.
    case map([Pair])
    case boolean(Bool)
    case null

    struct Pair: Sendable, Equatable {
        var key: CBOR
        var value: CBOR
    }

    /// What a map has under a text; nil also of what is no map.
    subscript(_ key: String) -> CBOR? { member(.text(key)) }

    /// What a map has under a number; nil also of what is no map.
    subscript(_ key: Int) -> CBOR? { member(CBOR(key)) }

    init(_ number: Int) { self = number < 0 ? .negative(UInt64(-1 - number)) : .unsigned(UInt64(number)) }

    private func member(_ key: CBOR) -> CBOR? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }
}

extension CBOR {
    // Authenticators nest no deeper than 4 (CTAP 2.1 §8), and name a dozen things at most.
    private static let deepest = 8
    private static let widest = 64

    /// The item that some bytes are.
    ///
    /// - Throws: `malformed` unless it is one item and nothing else.
    static func decode(_ bytes: [UInt8]) throws(WebAuthnError) -> CBOR {
        let (item, count) = try first(of: bytes[...])
        guard count == bytes.count else { throw .malformed }
        return item
    }

    /// The item that some bytes begin with, and how many of them it takes. Nothing is allocated for a length that is only
    /// claimed, and nothing calls itself.
    ///
    /// - Throws: `malformed` when they begin with none, or with one of a kind that is not known here.
    static func first(of bytes: ArraySlice<UInt8>) throws(WebAuthnError) -> (CBOR, count: Int) {
        var open: [Container] = []
        var read = 0
        while true {
            let (token, count) = try token(bytes.dropFirst(read))
            read += count
            var done: CBOR
            switch token {
            case .item(let item): done = item
            case .container(let isMap, let length):
                guard 0...widest ~= length, open.count < deepest else { throw .malformed }
                if length > 0 {
                    open.append(Container(isMap: isMap, left: isMap ? 2 * length : length))
                    continue
                }
                done = isMap ? .map([]) : .array([])
            }
            // An item may complete the one that it is in, and that the one around it.
            while var last = open.popLast() {
                last.items.append(done)
                last.left -= 1
                if last.left > 0 {
                    open.append(last)
                    break
                }
                done = try last.item()
                if open.isEmpty { return (done, read) }
            }
            if open.isEmpty { return (done, read) }
        }
    }

    /// An array or a map of which not everything was read.
    private struct Container {
        let isMap: Bool
        var left: Int
        /// Of a map keys and values in turn.
        var items: [CBOR] = []

        init(isMap: Bool, left: Int) {
            self.isMap = isMap
            self.left = left
        }

        func item() throws(WebAuthnError) -> CBOR {
            guard isMap else { return .array(items) }
            var pairs: [Pair] = []
            for index in stride(from: 0, to: items.count, by: 2) {
                guard !pairs.contains(where: { $0.key == items[index] }) else { throw .malformed }
                pairs.append(Pair(key: items[index], value: items[index + 1]))
            }
            return .map(pairs)
        }
    }

    fileprivate enum Token {
        case item(CBOR)
        case container(isMap: Bool, Int)
    }

    /// What libcbor finds at the beginning of some bytes.
    private static func token(_ bytes: ArraySlice<UInt8>) throws(WebAuthnError) -> (Token, count: Int) {
        var found: Token?
        let result = withUnsafeMutablePointer(to: &found) { found in
            var callbacks = Self.callbacks
            return bytes.withUnsafeBufferPointer {
                cbor_stream_decode($0.baseAddress, $0.count, &callbacks, found)
            }
        }
        // What no callback took is of a kind that is not known here.
        guard !bytes.isEmpty, result.status == CBOR_DECODER_FINISHED, let found else { throw .malformed }
        return (found, Int(result.read))
    }

    private static var callbacks: cbor_callbacks {
        var callbacks = attest_cbor_ignoring()
        callbacks.uint8 = { put($0, .item(.unsigned(UInt64($1)))) }
        callbacks.uint16 = { put($0, .item(.unsigned(UInt64($1)))) }
        callbacks.uint32 = { put($0, .item(.unsigned(UInt64($1)))) }
        callbacks.uint64 = { put($0, .item(.unsigned(UInt64($1)))) }
        callbacks.negint8 = { put($0, .item(.negative(UInt64($1)))) }
        callbacks.negint16 = { put($0, .item(.negative(UInt64($1)))) }
        callbacks.negint32 = { put($0, .item(.negative(UInt64($1)))) }
        callbacks.negint64 = { put($0, .item(.negative(UInt64($1)))) }
        callbacks.byte_string = { context, start, count in
            put(context, .item(.bytes(Array(UnsafeBufferPointer(start: start, count: Int(count))))))
        }
        callbacks.string = { context, start, count in
            let bytes = UnsafeBufferPointer(start: start, count: Int(count))
            if let text = String(validating: bytes, as: UTF8.self) { put(context, .item(.text(text))) }
        }
        callbacks.array_start = { put($0, .container(isMap: false, Int(clamping: $1))) }
        callbacks.map_start = { put($0, .container(isMap: true, Int(clamping: $1))) }
        callbacks.boolean = { put($0, .item(.boolean($1))) }
        callbacks.null = { put($0, .item(.null)) }
        return callbacks
    }
}

/// - Parameter context: as it was given to libcbor, a place for one token.
private func put(_ context: UnsafeMutableRawPointer?, _ token: CBOR.Token) {
    context?.assumingMemoryBound(to: CBOR.Token?.self).pointee = token
}
