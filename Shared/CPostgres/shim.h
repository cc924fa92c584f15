// SPDX-License-Identifier: Apache-2.0
// libpq for Swift: the header, and what a Swift closure cannot say as plainly.

#ifndef CPOSTGRES_SHIM_H
#define CPOSTGRES_SHIM_H

#include <libpq-fe.h>

/// The fields of an error; libpq's own names are character macros, which Swift does not see.
static const int postgres_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int postgres_field_state = PG_DIAG_SQLSTATE;
static const int postgres_field_message = PG_DIAG_MESSAGE_PRIMARY;
static const int postgres_field_table = PG_DIAG_TABLE_NAME;
static const int postgres_field_column = PG_DIAG_COLUMN_NAME;
static const int postgres_field_type = PG_DIAG_DATATYPE_NAME;
static const int postgres_field_constraint = PG_DIAG_CONSTRAINT_NAME;

static inline void postgres_ignore(void *argument, const PGresult *result) {
    (void)argument;
    (void)result;
}

/// Without it libpq prints every notice on the process's standard error.
static inline void postgres_silence_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, postgres_ignore, NULL);
}

#endif
