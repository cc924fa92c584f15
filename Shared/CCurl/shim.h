// SPDX-License-Identifier: Apache-2.0
// The parts of libcurl that `Mail` and `Web` use. `curl_easy_setopt` and `curl_easy_getinfo` are variadic, which Swift
// cannot call, so each argument type has its own inline function here.
#ifndef ATTEST_CCURL_SHIM_H
#define ATTEST_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef size_t (*easy_data_callback)(char *data, size_t size, size_t count, void *context);
typedef int (*easy_debug_callback)(CURL *easy, curl_infotype kind, char *data, size_t size, void *context);
typedef int (*easy_progress_callback)(
    void *context, curl_off_t to_load, curl_off_t loaded, curl_off_t to_send, curl_off_t sent);

static inline CURLcode easy_set_number(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// libcurl copies the text, except for CURLOPT_POSTFIELDS, which goes through easy_set_pointer.
static inline CURLcode easy_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// The pointed-to memory must outlive the transfer.
static inline CURLcode easy_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

// The list must outlive the transfer.
static inline CURLcode easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_data_callback(CURL *easy, CURLoption option, easy_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode easy_set_debug_callback(CURL *easy, easy_debug_callback value) {
    return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, value);
}

static inline CURLcode easy_set_progress_callback(CURL *easy, easy_progress_callback value) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode easy_get_number(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode easy_get_socket(CURL *easy, curl_socket_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

// The text belongs to libcurl and lasts until the next transfer on the handle.
static inline CURLcode easy_get_text(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}

// What libcurl's flag macros come to, for Swift cannot import macros with casts.
static const long easy_global_default = CURL_GLOBAL_DEFAULT;
static const size_t easy_read_abort = CURL_READFUNC_ABORT;

#endif
