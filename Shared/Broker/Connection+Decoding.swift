// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

// Copies out of librabbitmq's buffers, which are good until the next release.

extension String {
    init(_ source: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: source.bytes, count: source.len), as: UTF8.self)
    }

    /// Nil when it is not UTF-8: repaired, it may have three times as many bytes, more than can be sent on.
    init?(validating source: amqp_bytes_t) {
        self.init(validating: UnsafeRawBufferPointer(start: source.bytes, count: source.len), as: UTF8.self)
    }
}

extension MessageProperties {
    init(_ source: amqp_basic_properties_t) {
        self.init(persistent: false)
        let flags = Int32(truncatingIfNeeded: source._flags)
        if flags & AMQP_BASIC_MESSAGE_ID_FLAG != 0 { messageID = String(validating: source.message_id) }
        if flags & AMQP_BASIC_TYPE_FLAG != 0 { type = String(validating: source.type) }
        if flags & AMQP_BASIC_USER_ID_FLAG != 0 { userID = String(source.user_id) }
        if flags & AMQP_BASIC_CONTENT_TYPE_FLAG != 0 { contentType = String(validating: source.content_type) }
        if flags & AMQP_BASIC_CORRELATION_ID_FLAG != 0 { correlationID = String(validating: source.correlation_id) }
        if flags & AMQP_BASIC_REPLY_TO_FLAG != 0 { replyTo = String(validating: source.reply_to) }
        if flags & AMQP_BASIC_EXPIRATION_FLAG != 0 {
            expiration = Int64(String(source.expiration)).map { .milliseconds($0) }
        }
        if flags & AMQP_BASIC_DELIVERY_MODE_FLAG != 0 { persistent = source.delivery_mode == 2 }
        if flags & AMQP_BASIC_HEADERS_FLAG != 0 { headers = [String: HeaderValue](source.headers, depth: 0) }
    }
}

extension [String: HeaderValue] {
    /// What has a name that is not UTF-8 is left out.
    init(_ source: amqp_table_t, depth: Int) {
        self.init(minimumCapacity: Int(source.num_entries))
        for position in 0..<Int(source.num_entries) {
            guard let key = String(validating: source.entries[position].key) else { continue }
            self[key] = HeaderValue(source.entries[position].value, depth: depth)
        }
    }
}

extension HeaderValue {
    /// Whoever sends it decides how deep it goes; nobody has a use for more.
    private static let deepest = 16

    init(_ source: amqp_field_value_t, depth: Int) {
        self =
            switch amqp_field_value_kind_t(UInt32(source.kind)) {
            case AMQP_FIELD_KIND_UTF8:
                String(validating: source.value.bytes).map { .string($0) } ?? .bytes([UInt8](source.value.bytes))
            case AMQP_FIELD_KIND_BYTES: .bytes([UInt8](source.value.bytes))
            case AMQP_FIELD_KIND_BOOLEAN: .bool(source.value.boolean != 0)
            case AMQP_FIELD_KIND_I8: .int(Int(source.value.i8))
            case AMQP_FIELD_KIND_U8: .int(Int(source.value.u8))
            case AMQP_FIELD_KIND_I16: .int(Int(source.value.i16))
            case AMQP_FIELD_KIND_U16: .int(Int(source.value.u16))
            case AMQP_FIELD_KIND_I32: .int(Int(source.value.i32))
            case AMQP_FIELD_KIND_U32: .int(Int(source.value.u32))
            case AMQP_FIELD_KIND_I64: .int(Int(source.value.i64))
            case AMQP_FIELD_KIND_U64: .int(Int(clamping: source.value.u64))
            case AMQP_FIELD_KIND_F32: .double(Double(source.value.f32))
            case AMQP_FIELD_KIND_F64: .double(source.value.f64)
            case AMQP_FIELD_KIND_TIMESTAMP: .timestamp(source.value.u64)
            case AMQP_FIELD_KIND_TABLE where depth == Self.deepest, AMQP_FIELD_KIND_ARRAY where depth == Self.deepest:
                .null
            case AMQP_FIELD_KIND_TABLE: .table([String: HeaderValue](source.value.table, depth: depth + 1))
            case AMQP_FIELD_KIND_ARRAY:
                .array(
                    (0..<Int(source.value.array.num_entries)).map {
                        HeaderValue(source.value.array.entries[$0], depth: depth + 1)
                    })
            default: .null
            }
    }
}

extension [UInt8] {
    fileprivate init(_ source: amqp_bytes_t) {
        self.init(UnsafeRawBufferPointer(start: source.bytes, count: source.len))
    }
}
