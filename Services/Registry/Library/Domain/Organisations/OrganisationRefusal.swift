// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Messaging

/// Why an organisation's answer is no. That of a registration is itself a fact, so that whoever submitted it can ask why.
public enum OrganisationRefusal: DomainRefusal {
    case registration([Problem])
    case code(Problem)
    case licensing(Problem)
    case support(Problem)
    case forbidden
    case notFound

    public var problems: [Problem] {
        switch self {
        case .registration(let problems): problems
        case .code(let problem), .licensing(let problem), .support(let problem): [problem]
        case .forbidden: [.forbidden]
        case .notFound: [.notFound]
        }
    }
}

/// One reason why a registration is not accepted.
enum RegistrationProblem: CaseIterable {
    case notAllowed
    case applicantNotYou
    case categoryUnknown
    case codeUnknown
    case codeClosed
    case codeTaken
    case lookalike
    case nameMissing
    case nameTooLong
    case nameAddress
    case addressMissing
    case addressLineMissing
    case addressLinesTooMany
    case addressTooLong
    case townMissing
    case postcodeMissing
    case postcodeMalformed
    case contactMissing
    case contactMalformed
    case placeOutside
    case icoUnknown
    case icoEnded
    case icoMissing
    case icoMalformed
    case controllerMissing
    case controllerTooLong
    case groupClosed
    case supporterNotYours
    case supportOff
    case supportFull
    case roleWithoutSupport

    var problem: Problem {
        let isTaken = self == .codeTaken || self == .lookalike
        return Problem(
            code: wording.code, field: wording.field, message: wording.message, kind: isTaken ? .conflict : nil)
    }

    /// Code, field and sentence of each.
    private var wording: (code: String, field: String?, message: String) {
        switch self {
        case .notAllowed:
            ("sign-in-first", nil, "Sign in before you register an organisation.")
        case .applicantNotYou:
            (
                "applicant-not-you", "applicant",
                "Register the organisation from your own account. You cannot register it for someone else."
            )
        case .categoryUnknown:
            ("category-unknown", "category", "Select the category that your organisation belongs to.")
        case .codeUnknown:
            (
                "ods-code-unknown", "odsCode",
                "This ODS code is not in the directory. Check the code, or find your organisation by its name."
            )
        case .codeClosed:
            (
                "ods-code-closed", "odsCode",
                "The directory lists the organisation with this ODS code as no longer open. Find the code that replaced it."
            )
        case .codeTaken:
            (
                "already-registered", "odsCode",
                "An organisation with this ODS code is already registered. You can ask to join it."
            )
        case .lookalike:
            (
                "already-registered", "name",
                "An organisation of this name at this postcode is already registered. You can ask to join it."
            )
        case .nameMissing:
            ("name-missing", "name", "Enter the name of your organisation.")
        case .nameTooLong:
            (
                "name-too-long", "name",
                "Shorten the name of your organisation to 200 characters or fewer. Accents and other marks count as well."
            )
        case .nameAddress:
            ("name-address", "name", "Enter the name alone, without a web or e-mail address.")
        case .addressMissing:
            ("address-missing", "address", "Enter the address of your organisation.")
        case .addressLineMissing:
            ("address-line-missing", "address.lines", "Enter the building and street of your organisation.")
        case .addressLinesTooMany:
            ("address-lines-too-many", "address.lines", "Give the building and street in three lines or fewer.")
        case .addressTooLong:
            (
                "address-too-long", "address",
                "Shorten each line of the address to 100 characters or fewer. Accents and other marks count as well."
            )
        case .townMissing:
            ("town-missing", "address.town", "Enter the town or city of your organisation.")
        case .postcodeMissing:
            ("postcode-missing", "address.postcode", "Enter the postcode of your organisation.")
        case .postcodeMalformed:
            ("postcode-malformed", "address.postcode", "Enter a full postcode in the correct format, like LS1 4AP.")
        case .contactMissing:
            (
                "contact-email-missing", "contactEmail",
                "Enter a contact email address, usually that of a person who works on information governance."
            )
        case .contactMalformed:
            (
                "contact-email-malformed", "contactEmail",
                "Enter the contact email address in the correct format, like name@example.nhs.uk."
            )
        case .placeOutside:
            ("place-outside", "latitude", "Place the pin in the United Kingdom or on the islands around it.")
        case .icoUnknown:
            (
                "ico-number-unknown", "icoNumber",
                "This number is not in the ICO’s register. Find your organisation by its name, or enter its details yourself."
            )
        case .icoEnded:
            (
                "ico-number-ended", "icoNumber",
                "This registration with the ICO has ended. Find the current one, or enter the details yourself."
            )
        case .icoMissing:
            ("ico-number-missing", "icoNumber", "Enter the number that the organisation has in the ICO’s register.")
        case .icoMalformed:
            ("ico-number-malformed", "icoNumber", "Enter an ICO number in the correct format, like ZA123456.")
        case .controllerMissing:
            ("controller-missing", "controller", "Enter who answers for the personal information.")
        case .controllerTooLong:
            ("controller-too-long", "controller", "Shorten the name to 200 characters or fewer.")
        case .groupClosed:
            ("group-unknown", "group", "Select a licensing group from the list, or None / Unknown.")
        case .supporterNotYours:
            (
                "supporter-not-yours", "supporter",
                "Only an administrator of the supporting organisation registers one that it supports."
            )
        case .supportOff:
            (
                "support-off", "supporter",
                "Your organisation cannot register others. An organisation with a Group contract can, once the central team "
                    + "has switched it on."
            )
        case .supportFull:
            (
                "support-full", "supporter",
                "Your organisation supports \(OrganisationDecider.supportLimit) organisations, which is the most it can."
            )
        case .roleWithoutSupport:
            ("role-unknown", "applicantRole", "Select your role in the organisation.")
        }
    }
}

extension Problem {
    static let codeMissing = Problem(
        code: "ods-code-missing", field: "odsCode", message: "Enter the ODS code of your organisation.")
    static let codeStands = Problem(
        code: "ods-code-stands", field: "odsCode",
        message: "Your organisation has an ODS code already. Ask the helpdesk if it is wrong.")
}
