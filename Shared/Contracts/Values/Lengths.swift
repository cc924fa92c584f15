// SPDX-License-Identifier: Apache-2.0

/// How long texts may be that people type: visible characters, as `fits` counts them. Pages say so beforehand, and the
/// services decide.
public enum Lengths {
    public static let name = 200
    public static let telephone = 40
    /// Five thousand words.
    public static let evidence = 35_000
    public static let action = 2_000
    public static let comment = 4_000
    public static let note = 1_000

    /// `4,000`, as people read it.
    public static func words(_ limit: Int) -> String {
        limit < 1_000 ? String(limit) : "\(limit / 1_000),\(String(limit % 1_000 + 1_000).dropFirst())"
    }
}
