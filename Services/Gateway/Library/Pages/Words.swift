// SPDX-License-Identifier: Apache-2.0

import Contracts

// What codes are called on pages.

extension OrganisationRole {
    var hint: String {
        switch self {
        case .administrator: "Looks after this organisation’s record and its people here"
        case .seniorOfficer: "Signs for the organisation"
        case .dataProtectionOfficer: "Advises on data protection and oversees it"
        case .contact: "Answers questions about the organisation"
        case .supporter: "Looks after it on its behalf, and does not belong to it"
        }
    }
}

extension CaseStage {
    var tag: Tag {
        switch self {
        case .assessing: Tag("Assessment in progress", "blue")
        case .planRequired: Tag("Improvement plan needed", "orange")
        case .planUnderReview: Tag("Plan being reviewed", "yellow")
        case .declarationSent: Tag("Waiting for signature", "purple")
        case .signed: Tag("Signed", "green")
        }
    }
}

extension CaseSummary {
    var tag: Tag { isUndelivered == true ? .undelivered : stage.tag }
}

extension Tag {
    static let undelivered = Tag("E-mail not delivered", "red")
}

extension SigningCapacity {
    var label: String {
        switch self {
        case .own: "the signatory in person"
        case .delegated: "the signatory’s delegate, under delegated authority"
        }
    }
}

extension OutstandingStep {
    /// What has to be done, as part of a sentence about who does it.
    var deed: String {
        switch code {
        case "contacts": "enter the signatory and the contact"
        case "ods-code": "add the ODS code to its registration"
        case "contact-delivery": "correct the contact’s e-mail address"
        case "delivery": "correct the signatory’s e-mail address, or send the declaration again"
        case "assessment": "answer every requirement of the assessment"
        case "submission": "submit the assessment"
        case "plan": "send an improvement plan"
        case "plan-review": "review the improvement plan"
        case "signature": "accept the declaration"
        default: "take the next step"
        }
    }

    /// What its members call an organisation.
    static let own = "Your organisation"

    /// The same, said to whoever has to do it.
    private var ask: String {
        switch code {
        case "contacts": "Tell us who will sign and who we should contact."
        case "ods-code": "Add the ODS code of your organisation. You need it to submit the assessment."
        case "contact-delivery":
            "Our e-mail to the contact could not be delivered. Correct their e-mail address."
        case "delivery":
            "Our e-mail to the signatory could not be delivered. Correct their e-mail address, or send the declaration "
                + "again."
        case "assessment": "Answer every requirement of the assessment."
        case "submission": "Submit the assessment."
        case "plan": "Send an improvement plan."
        default: "\(Self.own) must \(deed)."
        }
    }

    /// - Parameter practice: the organisation as whoever reads it calls it.
    func sentence(practice: String, host: String?) -> String {
        switch who {
        case "practice": practice == Self.own ? ask : "\(practice) must \(deed)."
        case "host": "\(host ?? "Your host organisation") must \(deed)."
        case "signatory": "The signatory must \(deed)."
        default: "Somebody must \(deed)."
        }
    }
}

extension EmailSummary {
    var tag: Tag {
        switch standing {
        case "sent": Tag("Sent", "green")
        case "failed": Tag("Could not be sent", "red")
        case "bounced": Tag("Came back", "red")
        default: Tag("Waiting to be sent", "blue")
        }
    }
}

extension ReviewTask {
    var tag: Tag {
        switch standing {
        case "taken": Tag("Taken", "yellow")
        case "approved": Tag("Approved", "green")
        case "returned": Tag("Returned", "orange")
        case "withdrawn": Tag("Not needed any more", "grey")
        default: Tag("Waiting", "blue")
        }
    }
}

extension ParentOrganisation {
    /// The name with the code, which most names in the directory have in them already.
    var label: String { name.hasSuffix(code) ? name : "\(name) (\(code))" }
}

extension Address {
    /// One line each, without empty ones.
    var all: [String] { (lines + [town, county, postcode]).filter { !$0.isEmpty } }
}
