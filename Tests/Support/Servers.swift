// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The servers that `deploy/local test` started.
public enum Servers {
    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// True when there are a broker and a database to test with.
    public static var areThere: Bool { postgres != nil && broker != nil && management != nil }

    public static var postgres: String? { variable("ATTEST_TEST_POSTGRES") }
    public static var broker: String? { variable("ATTEST_TEST_BROKER") }
    public static var management: String? { variable("ATTEST_TEST_BROKER_MANAGEMENT") }
    /// The folder of the built executables.
    public static var executables: String? { variable("ATTEST_TEST_BIN") }
    /// `deploy/local`.
    public static var deploy: String? { variable("ATTEST_TEST_DEPLOY") }
    public static var smtp: String? { variable("ATTEST_TEST_SMTP") }
    public static var mailFolder: String? { variable("ATTEST_TEST_MAIL_FOLDER") }
    /// Official files of the Organisation Data Service, where somebody has them.
    public static var odsFolder: String? { variable("ATTEST_TEST_ODS") }
}
