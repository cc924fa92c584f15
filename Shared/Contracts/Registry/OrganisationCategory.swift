// SPDX-License-Identifier: Apache-2.0

/// What kind of organisation it is. The code travels; the label is what people choose from. ISG-37, SOC-017 to SOC-020
public struct OrganisationCategory: Sendable, Equatable {
    public let code: String
    public let label: String
    /// A statement of compliance is opened for it as soon as it is registered.
    public let hasStatement: Bool

    private init(code: String, label: String, hasStatement: Bool = false) {
        self.code = code
        self.label = label
        self.hasStatement = hasStatement
    }

    public static let generalPractice = OrganisationCategory(
        code: "general-practice", label: "General practice", hasStatement: true)

    public static let all: [OrganisationCategory] = [
        generalPractice,
        .init(code: "pharmacy", label: "Pharmacy"),
        .init(code: "nhs-trust", label: "NHS trust or foundation trust"),
        .init(code: "commissioner", label: "Commissioning organisation or other NHS body"),
        .init(code: "local-authority", label: "Council with social services"),
        .init(code: "hospice-voluntary", label: "Hospice or voluntary body"),
        .init(code: "academia", label: "University or deanery"),
        .init(code: "contractor", label: "Contractor or provider to the NHS"),
        .init(code: "other", label: "Other"),
    ]

    public static func named(_ code: String) -> OrganisationCategory? { all.first { $0.code == code } }
}
