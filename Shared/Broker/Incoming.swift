// SPDX-License-Identifier: Apache-2.0

/// What the broker says without being asked.
enum Incoming {
    case delivery(Delivery)
    case returned(ReturnedMessage)
    /// An ack, or a nack when `refused`.
    case settled(tag: UInt64, multiple: Bool, refused: Bool)
    /// The broker ended a consumer: its queue is gone.
    case cancelled
    /// The broker reads no more from this connection until it has memory and disk again.
    case blocked
    case unblocked
}

/// A message that came back; its body is not kept.
struct ReturnedMessage {
    let code: Int
    let text: String
    let exchange: String
    let routingKey: String
    var properties = MessageProperties()
}
