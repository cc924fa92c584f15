// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What signatory and contact must be like. Everything that is wrong is told at once.
enum ContactRules {
    /// Without blanks and control characters around and in it, and with an address that mail can be sent to as it stands.
    static func cleaned(_ contact: Contact) -> Contact {
        Contact(
            name: Typed.line(contact.name), position: Typed.line(contact.position),
            email: EmailAddress(contact.email)?.text ?? Typed.line(contact.email),
            telephone: Typed.line(contact.telephone))
    }

    /// What is wrong with both, cleaned already; nothing when they are in order.
    static func problems(signatory: Contact, contact: Contact) -> [Problem] {
        // SOC-039: the partner who answers for information governance can be reached, by telephone as well
        var problems = check(signatory, as: "signatory", telephoneNeeded: true)
        problems += check(contact, as: "contact", telephoneNeeded: false)
        // SOC-044, SOC-119, C-08: the code goes to the partner's own inbox, which nobody else is said to use
        if problems.isEmpty, EmailAddress.isSame(signatory.email, contact.email),
            signatory.name.lowercased() != contact.name.lowercased()
        {
            problems.append(
                .init(
                    code: "shared-email", field: "contact.email",
                    message: "Enter another e-mail address for the contact. The signatory’s must be their own."))
        }
        return problems
    }

    private static func check(_ person: Contact, as role: String, telephoneNeeded: Bool) -> [Problem] {
        var problems: [Problem] = []
        func add(_ field: String, _ code: String, _ message: String) {
            problems.append(.init(code: code, field: "\(role).\(field)", message: message))
        }
        func checkLength(_ text: String, _ field: String, _ limit: Int, _ words: String) {
            if !text.fits(limit) {
                add(field, "\(field)-too-long", "Shorten \(words) to \(limit) characters.")
            }
        }
        if person.name.isEmpty { add("name", "name-missing", "Enter the \(role)’s name.") }
        checkLength(person.name, "name", Lengths.name, "the \(role)’s name")
        if person.position.isEmpty { add("position", "position-missing", "Enter the \(role)’s position.") }
        checkLength(person.position, "position", Lengths.name, "the \(role)’s position")
        // SOC-043: an NHSmail address is preferred; any other will do
        if person.email.isEmpty {
            add("email", "email-missing", "Enter the \(role)’s e-mail address.")
        } else if EmailAddress(person.email) == nil {
            add("email", "email-malformed", "Enter the \(role)’s e-mail address in full, like name@example.nhs.uk.")
        }
        if person.telephone.isEmpty {
            if telephoneNeeded { add("telephone", "telephone-missing", "Enter the \(role)’s telephone number.") }
        } else if !isTelephone(person.telephone) {
            add("telephone", "telephone-malformed", "Enter a telephone number, like 01632 960 001.")
        }
        return problems
    }

    /// Six digits or more, with what people put between them, and perhaps an extension.
    private static func isTelephone(_ text: String) -> Bool {
        text.fits(Lengths.telephone)
            && text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count >= 6
            && text.lowercased().utf8.allSatisfy(Set("0123456789 +()-./#ext".utf8).contains)
    }
}
