// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// Memory for the texts and tables of one C call, let go at once afterwards.
///
/// librabbitmq keeps the pointers it is given until the call returns, so they must not point into Swift strings.
final class Arena {
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        pool = .allocate(capacity: 1)
        init_amqp_pool(pool, 4_096)
    }

    deinit {
        empty_amqp_pool(pool)
        pool.deallocate()
    }

    func recycle() { recycle_amqp_pool(pool) }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    func table(_ values: [String: HeaderValue]) -> amqp_table_t {
        guard !values.isEmpty else { return amqp_table_t(num_entries: 0, entries: nil) }
        let entries = allocate(amqp_table_entry_t.self, count: values.count)
        for (position, pair) in values.enumerated() {
            entries[position] = amqp_table_entry_t(key: bytes(pair.key), value: field(pair.value))
        }
        return amqp_table_t(num_entries: Int32(values.count), entries: entries)
    }

    private func bytes(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard let address = source.baseAddress, source.count > 0 else { return amqp_bytes_t(len: 0, bytes: nil) }
        let copy = allocate(UInt8.self, count: source.count)
        memcpy(copy, address, source.count)
        return amqp_bytes_t(len: source.count, bytes: copy)
    }

    private func allocate<Element>(_: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        guard let memory = amqp_pool_alloc(pool, MemoryLayout<Element>.stride * count) else {
            // Swift's own allocations end the process as well when there is no memory.
            preconditionFailure("No memory is left for a message")
        }
        return memory.bindMemory(to: Element.self, capacity: count)
    }

    private func field(_ value: HeaderValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .string(let text):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = bytes(text)
        case .int(let number):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = Int64(number)
        case .bool(let flag):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = flag ? 1 : 0
        case .double(let number):
            field.kind = UInt8(AMQP_FIELD_KIND_F64.rawValue)
            field.value.f64 = number
        case .timestamp(let seconds):
            field.kind = UInt8(AMQP_FIELD_KIND_TIMESTAMP.rawValue)
            field.value.u64 = seconds
        case .bytes(let raw):
            field.kind = UInt8(AMQP_FIELD_KIND_BYTES.rawValue)
            field.value.bytes = raw.withUnsafeBytes { bytes($0) }
        case .table(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = table(values)
        case .array(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_ARRAY.rawValue)
            let entries = values.isEmpty ? nil : allocate(amqp_field_value_t.self, count: values.count)
            for (position, value) in values.enumerated() { entries?[position] = self.field(value) }
            field.value.array = amqp_array_t(num_entries: Int32(values.count), entries: entries)
        case .null:
            field.kind = UInt8(AMQP_FIELD_KIND_VOID.rawValue)
        }
        return field
    }
}
