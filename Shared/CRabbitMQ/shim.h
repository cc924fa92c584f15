// SPDX-License-Identifier: Apache-2.0
// librabbitmq for Swift: the headers, and inline functions for what Swift cannot call (variadic functions, options).

#ifndef CRABBITMQ_SHIM_H
#define CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

/// `amqp_login_with_properties` is variadic.
static inline amqp_rpc_reply_t rabbit_login(
    amqp_connection_state_t state, const char *virtual_host, int heartbeat, const amqp_table_t *properties,
    const char *user, const char *password) {
    return amqp_login_with_properties(
        state, virtual_host, 0, AMQP_DEFAULT_FRAME_SIZE, heartbeat, properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

/// Without it a write to a peer that has stopped reading blocks for ever: heartbeats are not checked inside `send`.
static inline int rabbit_set_user_timeout(int descriptor, unsigned int milliseconds) {
    return setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

/// Answers a channel.close, so that the channel's number may be opened again.
static inline int rabbit_channel_close_ok(amqp_connection_state_t state, amqp_channel_t channel) {
    amqp_channel_close_ok_t answer = {0};
    return amqp_send_method(state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer);
}

#endif
