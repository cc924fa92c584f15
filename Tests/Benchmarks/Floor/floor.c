// SPDX-License-Identifier: Apache-2.0
//
// The floor: what a bare, single-threaded program in C does for the same work, on librabbitmq and libpq alone.
//
//   floor batch   BROKER DATABASE SCHEMA QUEUE MESSAGES BATCH public|private
//                                                               consumes, writes, publishes what is public, acknowledges;
//                                                               commands/s
//   floor respond BROKER DATABASE SCHEMA QUEUE                  answers requests, one commit for what is at hand, until TERM
//   floor request BROKER QUEUE REQUESTS IN-FLIGHT               asks; "p50 p99 rate" in milliseconds and 1/s
//   floor http    PORT REQUESTS IN-FLIGHT                       posts to 127.0.0.1; the same line
//   floor count   BROKER QUEUE                                  how many messages are ready
//   floor delete  BROKER QUEUE…                                 deletes queues
//
// The statements are the engine's, in its order, each prepared, with binary arrays, and each a round trip of its own.
// It reads JSON with strstr and computes no digest: less than the engine does, which is what makes it a floor.

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <endian.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

// ---- Broker

static amqp_connection_state_t dial(const char *url) {
    char *copy = strdup(url);
    struct amqp_connection_info info;
    amqp_default_connection_info(&info);
    if (amqp_parse_url(copy, &info) != 0) die("the broker's URL cannot be read");
    amqp_connection_state_t broker = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(broker);
    if (amqp_socket_open(socket, info.host, info.port) != 0) die("the broker does not answer");
    amqp_rpc_reply_t reply =
        amqp_login(broker, info.vhost, 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, info.user, info.password);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) die("the broker refuses the login");
    amqp_channel_open(broker, 1);
    if (amqp_get_rpc_reply(broker).reply_type != AMQP_RESPONSE_NORMAL) die("no channel");
    free(copy);
    return broker;
}

static void ok(amqp_connection_state_t broker, const char *what) {
    if (amqp_get_rpc_reply(broker).reply_type != AMQP_RESPONSE_NORMAL) die("%s: the broker says no", what);
}

static void consume(amqp_connection_state_t broker, const char *queue, int no_ack) {
    amqp_basic_consume(broker, 1, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, no_ack, 0, amqp_empty_table);
    ok(broker, "consume");
}

// A settlement book for one batch of publishes: acks come out of order, and `multiple` settles all before.
static void await_confirms(amqp_connection_state_t broker, uint64_t first, int count, char *settled) {
    memset(settled, 0, count);
    int left = count;
    while (left > 0) {
        amqp_frame_t frame;
        if (amqp_simple_wait_frame(broker, &frame) != AMQP_STATUS_OK) die("the broker is gone");
        if (frame.frame_type != AMQP_FRAME_METHOD) continue;
        if (frame.payload.method.id != AMQP_BASIC_ACK_METHOD) die("not an ack: %x", frame.payload.method.id);
        amqp_basic_ack_t *ack = frame.payload.method.decoded;
        uint64_t last = ack->delivery_tag - first;
        for (uint64_t at = ack->multiple ? 0 : last; at <= last && at < (uint64_t)count; at++) {
            left -= !settled[at];
            settled[at] = 1;
        }
        amqp_maybe_release_buffers(broker);
    }
}

// ---- Database

static PGconn *open_database(const char *url, const char *schema) {
    PGconn *database = PQconnectdb(url);
    if (PQstatus(database) != CONNECTION_OK) die("%s", PQerrorMessage(database));
    // As the engine's lanes have it.
    char text[400];
    snprintf(text, sizeof text,
        "SET search_path TO %s; SET timezone TO 'UTC'; SET plan_cache_mode TO force_generic_plan; "
        "SET enable_seqscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off; SET jit TO off", schema);
    PQclear(PQexec(database, text));
    return database;
}

static void prepare(PGconn *database, const char *name, const char *sql) {
    PGresult *result = PQprepare(database, name, sql, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) die("%s: %s", name, PQerrorMessage(database));
    PQclear(result);
}

