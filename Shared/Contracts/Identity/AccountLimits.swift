// SPDX-License-Identifier: Apache-2.0

/// What the front door tells people of accounts before identity refuses it.
public enum AccountLimits {
    /// How long a program's key may last, in days.
    public static let keyLives = [30, 90, 365]
    public static let keyName = 100
    public static let passkeyLabel = 60
    /// How many passkeys an account may have.
    public static let passkeys = 10
    /// Of new passkeys, as COSE numbers them, the best first: ES256 and RS256.
    public static let passkeyAlgorithms = [-7, -257]
}
