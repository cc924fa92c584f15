// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Threads

/// One C connection. It belongs to one actor, is used on that actor's thread only, and is never repaired.
///
/// Opening, the calls that wait for an answer and `farewell` block: opening for at most twelve seconds, the others for five.
final class Connection {
    private var state: OpaquePointer?
    let arena = Arena()
    /// A message whose body has not come in full yet.
    var partial: PartialMessage?
    /// The channel whose number can be opened again, after the broker closed it in answer to a call.
    private(set) var closedChannel: UInt16?

    private static let patience = timeval(tv_sec: 5, tv_usec: 0)
    /// A broker may look up who comes before it lets them in, and a resolver that does not answer costs it five seconds.
    private static let handshakePatience = timeval(tv_sec: 12, tv_usec: 0)

    /// Connects and logs in.
    ///
    /// - Parameter name: what the broker's management shows for the connection.
    init(_ address: BrokerAddress, name: String) throws(BrokerError) {
        guard let state = amqp_new_connection() else { throw BrokerError(.connectionLost, "No memory is left") }
        self.state = state
        try connect(state, address)
        try login(state, address, name: name)
    }

    deinit { destroy() }

    /// The socket, for the thread's poll.
    var descriptor: Int32 { state.map { amqp_get_sockfd($0) } ?? -1 }

    /// Closes the socket without a word to the broker, and lets everything go.
    func destroy() {
        guard let state else { return }
        self.state = nil
        amqp_destroy_connection(state)
    }

