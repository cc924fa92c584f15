// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What was submitted, tidied: no spaces around, nothing that is there but empty.
struct RegistrationForm: Sendable, Equatable {
    /// Upper case; nil says 'no ODS code'. ISG-40
    let odsCode: String?
    let name: String?
    let address: Address?
    let contactEmail: String
    let ico: ICORegistration?
    let location: Location?

    init(_ submission: RegistrationSubmitted) {
        odsCode = submission.odsCode.flatMap(Self.tidy)?.uppercased()
        name = submission.name.flatMap(Self.tidy)
        address = submission.address.flatMap(Self.tidy)
        contactEmail = EmailAddress(submission.contactEmail)?.text ?? Self.tidy(submission.contactEmail) ?? ""
        ico = submission.ico.map { given in
            ICORegistration(
                number: given.number.flatMap(Self.tidy)?.uppercased().replacing(" ", with: ""),
                name: Self.tidy(given.name) ?? "", absence: given.absence)
        }
        // Whatever it says of itself, it was placed by hand.
        location = submission.location.map {
            Location(latitude: $0.latitude, longitude: $0.longitude, precision: .pin)
        }
    }

    /// Everything that is wrong with what was typed, all at once.
    ///
    /// - Parameter complete: name and address are compulsory, since no directory entry fills them in. ISG-39, ISG-40
    func problems(complete: Bool) -> [RegistrationProblem] {
        var problems: [RegistrationProblem] = []
        if let name {
            if !name.fits(200) { problems.append(.nameTooLong) }
            // It stands in e-mails to people who have not asked for any.
            if name.contains("://") || name.lowercased().contains("www.") || name.contains("@") {
                problems.append(.nameAddress)
            }
        } else if complete {
            problems.append(.nameMissing)
        }
        if let address {
            problems += Self.problems(of: address)
        } else if complete {
            problems.append(.addressMissing)
        }
        // ISG-48
        if contactEmail.isEmpty {
            problems.append(.contactMissing)
        } else if EmailAddress(contactEmail) == nil {
            problems.append(.contactMalformed)
        }
        return problems
    }

    /// ISG-41, ISG-43: what is in the register is taken from it; what is not is said by hand.
    func problems(entry: ICOEntry?) -> [RegistrationProblem] {
        var problems: [RegistrationProblem] = []
        if let location, !(49...61).contains(location.latitude) || !(-9...3).contains(location.longitude) {
            problems.append(.placeOutside)
        }
        guard let ico else { return problems }
        guard ico.absence != nil else {
            guard let entry, entry.number == ico.number else { return problems + [.icoUnknown] }
            return problems + (entry.open ? [] : [.icoEnded])
        }
        if ico.name.isEmpty { problems.append(.controllerMissing) }
        if !ico.name.fits(200) { problems.append(.controllerTooLong) }
        if let number = ico.number {
            if !ICORegistration.accepts(number: number) { problems.append(.icoMalformed) }
        } else if ico.absence == .notFound {
            problems.append(.icoMissing)
        }
        return problems
    }

    private static func problems(of address: Address) -> [RegistrationProblem] {
        var problems: [RegistrationProblem] = []
        if address.lines.isEmpty { problems.append(.addressLineMissing) }
        if address.lines.count > 3 { problems.append(.addressLinesTooMany) }
        if (address.lines + [address.town, address.county]).contains(where: { !$0.fits(100) }) {
            problems.append(.addressTooLong)
        }
        if address.town.isEmpty { problems.append(.townMissing) }
        if address.postcode.isEmpty {
            problems.append(.postcodeMissing)
        } else if !Postcode.accepts(address.postcode) {
            problems.append(.postcodeMalformed)
        }
        return problems
    }

    /// An address without a word in it is none.
    private static func tidy(_ address: Address) -> Address? {
        let tidied = Address(
            lines: address.lines.compactMap(Self.tidy), town: tidy(address.town) ?? "",
            county: tidy(address.county) ?? "", postcode: Postcode.written(tidy(address.postcode) ?? ""))
        let words = tidied.lines + [tidied.town, tidied.county, tidied.postcode]
        return words.allSatisfy(\.isEmpty) ? nil : tidied
    }

    /// Nil when nothing is left.
    private static func tidy(_ text: String) -> String? {
        let words = Typed.words(text)
        return words.isEmpty ? nil : words
    }
}
