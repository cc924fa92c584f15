// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// What has been answered so far on the way to registering an organisation.
///
/// The gateway keeps no state: the draft travels sealed in the address, so that every step, and the browser's back
/// button, show what was answered then.
struct RegistrationDraft: Codable, Sendable, Equatable {
    var id = Identifier.make()
    /// The organisation that registers it and looks after it; nil of one's own. ISG-56
    var supporter: Supporter?
    var category: String?
    /// Chosen from the directory.
    var entry: DirectoryEntry?
    /// The organisation has no ODS code. ISG-40
    var unlisted = false
    var name: String?
    var address: Contracts.Address?
    /// How it stands with the ICO; of one that was not found, what was entered by hand. ISG-41, ISG-43
    var ico: ICORegistration?
    /// The organisation that is here under the number that was chosen. IMP-08
    var sameNumber: UUID?
    /// It was not found in the ICO's register.
    var isUnregistered = false
    /// Where it is; nil of one that cannot be located. ISG-44
    var location: Location?
    /// The question where it is has been answered.
    var isPlaced = false
    var role: OrganisationRole?
    var contactEmail: String?
    var grouping: Grouping?
    /// ISG-51, ISG-52
    var wantsLicence: Bool?

    /// Which licensing group it belongs to.
    struct Grouping: Codable, Sendable, Equatable {
        /// Nil: none, or not known. ISG-50
        var group: UUID?
        var title: String?
        /// There is a group that could be chosen: without one nothing is asked.
        var isOffered = true
    }

    /// What the draft becomes when nothing is missing.
    ///
    /// The registration's id follows from the draft and its answers: however often they are sent they are one
    /// registration (IMP-04), and corrected after a refusal they are another.
    func submission(by applicant: UUID, keys: Keys) throws -> RegistrationSubmitted? {
        guard let category, let role, let contactEmail, entry != nil || (unlisted && name != nil && address != nil)
        else { return nil }
        // With a code, the registry takes everything else from its own directory. ISG-39
        var submission = RegistrationSubmitted(
            registration: id, category: category, odsCode: entry?.code, name: entry == nil ? name : nil,
            address: entry == nil ? address : nil, applicant: applicant, applicantRole: role,
            contactEmail: contactEmail, supporter: supporter?.organisation, ico: ico,
            // Where the postcode is the registry knows by itself.
            location: location?.precision == .pin ? location : nil)
        if let grouping, grouping.isOffered {
            submission.licensing = Licensing(group: grouping.group, wantsLicence: wantsLicence == true)
        }
        submission.registration = keys.owned(
            keys.identifier("registration \(try JSON.text(submission))", message: id), by: applicant)
        return submission
    }

    /// The first step that still needs an answer.
    var nextStep: Step {
        if category == nil { return .category }
        if entry == nil && !unlisted { return .ods }
        if unlisted && (name == nil || address == nil) { return .details }
        if ico == nil { return isUnregistered ? .unregistered : .ico }
        if !isPlaced { return .place }
        if role == nil || contactEmail == nil { return .contact }
        guard let grouping else { return .group }
        if grouping.isOffered, wantsLicence == nil { return .licence }
        return .check
    }

    /// It is another organisation: what was said of the one before does not hold for it.
    mutating func forgetPlace() {
        isPlaced = false
        location = nil
        ico = nil
        isUnregistered = false
    }

    /// Of all its pages.
    var caption: String { supporter == nil ? "Register your organisation" : "Register a supported organisation" }

    /// Where its pages begin.
    var origin: String { supporter.map { "/organisations/\($0.organisation.text)/supported" } ?? "/" }

    /// Where it is, as an address.
    var postalAddress: Contracts.Address? { entry?.address ?? address }

    /// The step before another on this draft's way.
    func step(before step: Step) -> Step? {
        switch step {
        case .category: nil
        case .ods: .category
        case .details: .ods
        case .ico: unlisted ? .details : .ods
        case .unregistered: .ico
        case .place: isUnregistered ? .unregistered : .ico
        case .contact: .place
        case .group: .contact
        case .licence: .group
        case .check: grouping?.isOffered == true ? .licence : .contact
        }
    }

    enum Step: String, CaseIterable {
        case category, ods, details, ico, unregistered, place, contact, group, licence, check
    }
}

extension Keys {
    /// The draft as it stands in an address. It opens for the account that it was made by, and for no other.
    func seal(_ draft: RegistrationDraft, for account: UUID) throws -> String {
        try seal(draft, context: "registration-draft \(account.text)")
    }

    func draft(_ text: String, for account: UUID) -> RegistrationDraft? {
        open(RegistrationDraft.self, from: text, context: "registration-draft \(account.text)")
    }
}
