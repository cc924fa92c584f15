// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// The methods that this module looks at, by their class and method number.
enum Method {
    static let connectionClose: UInt32 = 0x000A_0032
    static let connectionBlocked: UInt32 = 0x000A_003C
    static let connectionUnblocked: UInt32 = 0x000A_003D
    static let channelClose: UInt32 = 0x0014_0028
    static let basicCancel: UInt32 = 0x003C_001E
    static let basicReturn: UInt32 = 0x003C_0032
    static let basicDeliver: UInt32 = 0x003C_003C
    static let basicAck: UInt32 = 0x003C_0050
    static let basicNack: UInt32 = 0x003C_0078
}

/// A message between its method frame and the last frame of its body.
struct PartialMessage {
    enum Head {
        case delivery(Delivery)
        case returned(ReturnedMessage)
    }

    private var head: Head
    private var size = 0
    private(set) var missing = 0
    private var body: [UInt8] = []

    init(_ head: Head) { self.head = head }

    /// Takes the header frame.
    mutating func begin(_ properties: MessageProperties, size: Int) {
        self.size = size
        missing = size
        switch head {
        case .delivery(var delivery):
            delivery.properties = properties
            head = .delivery(delivery)
        case .returned(var back):
            back.properties = properties
            head = .returned(back)
        }
    }

    /// Takes a piece of the body. A body that comes in one piece is copied once, into memory of its own size.
    mutating func append(_ piece: amqp_bytes_t) {
        missing -= piece.len
        guard case .delivery = head else { return }
        let bytes = UnsafeRawBufferPointer(start: piece.bytes, count: piece.len)
        if body.isEmpty, piece.len == size {
            body = [UInt8](bytes)
        } else {
            // The size is the peer's word: it is not believed without limit.
            if body.isEmpty { body.reserveCapacity(min(size, 256 << 20)) }
            body.append(contentsOf: bytes)
        }
    }

    var whole: Incoming {
        switch head {
        case .delivery(var delivery):
            delivery.body = body
            return .delivery(delivery)
        case .returned(let back): return .returned(back)
        }
    }
}

extension Connection {
    /// The next thing the broker said; nil when there is nothing more now.
    ///
    /// It never waits. Call it until it gives nil before the socket is polled, since the library reads ahead; call it
    /// every second or so when nothing happens, since heartbeats are sent and checked inside it.
    func read() throws(BrokerError) -> Incoming? {
        let state = try handle()
        while true {
            var frame = amqp_frame_t()
            var none = timeval(tv_sec: 0, tv_usec: 0)
            let status = amqp_simple_wait_frame_noblock(state, &frame, &none)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            guard status == 0 else { throw BrokerError(status: status, "reading") }
            let incoming = try interpret(frame)
            amqp_maybe_release_buffers_on_channel(state, frame.channel)
            if let incoming { return incoming }
        }
    }

    /// Whether the library read frames ahead, which no poll of the socket would show.
    var hasReadAhead: Bool {
        get throws(BrokerError) {
            let state = try handle()
            return amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0
        }
    }

    private func interpret(_ frame: amqp_frame_t) throws(BrokerError) -> Incoming? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: return try interpret(frame.payload.method)
        case AMQP_FRAME_HEADER:
            guard let properties = frame.payload.properties.decoded else { return nil }
            partial?.begin(
                MessageProperties(properties.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee),
                size: Int(clamping: frame.payload.properties.body_size))
        case AMQP_FRAME_BODY: partial?.append(frame.payload.body_fragment)
        default: return nil
        }
        guard let whole = partial, whole.missing <= 0 else { return nil }
        partial = nil
        return whole.whole
    }

    private func interpret(_ method: amqp_method_t) throws(BrokerError) -> Incoming? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case Method.basicDeliver:
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            partial = PartialMessage(
                .delivery(
                    Delivery(
                        tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
                        exchange: String(deliver.exchange), routingKey: String(deliver.routing_key), body: [],
                        properties: MessageProperties())))
        case Method.basicReturn:
            let back = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            partial = PartialMessage(
                .returned(
                    ReturnedMessage(
                        code: Int(back.reply_code), text: String(back.reply_text), exchange: String(back.exchange),
                        routingKey: String(back.routing_key))))
        case Method.basicAck:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .settled(tag: ack.delivery_tag, multiple: ack.multiple != 0, refused: false)
        case Method.basicNack:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .settled(tag: nack.delivery_tag, multiple: nack.multiple != 0, refused: true)
        case Method.basicCancel: return .cancelled
        case Method.connectionBlocked: return .blocked
        case Method.connectionUnblocked: return .unblocked
        case Method.channelClose, Method.connectionClose: throw BrokerError(close: method, "The broker closed it")
        default: break
        }
        return nil
    }
}
