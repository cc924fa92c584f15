// SPDX-License-Identifier: Apache-2.0

/// How an organisation stands in the register of the Information Commissioner's Office (ICO): under a number of it, or why
/// it was not found there. ISG-41, ISG-43
public struct ICORegistration: Codable, Sendable, Equatable {
    /// `ZA123456`; nil of one that has none.
    public var number: String?
    /// The name that is registered, or whoever answers for the personal information.
    public var name: String
    /// Nil of one that was found.
    public var absence: ICOAbsence?

    public init(number: String? = nil, name: String, absence: ICOAbsence? = nil) {
        self.number = number
        self.name = name
        self.absence = absence
    }

    /// As numbers of the register are written: `Z` and seven more, of which the first may be a letter.
    public static func accepts(number: String) -> Bool { number.wholeMatch(of: #/Z[0-9A-Z][0-9]{6}/#) != nil }
}

/// Why an organisation was not found in the ICO's register.
public enum ICOAbsence: String, Codable, Sendable, CaseIterable {
    /// It is there under a number that could not be found here.
    case notFound = "not-found"
    case applied
    /// It does not have to pay the fee.
    case exempt
    case notRegistered = "not-registered"
}
