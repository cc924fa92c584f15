// SPDX-License-Identifier: Apache-2.0

import Threads

/// Where the database is, and how long anything there may take.
public struct DatabaseConfiguration: Sendable, CustomStringConvertible {
    /// `postgresql://user:password@host:port/database`, or any other connection string of libpq. Its
    /// `options` are not used: the limits below are set with them.
    public var url: String
    /// The only schema that names without a schema are looked up in; nil leaves the role's own search path.
    public var schema: String?
    /// In place of the one in the connection string.
    public var password: String?
    /// As `pg_stat_activity` shows it.
    public var applicationName: String
    /// How long one statement may run; zero is without limit.
    public var statementTimeout: Duration = .seconds(30)
    /// How long a statement may wait for a lock; zero is without limit.
    public var lockTimeout: Duration = .seconds(10)
    /// How long the server keeps an open transaction in which nothing happens; zero is without limit.
    public var idleInTransactionTimeout: Duration = .seconds(30)
    /// How long opening a connection may take, in whole seconds, at least 2.
    public var connectTimeout: Duration = .seconds(5)
    /// How long to wait for a free connection of a pool.
    public var waitDeadline: Duration = .seconds(5)
    /// Statements find rows by arrays of keys: each is planned once, whatever its arguments, and by way of the index where
    /// there is one. The planner would read a table whole that was small when it looked, and keep to that while it grows.
    /// A join of a table with the keys may still become a reading of its whole index: write it as `LATERAL` with a limit.
    /// Wrong for searches.
    public var findsByKey = false

    public init(url: String, schema: String? = nil, password: String? = nil, applicationName: String = "attest") {
        self.url = url
        self.schema = schema
        self.password = password
        self.applicationName = applicationName
    }

    /// Without the connection string, which may hold a password.
    public var description: String { "database configuration of \(applicationName), schema \(schema ?? "default")" }

    /// libpq's keywords; those after the connection string win over it.
    var keywords: [(String, String)] {
        var settings = [
            "-c statement_timeout=\(statementTimeout.milliseconds)",
            "-c lock_timeout=\(lockTimeout.milliseconds)",
            "-c idle_in_transaction_session_timeout=\(idleInTransactionTimeout.milliseconds)",
            "-c timezone=UTC", "-c extra_float_digits=1",
        ]
        if findsByKey {
            settings += [
                "-c plan_cache_mode=force_generic_plan", "-c enable_seqscan=off", "-c enable_hashjoin=off",
                "-c enable_mergejoin=off", "-c jit=off",
            ]
        }
        if let schema { settings.append("-c search_path=\(Self.escaped(schema.quotedIdentifier))") }
        var keywords = [
            ("dbname", url), ("application_name", applicationName), ("client_encoding", "UTF8"),
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))),
            // A peer that is gone is noticed in seconds, whether we wait for it or it for us.
            ("tcp_user_timeout", "8000"), ("keepalives", "1"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
            ("keepalives_count", "3"), ("options", settings.joined(separator: " ")),
        ]
        if let password { keywords.append(("password", password)) }
        return keywords
    }

    /// The server splits the options at spaces.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if character == "\\" || character == " " { result += "\\" }
            result.append(character)
        }
    }
}

extension String {
    /// The name in quotes, as an identifier of SQL.
    var quotedIdentifier: String {
        "\"" + reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
    }
}