// A parameter in PostgreSQL's binary form.
struct bytes {
    char *data;
    size_t count, capacity;
};

static void put(struct bytes *to, const void *data, size_t count) {
    if (to->count + count > to->capacity) {
        to->capacity = (to->count + count) * 2;
        to->data = realloc(to->data, to->capacity);
    }
    memcpy(to->data + to->count, data, count);
    to->count += count;
}

static void put32(struct bytes *to, int32_t value) {
    value = htobe32(value);
    put(to, &value, 4);
}

static void put64(struct bytes *to, int64_t value) {
    value = htobe64(value);
    put(to, &value, 8);
}

static void begin_array(struct bytes *to, int32_t element) {
    to->count = 0;
    put32(to, 1), put32(to, 0), put32(to, element), put32(to, 0), put32(to, 1);
}

static void add(struct bytes *to, const void *data, size_t count) {
    put32(to, count);
    put(to, data, count);
    int32_t *length = (int32_t *)(to->data + 12);
    *length = htobe32(be32toh(*length) + 1);
}

static void add_null(struct bytes *to) {
    put32(to, -1);
    int32_t *header = (int32_t *)to->data;
    header[1] = htobe32(1);
    header[3] = htobe32(be32toh(header[3]) + 1);
}

static void add64(struct bytes *to, int64_t value) {
    value = htobe64(value);
    add(to, &value, 8);
}

enum { UUID = 2950, TEXT = 25, INT8 = 20, TIMESTAMPTZ = 1184, BYTEA = 17 };

static PGresult *run(PGconn *database, const char *name, int count, struct bytes **parameters) {
    const char *values[8];
    int lengths[8], formats[8];
    for (int i = 0; i < count; i++) values[i] = parameters[i]->data, lengths[i] = parameters[i]->count, formats[i] = 1;
    PGresult *result = PQexecPrepared(database, name, count, values, lengths, formats, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die("%s: %s", name, PQerrorMessage(database));
    return result;
}

#define RUN(name, ...) \
    run(database, name, sizeof((struct bytes *[]){__VA_ARGS__}) / sizeof(struct bytes *), \
        (struct bytes *[]){__VA_ARGS__})

static int64_t big64(const char *data) {
    int64_t value;
    memcpy(&value, data, 8);
    return be64toh(value);
}

// ---- Messages

static void parse_uuid(const char *text, unsigned char id[16]) {
    for (int digits = 0; digits < 32; text++) {
        int c = *text | 0x20;
        if (*text == '-') continue;
        int value = c >= 'a' && c <= 'f' ? c - 'a' + 10 : *text >= '0' && *text <= '9' ? *text - '0' : -1;
        if (value < 0) die("not a UUID");
        id[digits / 2] = digits % 2 ? id[digits / 2] | value : value << 4;
        digits++;
    }
}

static void print_uuid(const unsigned char id[16], char text[37]) {
    static const char hex[] = "0123456789abcdef";
    char *to = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
        *to++ = hex[id[i] >> 4], *to++ = hex[id[i] & 15];
    }
    *to = 0;
}

static void make_uuid(unsigned char id[16]) {
    static unsigned char pool[16 * 256];
    static int left = 0;
    if (!left) {
        if (getrandom(pool, sizeof pool, 0) != sizeof pool) die("no random numbers");
        left = 256;
    }
    memcpy(id, pool + 16 * --left, 16);
    struct timeval t;
    gettimeofday(&t, NULL);
    uint64_t milliseconds = t.tv_sec * 1000ull + t.tv_usec / 1000;
    for (int i = 0; i < 6; i++) id[i] = milliseconds >> (40 - 8 * i);
    id[6] = (id[6] & 0x0f) | 0x70, id[8] = (id[8] & 0x3f) | 0x80;
}

static const char *field(const char *json, const char *name) {
    const char *at = strstr(json, name);
    if (!at) die("a message has no %s", name);
    return at + strlen(name);
}

static void print_time(const struct timeval *t, char text[32]) {
    struct tm parts;
    gmtime_r(&t->tv_sec, &parts);
    size_t count = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + count, 32 - count, ".%03dZ", (int)(t->tv_usec / 1000));
}