    /// Says good-bye, waits for the broker's answer, and lets everything go.
    func farewell() {
        if let state { _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS) }
        destroy()
    }

    /// The C handle, for one call.
    func handle() throws(BrokerError) -> OpaquePointer {
        guard let state else { throw BrokerError(.closed, "The connection is closed") }
        return state
    }

    // MARK: Opening

    private func connect(_ state: OpaquePointer, _ address: BrokerAddress) throws(BrokerError) {
        var patience = Self.patience
        var handshakePatience = Self.handshakePatience
        amqp_set_handshake_timeout(state, &handshakePatience)
        amqp_set_rpc_timeout(state, &patience)
        let socket = try address.tls.map { tls throws(BrokerError) in try secureSocket(state, tls) }
        guard let socket = socket ?? amqp_tcp_socket_new(state) else {
            throw BrokerError(.connectionLost, "No socket could be made")
        }
        let status = amqp_socket_open_noblock(socket, address.host, Int32(address.port), &patience)
        guard status == 0 else { throw BrokerError(status: status, "connecting to \(address)") }
        _ = rabbit_set_user_timeout(amqp_get_sockfd(state), 8_000)
    }

    private func secureSocket(
        _ state: OpaquePointer, _ tls: BrokerAddress.TLS
    ) throws(BrokerError) -> OpaquePointer? {
        guard let socket = amqp_ssl_socket_new(state) else { return nil }
        amqp_ssl_socket_set_verify_peer(socket, 1)
        amqp_ssl_socket_set_verify_hostname(socket, 1)
        _ = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        // The library has no call for the authorities of the system: this is where Debian keeps them.
        let caFile = tls.caFile ?? "/etc/ssl/certs/ca-certificates.crt"
        guard amqp_ssl_socket_set_cacert(socket, caFile) == 0 else {
            throw BrokerError(.untrusted, "The file of trusted authorities cannot be read: \(caFile)")
        }
        if let certificate = tls.clientCertificate, let key = tls.clientKey {
            guard amqp_ssl_socket_set_key(socket, certificate, key) == 0 else {
                throw BrokerError(.untrusted, "The client's certificate or key cannot be read: \(certificate)")
            }
        }
        return socket
    }

    private func login(_ state: OpaquePointer, _ address: BrokerAddress, name: String) throws(BrokerError) {
        // Without these the broker would stay silent when it blocks the connection or deletes a consumer's queue.
        var properties = arena.table([
            "connection_name": .string(name),
            "capabilities": .table([
                "authentication_failure_close": true, "basic.nack": true, "connection.blocked": true,
                "consumer_cancel_notify": true, "publisher_confirms": true,
            ]),
        ])
        let reply = rabbit_login(
            state, address.virtualHost, Int32(max(1, address.heartbeat.components.seconds)), &properties, address.user,
            address.password)
        arena.recycle()
        if let error = BrokerError(reply, "logging in at \(address)") { throw error }
    }

    // MARK: Calls that wait for the broker's answer

    func openChannel(_ channel: UInt16) throws(BrokerError) {
        try call("opening a channel") { amqp_channel_open($0, channel) != nil }
        closedChannel = nil
    }

    func confirmPublishes(_ channel: UInt16) throws(BrokerError) {
        try call("asking for confirms") { amqp_confirm_select($0, channel) != nil }
    }

    func limitUnacknowledged(_ channel: UInt16, to count: Int) throws(BrokerError) {
        let count = UInt16(clamping: max(1, count))
        try call("setting the prefetch") { amqp_basic_qos($0, channel, 0, count, 0) != nil }
    }

    func consume(_ channel: UInt16, queue: String, automatic: Bool) throws(BrokerError) {
        let none = amqp_table_t(num_entries: 0, entries: nil)
        let tag = arena.bytes("")
        let name = arena.bytes(queue)
        try call("consuming from queue \(queue)") {
            amqp_basic_consume($0, channel, name, tag, 0, automatic ? 1 : 0, 0, none) != nil
        }
    }

    func declare(_ exchange: Exchange, on channel: UInt16, passive: Bool) throws(BrokerError) {
        let name = arena.bytes(exchange.name)
        let kind = arena.bytes(exchange.kind.rawValue)
        let arguments = arena.table(exchange.arguments)
        try call("declaring exchange \(exchange.name)") {
            amqp_exchange_declare($0, channel, name, kind, passive ? 1 : 0, exchange.durable ? 1 : 0, 0, 0, arguments)
                != nil
        }
    }

    @discardableResult
    func declare(_ queue: Queue, on channel: UInt16, passive: Bool) throws(BrokerError) -> Queue.Standing {
        let name = arena.bytes(queue.name)
        let arguments = arena.table(queue.arguments)
        var standing = Queue.Standing(messages: 0, consumers: 0)
        try call("declaring queue \(queue.name)") {
            let answer = amqp_queue_declare(
                $0, channel, name, passive ? 1 : 0, queue.durable ? 1 : 0, queue.exclusive ? 1 : 0,
                queue.autoDelete ? 1 : 0, arguments)
            if let answer {
                standing = Queue.Standing(
                    messages: Int(answer.pointee.message_count), consumers: Int(answer.pointee.consumer_count))
            }
            return answer != nil
        }
        return standing
    }

    func delete(queue name: String, on channel: UInt16) throws(BrokerError) {
        let name = arena.bytes(name)
        try call("deleting a queue") { amqp_queue_delete($0, channel, name, 0, 0) != nil }
    }

    func declare(_ binding: Binding, on channel: UInt16) throws(BrokerError) {
        let queue = arena.bytes(binding.queue)
        let exchange = arena.bytes(binding.exchange)
        let key = arena.bytes(binding.key)
        let arguments = arena.table(binding.arguments)
        try call("binding \(binding.name)") {
            amqp_queue_bind($0, channel, queue, exchange, key, arguments) != nil
        }
    }

    func withdraw(_ binding: Binding, on channel: UInt16) throws(BrokerError) {
        let queue = arena.bytes(binding.queue)
        let exchange = arena.bytes(binding.exchange)
        let key = arena.bytes(binding.key)
        let arguments = arena.table(binding.arguments)
        try call("unbinding \(binding.name)") {
            amqp_queue_unbind($0, channel, queue, exchange, key, arguments) != nil
        }
    }

    private func call(_ doing: String, _ body: (OpaquePointer) -> Bool) throws(BrokerError) {
        let state = try handle()
        let done = body(state)
        arena.recycle()
        if done { return }
        let reply = amqp_get_rpc_reply(state)
        let error = BrokerError(reply, doing) ?? BrokerError(.connectionLost, "No answer while \(doing)")
        if reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION, reply.reply.id == Method.channelClose {
            // Only one channel is ever open while something is declared, and it is the first.
            closedChannel = 1
            _ = rabbit_channel_close_ok(state, 1)
        }
        throw error
    }

    // MARK: Calls that only write

    /// Writes one message; what the broker thinks of it comes back later.
    func publish(_ message: OutboundMessage, on channel: UInt16, mandatory: Bool) throws(BrokerError) {
        let state = try handle()
        var properties = encoded(message.properties)
        let exchange = arena.bytes(message.exchange)
        let key = arena.bytes(message.routingKey)
        let status = message.body.withUnsafeBytes { body in
            amqp_basic_publish(
                state, channel, exchange, key, mandatory ? 1 : 0, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        arena.recycle()
        guard status == 0 else { throw BrokerError(status: status, "publishing") }
    }

    private func encoded(_ source: MessageProperties) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG
        func set(_ text: String?, _ field: inout amqp_bytes_t, _ flag: Int32) {
            guard let text else { return }
            field = arena.bytes(text)
            flags |= flag
        }
        properties.delivery_mode = source.persistent ? 2 : 1
        set(source.messageID, &properties.message_id, AMQP_BASIC_MESSAGE_ID_FLAG)
        set(source.type, &properties.type, AMQP_BASIC_TYPE_FLAG)
        set(source.userID, &properties.user_id, AMQP_BASIC_USER_ID_FLAG)
        set(source.contentType, &properties.content_type, AMQP_BASIC_CONTENT_TYPE_FLAG)
        set(source.correlationID, &properties.correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG)
        set(source.replyTo, &properties.reply_to, AMQP_BASIC_REPLY_TO_FLAG)
        set(source.expiration.map { String($0.milliseconds) }, &properties.expiration, AMQP_BASIC_EXPIRATION_FLAG)
        if !source.headers.isEmpty {
            properties.headers = arena.table(source.headers)
            flags |= AMQP_BASIC_HEADERS_FLAG
        }
        properties._flags = amqp_flags_t(flags)
        return properties
    }

    func acknowledge(_ tag: UInt64, on channel: UInt16, multiple: Bool) throws(BrokerError) {
        let status = amqp_basic_ack(try handle(), channel, tag, multiple ? 1 : 0)
        guard status == 0 else { throw BrokerError(status: status, "acknowledging") }
    }

    func reject(_ tag: UInt64, on channel: UInt16, requeue: Bool) throws(BrokerError) {
        let status = amqp_basic_reject(try handle(), channel, tag, requeue ? 1 : 0)
        guard status == 0 else { throw BrokerError(status: status, "rejecting") }
    }
}
