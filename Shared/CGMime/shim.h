// SPDX-License-Identifier: Apache-2.0
//
// The parts of GMime that `Mail` uses. Its macros and varargs are out of Swift's reach: what walks a message stands here.

#ifndef ATTEST_CGMIME_H
#define ATTEST_CGMIME_H

#include <gmime/gmime.h>

/// One header of the message itself.
typedef void (*mime_header)(void *context, const char *name, const char *value);

/// One part without parts, decoded; of an enclosed message, its Message-ID as the content.
typedef void (*mime_part)(void *context, const char *type, const unsigned char *content, size_t length);

struct mime_visitor {
    void *context;
    mime_part part;
};

static inline void mime_visit(GMimeObject *parent, GMimeObject *object, gpointer data) {
    (void)parent;
    struct mime_visitor *visitor = (struct mime_visitor *)data;
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *enclosed = g_mime_message_part_get_message((GMimeMessagePart *)object);
        const char *identity = enclosed ? g_mime_message_get_message_id(enclosed) : NULL;
        if (identity)
            visitor->part(visitor->context, "message/rfc822", (const unsigned char *)identity, strlen(identity));
        return;
    }
    if (!GMIME_IS_PART(object)) return;
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)object);
    GMimeContentType *type = g_mime_object_get_content_type(object);
    if (!content || !type) return;
    char *name = g_mime_content_type_get_mime_type(type);
    GMimeStream *memory = g_mime_stream_mem_new();
    if (g_mime_data_wrapper_write_to_stream(content, memory) >= 0) {
        GByteArray *bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)memory);
        visitor->part(visitor->context, name, bytes->data, bytes->len);
    }
    g_object_unref(memory);
    g_free(name);
}

/// Reads a whole message.
/// Returns 0 when it is none.
static inline int mime_read(
    const char *bytes, size_t length, void *context, mime_header header, mime_part part) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    if (!message) return 0;
    GMimeHeaderList *headers = g_mime_object_get_header_list((GMimeObject *)message);
    for (int index = 0; index < g_mime_header_list_get_count(headers); index++) {
        GMimeHeader *one = g_mime_header_list_get_header_at(headers, index);
        const char *value = g_mime_header_get_value(one);
        if (value) header(context, g_mime_header_get_name(one), value);
    }
    struct mime_visitor visitor = {context, part};
    g_mime_message_foreach(message, mime_visit, &visitor);
    g_object_unref(message);
    return 1;
}

#endif