// ---- Batches

#define MOST 1000

struct command {
    unsigned char id[16];
    char id_text[37], stream_text[37], trace[56];
    int stream; // index among the batch's streams
    int64_t amount;
    char note[500];
    char event_id[37];
    char *body;
    int length;
};

struct stream {
    unsigned char id[16];
    int64_t version, loaded, balance, deposits;
};

static struct command commands[MOST];
static struct stream streams[MOST];
static int stream_count;
static short slots[4096]; // open addressing, index + 1

static int stream_of(const unsigned char id[16]) {
    unsigned at;
    memcpy(&at, id + 10, 4);
    for (at &= 4095; slots[at]; at = (at + 1) & 4095)
        if (!memcmp(streams[slots[at] - 1].id, id, 16)) return slots[at] - 1;
    slots[at] = stream_count + 1;
    memset(&streams[stream_count], 0, sizeof streams[0]);
    memcpy(streams[stream_count].id, id, 16);
    return stream_count++;
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void read_command(struct command *command, char *json) {
    parse_uuid(field(json, "\"id\":\""), command->id);
    print_uuid(command->id, command->id_text);
    memcpy(command->trace, field(json, "\"traceparent\":\""), 55);
    command->amount = strtoll(field(json, "\"amount\":"), NULL, 10);
    const char *note = field(json, "\"note\":\"");
    size_t length = strcspn(note, "\"");
    if (length >= sizeof command->note) die("the note is too long");
    memcpy(command->note, note, length);
    command->note[length] = 0;
    unsigned char stream[16];
    parse_uuid(field(json, "\"purse\":\""), stream);
    print_uuid(stream, command->stream_text);
    command->stream = stream_of(stream);
}

static void prepare_statements(PGconn *database) {
    prepare(database, "known", "SELECT id, reply FROM inbox WHERE id = ANY($1::uuid[])");
    prepare(database, "lock", "SELECT pg_advisory_xact_lock(k) FROM unnest($1::int8[]) AS k");
    prepare(database, "load",
        "SELECT s.stream, s.version, s.aggregate, s.state, s.digest FROM unnest($1::uuid[]) AS w(id) "
        "CROSS JOIN LATERAL (SELECT * FROM states WHERE stream = w.id ORDER BY version DESC LIMIT 1) AS s");
    prepare(database, "append",
        "INSERT INTO events (stream, version, type, at, body, digest, body_digest) "
        "SELECT * FROM unnest($1::uuid[], $2::int8[], $3::text[], $4::timestamptz[], $5::text[], $6::bytea[], "
        "$7::bytea[])");
    prepare(database, "store",
        "INSERT INTO states (stream, version, aggregate, state, digest) "
        "SELECT * FROM unnest($1::uuid[], $2::int8[], $3::text[], $4::text[], $5::bytea[])");
    prepare(database, "discard",
        "DELETE FROM states WHERE ctid = ANY (ARRAY(SELECT s.ctid FROM unnest($1::uuid[], $2::int8[]) AS o(stream, version) "
        "CROSS JOIN LATERAL (SELECT ctid FROM states WHERE stream = o.stream AND version = o.version LIMIT 1) AS s))");
    prepare(database, "project",
        "INSERT INTO purses (id, balance, deposits, version) "
        "SELECT * FROM unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[]) "
        "ON CONFLICT (id) DO UPDATE SET balance = excluded.balance, deposits = excluded.deposits, "
        "version = excluded.version WHERE purses.version < excluded.version");
    prepare(database, "remember",
        "INSERT INTO inbox (id, at, reply) SELECT id, $1::timestamptz, reply "
        "FROM unnest($2::uuid[], $3::text[]) AS n(id, reply)");
    prepare(database, "enqueue",
        "INSERT INTO outbox (slot, exchange, key, body) SELECT $1::int8::int2, exchange, key, body "
        "FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n(exchange, key, body, place) "
        "ORDER BY place RETURNING position");
    prepare(database, "confirm",
        "INSERT INTO sent (slot, low, high) SELECT slot::int2, low, high "
        "FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS n(slot, low, high)");
    prepare(database, "begin", "BEGIN");
    prepare(database, "commit", "COMMIT");
}

static int batch_mode(char **arguments) {
    const char *queue = arguments[3];
    int publishes = !strcmp(arguments[6], "public");
    int total = atoi(arguments[4]), most = atoi(arguments[5]);
    if (total < 1 || most < 1 || most > MOST) die("MESSAGES from 1, BATCH from 1 to %d", MOST);
    PGconn *database = open_database(arguments[1], arguments[2]);
    prepare_statements(database);
    amqp_connection_state_t in = dial(arguments[0]), out = dial(arguments[0]);
    amqp_confirm_select(out, 1);
    ok(out, "confirm");
    amqp_basic_qos(in, 1, 0, most * 5, 0);
    ok(in, "qos");

    enum { A, B, C, D, E, F, G, PARAMETERS };
    static struct bytes p[PARAMETERS];
    static char settled[MOST];
    int64_t positions[MOST], keys[MOST];
    // Confirmed ranges of the batch before, which ride in this batch's transaction.
    static int64_t sent_slot[MOST], sent_low[MOST], sent_high[MOST];
    int sent_count = 0;
    uint64_t published = 0;
    static const char digest[32] = {0};
    static const char type[] = "bench.deposited.v1", exchange[] = "attest.events", aggregate[] = "purse";

    double begun = now();
    consume(in, queue, 0);
    for (int done = 0; done < total;) {
        int count = 0;
        uint64_t last_tag = 0;
        stream_count = 0;
        memset(slots, 0, sizeof slots);
        while (count < most && done + count < total) {
            amqp_envelope_t envelope;
            amqp_maybe_release_buffers(in);
            if (amqp_consume_message(in, &envelope, NULL, 0).reply_type != AMQP_RESPONSE_NORMAL) die("no message");
            static char json[100000];
            size_t length = envelope.message.body.len < sizeof json ? envelope.message.body.len : sizeof json - 1;
            memcpy(json, envelope.message.body.bytes, length);
            json[length] = 0;
            read_command(&commands[count++], json);
            last_tag = envelope.delivery_tag;
            amqp_destroy_envelope(&envelope);
        }

        // Read.
        PQclear(run(database, "begin", 0, NULL));
        begin_array(&p[A], UUID);
        for (int i = 0; i < count; i++) add(&p[A], commands[i].id, 16);
        PGresult *result = RUN("known", &p[A]);
        if (PQntuples(result)) die("a command was done already");
        PQclear(result);
        for (int i = 0; i < stream_count; i++) {
            int64_t halves[2];
            memcpy(halves, streams[i].id, 16);
            keys[i] = halves[0] ^ halves[1];
        }
        qsort(keys, stream_count, 8, ascending);
        begin_array(&p[A], INT8);
        for (int i = 0; i < stream_count; i++) add64(&p[A], keys[i]);
        PQclear(RUN("lock", &p[A]));
        begin_array(&p[A], UUID);
        for (int i = 0; i < stream_count; i++) add(&p[A], streams[i].id, 16);
        result = RUN("load", &p[A]);
        for (int row = 0; row < PQntuples(result); row++) {
            struct stream *stream = &streams[stream_of((unsigned char *)PQgetvalue(result, row, 0))];
            stream->version = stream->loaded = big64(PQgetvalue(result, row, 1));
            const char *state = PQgetvalue(result, row, 3);
            stream->balance = strtoll(field(state, "\"balance\":"), NULL, 10);
            stream->deposits = strtoll(field(state, "\"deposits\":"), NULL, 10);
        }
        PQclear(result);

        // Decide.
        struct timeval time;
        gettimeofday(&time, NULL);
        int64_t at = (time.tv_sec - 946684800ll) * 1000000 + time.tv_usec / 1000 * 1000;
        char time_text[32];
        print_time(&time, time_text);
        begin_array(&p[A], UUID), begin_array(&p[B], INT8), begin_array(&p[C], TEXT);
        begin_array(&p[D], TIMESTAMPTZ), begin_array(&p[E], TEXT), begin_array(&p[F], BYTEA);
        begin_array(&p[G], BYTEA);
        for (int i = 0; i < count; i++) {
            struct command *command = &commands[i];
            struct stream *stream = &streams[command->stream];
            unsigned char id[16];
            make_uuid(id);
            print_uuid(id, command->event_id);
            stream->version++, stream->deposits++, stream->balance += command->amount;
            if (!command->body) command->body = malloc(2000);
            command->length = snprintf(command->body, 2000,
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/attest/bench\",\"type\":\"%s\",\"subject\":\"%s\","
                "\"time\":\"%s\",\"datacontenttype\":\"application/json\",\"sequence\":\"%010lld\",\"traceparent\":\"%.55s\","
                "\"correlationid\":\"%s\",\"causationid\":\"%s\",\"actor\":\"operator:attestctl\","
                "\"data\":{\"amount\":%lld,\"note\":\"%s\",\"purse\":\"%s\"}}",
                command->event_id, type, command->stream_text, time_text, (long long)stream->version, command->trace,
                command->id_text, command->id_text, (long long)command->amount, command->note, command->stream_text);
            add(&p[A], stream->id, 16), add64(&p[B], stream->version), add(&p[C], type, sizeof type - 1);
            add64(&p[D], at), add(&p[E], command->body, command->length), add(&p[F], digest, 32);
            add_null(&p[G]);
        }

        // Write.
        PQclear(RUN("append", &p[A], &p[B], &p[C], &p[D], &p[E], &p[F], &p[G]));
        begin_array(&p[A], UUID), begin_array(&p[B], INT8), begin_array(&p[C], TEXT);
        begin_array(&p[D], TEXT), begin_array(&p[E], BYTEA);
        for (int i = 0; i < stream_count; i++) {
            char state[100];
            int length = snprintf(state, sizeof state, "{\"balance\":%lld,\"deposits\":%lld}",
                (long long)streams[i].balance, (long long)streams[i].deposits);
            add(&p[A], streams[i].id, 16), add64(&p[B], streams[i].version);
            add(&p[C], aggregate, sizeof aggregate - 1), add(&p[D], state, length), add(&p[E], digest, 32);
        }
        PQclear(RUN("store", &p[A], &p[B], &p[C], &p[D], &p[E]));
        begin_array(&p[C], UUID), begin_array(&p[D], INT8);
        int replaced = 0;
        for (int i = 0; i < stream_count; i++)
            if (streams[i].loaded) add(&p[C], streams[i].id, 16), add64(&p[D], streams[i].loaded), replaced++;
        if (replaced) PQclear(RUN("discard", &p[C], &p[D]));
        begin_array(&p[C], INT8), begin_array(&p[D], INT8);
        for (int i = 0; i < stream_count; i++) add64(&p[C], streams[i].balance), add64(&p[D], streams[i].deposits);
        PQclear(RUN("project", &p[A], &p[C], &p[D], &p[B]));
        p[A].count = 0, put64(&p[A], at);
        begin_array(&p[B], UUID), begin_array(&p[C], TEXT);
        for (int i = 0; i < count; i++) {
            char reply[100];
            int length = snprintf(reply, sizeof reply, "{\"stream\":\"%s\",\"version\":%lld}", commands[i].stream_text,
                (long long)streams[commands[i].stream].version);
            add(&p[B], commands[i].id, 16), add(&p[C], reply, length);
        }
        PQclear(RUN("remember", &p[A], &p[B], &p[C]));
        int64_t slot = time.tv_sec / 30 % 4;
        p[A].count = 0, put64(&p[A], slot);
        begin_array(&p[B], TEXT), begin_array(&p[C], TEXT), begin_array(&p[D], TEXT);
        for (int i = 0; i < count; i++) {
            add(&p[B], exchange, sizeof exchange - 1), add(&p[C], type, sizeof type - 1);
            add(&p[D], commands[i].body, commands[i].length);
        }
        if (publishes) {
            result = RUN("enqueue", &p[A], &p[B], &p[C], &p[D]);
            for (int i = 0; i < count; i++) positions[i] = big64(PQgetvalue(result, i, 0));
            PQclear(result);
        }
        if (sent_count) {
            begin_array(&p[A], INT8), begin_array(&p[B], INT8), begin_array(&p[C], INT8);
            for (int i = 0; i < sent_count; i++)
                add64(&p[A], sent_slot[i]), add64(&p[B], sent_low[i]), add64(&p[C], sent_high[i]);
            PQclear(RUN("confirm", &p[A], &p[B], &p[C]));
        }
        PQclear(run(database, "commit", 0, NULL));

        // Publish, and acknowledge when the broker has all of it.
        uint64_t first = published + 1;
        for (int i = 0; publishes && i < count; i++) {
            amqp_basic_properties_t properties = {
                ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG |
                    AMQP_BASIC_TYPE_FLAG,
                .content_type = amqp_cstring_bytes("application/cloudevents+json"),
                .delivery_mode = 2,
                .message_id = amqp_cstring_bytes(commands[i].event_id),
                .type = amqp_cstring_bytes(type),
            };
            amqp_bytes_t body = {.len = commands[i].length, .bytes = commands[i].body};
            if (amqp_basic_publish(out, 1, amqp_cstring_bytes(exchange), amqp_cstring_bytes(type), 1, 0, &properties,
                    body) != AMQP_STATUS_OK)
                die("publish");
            published++;
        }
        if (publishes) await_confirms(out, first, count, settled);
        sent_count = 0;
        for (int i = 0; publishes && i < count; i++) {
            if (sent_count && positions[i] == sent_high[sent_count - 1] + 1) {
                sent_high[sent_count - 1]++;
            } else {
                sent_slot[sent_count] = slot;
                sent_low[sent_count] = sent_high[sent_count] = positions[i];
                sent_count++;
            }
        }
        if (amqp_basic_ack(in, 1, last_tag, 1) != AMQP_STATUS_OK) die("ack");
        done += count;
    }
    double elapsed = now() - begun;
    // The last batch's ranges, which no later batch takes along.
    begin_array(&p[A], INT8), begin_array(&p[B], INT8), begin_array(&p[C], INT8);
    for (int i = 0; i < sent_count; i++)
        add64(&p[A], sent_slot[i]), add64(&p[B], sent_low[i]), add64(&p[C], sent_high[i]);
    if (sent_count) PQclear(RUN("confirm", &p[A], &p[B], &p[C]));
    printf("%.0f\n", total / elapsed);
    PQfinish(database);
    amqp_connection_close(in, AMQP_REPLY_SUCCESS);
    amqp_connection_close(out, AMQP_REPLY_SUCCESS);
    return 0;
}

// ---- Requests

_Noreturn static int respond_mode(char **arguments) {
    PGconn *database = open_database(arguments[1], arguments[2]);
    prepare_statements(database);
    amqp_connection_state_t broker = dial(arguments[0]);
    amqp_queue_declare(broker, 1, amqp_cstring_bytes(arguments[3]), 0, 0, 0, 1, amqp_empty_table);
    ok(broker, "declare");
    consume(broker, arguments[3], 1);
    printf("ready\n");
    fflush(stdout);
    enum { AT_HAND = 64 };
    static struct bytes at, ids, replies;
    static amqp_envelope_t envelopes[AT_HAND];
    while (1) {
        int count = 0;
        amqp_maybe_release_buffers(broker);
        struct timeval none = {0, 0};
        while (count < AT_HAND) {
            amqp_rpc_reply_t got = amqp_consume_message(broker, &envelopes[count], count ? &none : NULL, 0);
            if (got.reply_type != AMQP_RESPONSE_NORMAL) {
                if (got.library_error == AMQP_STATUS_TIMEOUT) break;
                die("no request");
            }
            count++;
        }
        struct timeval time;
        gettimeofday(&time, NULL);
        at.count = 0, put64(&at, (time.tv_sec - 946684800ll) * 1000000 + time.tv_usec);
        begin_array(&ids, UUID), begin_array(&replies, TEXT);
        char reply[AT_HAND][100];
        for (int i = 0; i < count; i++) {
            static char json[100000];
            amqp_bytes_t body = envelopes[i].message.body;
            if (body.len >= sizeof json) die("a request is too long");
            memcpy(json, body.bytes, body.len);
            json[body.len] = 0;
            unsigned char id[16];
            parse_uuid(field(json, "\"id\":\""), id);
            add(&ids, id, 16);
            int length = snprintf(reply[i], 100, "{\"stream\":\"%.36s\",\"version\":1}", field(json, "\"purse\":\""));
            add(&replies, reply[i], length);
        }
        PQclear(RUN("remember", &at, &ids, &replies));
        for (int i = 0; i < count; i++) {
            amqp_basic_properties_t *asked = &envelopes[i].message.properties;
            amqp_basic_properties_t properties = {
                ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CORRELATION_ID_FLAG,
                .content_type = amqp_cstring_bytes("application/json"),
                .correlation_id = asked->correlation_id,
            };
            if (amqp_basic_publish(broker, 1, amqp_empty_bytes, asked->reply_to, 0, 0, &properties,
                    amqp_cstring_bytes(reply[i])) != AMQP_STATUS_OK)
                die("reply");
            amqp_destroy_envelope(&envelopes[i]);
        }
    }
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_latencies(double *milliseconds, int count, double elapsed) {
    qsort(milliseconds, count, sizeof(double), by_size);
    printf("%.3f %.3f %.0f\n", milliseconds[count / 2], milliseconds[(int)(count * 0.99)], count / elapsed);
}

// About 600 bytes, as the engine's client writes them.
static int write_request(char *text, size_t size) {
    unsigned char id[16];
    char id_text[37], purse[37];
    make_uuid(id), print_uuid(id, id_text);
    make_uuid(id), print_uuid(id, purse);
    struct timeval time;
    gettimeofday(&time, NULL);
    char time_text[32], note[221];
    print_time(&time, time_text);
    memset(note, 'n', 220), note[220] = 0;
    return snprintf(text, size,
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/attest/bench\",\"type\":\"bench.deposit.v1\",\"time\":\"%s\","
        "\"datacontenttype\":\"application/json\",\"traceparent\":\"00-0123456789abcdef0123456789abcdef-0123456789abcdef-01\","
        "\"actor\":\"operator:attestctl\",\"data\":{\"amount\":1,\"note\":\"%s\",\"purse\":\"%s\"}}",
        id_text, time_text, note, purse);
}

enum { WARM = 200 };

static int request_mode(char **arguments) {
    int total = atoi(arguments[2]) + WARM, most = atoi(arguments[3]);
    amqp_connection_state_t broker = dial(arguments[0]);
    consume(broker, "amq.rabbitmq.reply-to", 1);
    double *begun = calloc(total, sizeof(double)), *taken = calloc(total, sizeof(double)), start = 0;
    for (int sent = 0, received = 0; received < total;) {
        while (sent < total && sent - received < most) {
            char body[1000], number[20];
            amqp_bytes_t bytes = {.len = write_request(body, sizeof body), .bytes = body};
            snprintf(number, sizeof number, "%d", sent);
            amqp_basic_properties_t properties = {
                ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CORRELATION_ID_FLAG | AMQP_BASIC_REPLY_TO_FLAG,
                .content_type = amqp_cstring_bytes("application/cloudevents+json"),
                .correlation_id = amqp_cstring_bytes(number),
                .reply_to = amqp_cstring_bytes("amq.rabbitmq.reply-to"),
            };
            if (sent == WARM) start = now();
            begun[sent++] = now();
            if (amqp_basic_publish(broker, 1, amqp_empty_bytes, amqp_cstring_bytes(arguments[1]), 1, 0, &properties,
                    bytes) != AMQP_STATUS_OK)
                die("request");
        }
        amqp_envelope_t envelope;
        amqp_maybe_release_buffers(broker);
        if (amqp_consume_message(broker, &envelope, NULL, 0).reply_type != AMQP_RESPONSE_NORMAL) die("no reply");
        char number[20] = {0};
        memcpy(number, envelope.message.properties.correlation_id.bytes, envelope.message.properties.correlation_id.len);
        taken[received++] = (now() - begun[atoi(number)]) * 1000;
        amqp_destroy_envelope(&envelope);
    }
    print_latencies(taken + WARM, total - WARM, now() - start);
    return 0;
}

// ---- HTTP/1.1 with kept connections

static int http_mode(char **arguments) {
    int port = atoi(arguments[0]), total = atoi(arguments[1]) + WARM, most = atoi(arguments[2]);
    if (most > 256) die("at most 256 at once");
    struct pollfd sockets[256];
    static char buffers[256][8192];
    size_t filled[256] = {0};
    double begun[256], *taken = calloc(total, sizeof(double)), start = 0;
    int sent = 0, received = 0;
    for (int i = 0; i < most; i++) {
        int yes = 1;
        struct sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        sockets[i] = (struct pollfd){.fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLIN};
        if (connect(sockets[i].fd, (struct sockaddr *)&address, sizeof address) != 0) die("nobody serves HTTP");
        setsockopt(sockets[i].fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    int ready[256], ready_count = most;
    for (int i = 0; i < most; i++) ready[i] = i;
    while (received < total) {
        while (ready_count && sent < total) {
            int i = ready[--ready_count];
            unsigned char id[16];
            char purse[37], note[221], body[500], text[900];
            make_uuid(id), print_uuid(id, purse);
            memset(note, 'n', 220), note[220] = 0;
            int length = snprintf(body, sizeof body, "{\"amount\":1,\"note\":\"%s\",\"purse\":\"%s\"}", note, purse);
            length = snprintf(text, sizeof text,
                "POST /deposits HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                length, body);
            if (sent == WARM) start = now();
            begun[i] = now();
            sent++;
            if (write(sockets[i].fd, text, length) != length) die("write");
        }
        if (poll(sockets, most, 10000) <= 0) die("no answer in 10 s");
        for (int i = 0; i < most; i++) {
            if (!sockets[i].revents) continue;
            ssize_t got = read(sockets[i].fd, buffers[i] + filled[i], sizeof buffers[i] - 1 - filled[i]);
            if (got <= 0) die("the connection was closed");
            filled[i] += got;
            buffers[i][filled[i]] = 0;
            char *end = strstr(buffers[i], "\r\n\r\n");
            if (!end) continue;
            const char *length = strcasestr(buffers[i], "content-length:");
            if (!length) die("no content-length");
            if (filled[i] < end + 4 - buffers[i] + strtoul(length + 15, NULL, 10)) continue;
            if (strncmp(buffers[i], "HTTP/1.1 200", 12) != 0) die("%.60s", buffers[i]);
            taken[received++] = (now() - begun[i]) * 1000;
            filled[i] = 0;
            ready[ready_count++] = i;
        }
    }
    print_latencies(taken + WARM, total - WARM, now() - start);
    return 0;
}

// ---- Queues

static int count_mode(char **arguments) {
    amqp_connection_state_t broker = dial(arguments[0]);
    amqp_queue_declare_ok_t *declared =
        amqp_queue_declare(broker, 1, amqp_cstring_bytes(arguments[1]), 1, 0, 0, 0, amqp_empty_table);
    ok(broker, "count");
    printf("%u\n", declared->message_count);
    return 0;
}

static int delete_mode(char **arguments) {
    for (amqp_connection_state_t broker = dial(arguments[0]); *++arguments;) {
        amqp_queue_delete(broker, 1, amqp_cstring_bytes(*arguments), 0, 0);
        ok(broker, "delete");
    }
    return 0;
}

int main(int count, char **arguments) {
    static const struct {
        const char *name;
        int arguments;
        int (*run)(char **);
    } modes[] = {{"batch", 7, batch_mode}, {"respond", 4, respond_mode}, {"request", 4, request_mode},
        {"http", 3, http_mode}, {"count", 2, count_mode}, {"delete", 2, delete_mode}};
    // Whoever started us from a thread that blocks signals handed that on.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (count > 1 && !strcmp(arguments[1], modes[i].name) && count - 2 >= modes[i].arguments)
            return modes[i].run(arguments + 2);
    die("usage: floor batch|respond|request|http|count|delete …, see the head of floor.c");
}
