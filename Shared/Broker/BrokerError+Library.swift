// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

// The library's three ways of saying that something failed, as one error.

extension BrokerError {
    /// From a status code below zero.
    init(status: Int32, _ doing: String) {
        let code: Code =
            switch amqp_status_enum(status) {
            case AMQP_STATUS_TIMEOUT: .timedOut
            case AMQP_STATUS_TABLE_TOO_BIG, AMQP_STATUS_INVALID_PARAMETER: .invalidMessage
            case AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD: .refused
            case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED, AMQP_STATUS_SSL_PEER_VERIFY_FAILED,
                AMQP_STATUS_SSL_CONNECTION_FAILED:
                .untrusted
            default: .connectionLost
            }
        self.init(code, "\(String(cString: amqp_error_string2(status))) while \(doing)")
    }

    /// From the reply to a call; nil when the call succeeded.
    init?(_ reply: amqp_rpc_reply_t, _ doing: String) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return nil
        case AMQP_RESPONSE_SERVER_EXCEPTION: self.init(close: reply.reply, "The broker refused \(doing)")
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: self.init(status: reply.library_error, doing)
        default: self.init(.connectionLost, "The broker ended the connection while \(doing)")
        }
    }

    /// From a channel.close or a connection.close: its code and text say why.
    init(close method: amqp_method_t, _ what: String) {
        guard let decoded = method.decoded else {
            self.init(.connectionLost, "\(what) without a reason")
            return
        }
        let replyCode: Int
        let text: String
        let code: Code
        if method.id == Method.channelClose {
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            (replyCode, text) = (Int(close.reply_code), String(close.reply_text))
            code =
                switch replyCode {
                case 403: .refused
                case 404: .notFound
                default: .channelClosed
                }
        } else {
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            (replyCode, text) = (Int(close.reply_code), String(close.reply_text))
            // 403 is a wrong login, 530 a virtual host that is missing or closed to this user.
            code = replyCode == 403 || replyCode == 530 ? .refused : .connectionLost
        }
        self.init(code, "\(what): \(replyCode) \(text)", replyCode: replyCode)
    }
}
