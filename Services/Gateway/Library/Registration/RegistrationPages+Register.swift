// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

extension RegistrationSteps {
    /// ISG-41, ISG-42
    func ico(_ state: FormState, _ search: DirectorySearch) -> ICOPage {
        ICOPage(
            draft: draft, address: Self.address(of: .ico, sealed, isChange: isChange), hidden: hidden, search: search,
            state: state, back: back(from: .ico))
    }

    /// ISG-43
    func unregistered(_ state: FormState) -> QuestionPage {
        var page = question("Registration with the ICO", .unregistered, state)
        page.lead = ["Tell us why the organisation was not found in the register of the ICO."]
        page.parts = [
            .radios(
                Radios(
                    "absence", "Why was it not found?",
                    ICOAbsence.allCases.map { .init(value: $0.rawValue, label: $0.label) }, state)),
            .input(
                Input(
                    "controller", "Who answers for the personal information?", state,
                    hint: "The organisation or person that decides what it is used for.", autocomplete: "organization")),
            .input(
                Input(
                    "icoNumber", "ICO registration number, if there is one", state, kind: .code,
                    hint: "For example, ZA123456", width: 10)),
        ]
        return page
    }

    /// ISG-44
    func place(_ located: Located?, _ state: FormState) -> PlacePage {
        PlacePage(
            draft: draft, located: located, form: FormFrame("/organisations/new/place", state, hidden: hidden),
            state: state, back: back(from: .place))
    }
}

extension ICOAbsence {
    var label: String {
        switch self {
        case .notFound: "It is registered, but I could not find it"
        case .applied: "It has applied, and is not listed yet"
        case .exempt: "It does not have to pay the ICO’s fee"
        case .notRegistered: "It is not registered"
        }
    }
}

extension RegistrationDraft {
    func icoRow(change: String) -> Row {
        guard let ico else { return Row("ICO registration", "", change: change) }
        return Row(
            "ICO registration", lines: [ico.number, ico.absence?.label, ico.name].compactMap { $0 }, change: change)
    }
}

extension Location {
    var sentence: String {
        switch precision {
        case .unit: "By its postcode"
        case .sector: "By the part of its postcode before the last two letters"
        case .outcode: "By the first half of its postcode"
        case .pin: "Placed by hand"
        }
    }

    /// To some ten metres.
    static func written(_ degrees: Double) -> String {
        String(format: "%.4f", locale: Locale(identifier: "en_GB_POSIX"), degrees)
    }
}

/// Finding the organisation in the ICO's register. ISG-41, ISG-42
struct ICOPage: PageView {
    static let template = "ico"
    let title = "Find its registration with the ICO"
    let caption: String
    let problems: [Problem]
    let back: Link
    let form: FormFrame
    let name: Input
    let results: Radios?
    let problem: String?
    let none: Bool
    let count: String?
    let hidden: [FormFrame.Hidden]
    let next: String?
    /// Where one asks to join the organisation that is here under the number. IMP-08
    let join: String?
    let otherSite: Checkboxes?

    init(
        draft: RegistrationDraft, address: String, hidden: KeyValuePairs<String, String>, search: DirectorySearch,
        state: FormState, back: Link
    ) {
        caption = draft.caption
        problems = state.problems
        self.back = back
        self.hidden = hidden.map { FormFrame.Hidden(name: $0.key, value: $0.value) }
        var frame = FormFrame("/organisations/new/ico", state, hidden: hidden)
        frame.hidden.append(.init(name: "search", value: search.name))
        form = frame
        var shown = state
        shown.form.set("name", to: search.name)
        name = Input(
            "name", "Name as registered with the ICO, or number", shown, kind: .search,
            hint: "This is often the name of the partnership, the trust or the company.", autocomplete: "organization")
        problem = search.problem
        let entries = search.register?.items ?? []
        none = !search.name.isEmpty && problem == nil && entries.isEmpty
        count =
            entries.isEmpty
            ? nil
            : search.register?.next != nil
                ? "These are \(entries.count) of the entries that match. Add a word to see fewer."
                : entries.count == 1 ? "One entry matches." : "\(entries.count) entries match."
        results =
            entries.isEmpty
            ? nil
            : Radios(
                "icoNumber", "Which one is it?",
                entries.map { entry in
                    let place = [entry.number, entry.address.last ?? "", entry.postcode].filter { !$0.isEmpty }
                    return .init(
                        value: entry.number, label: entry.name,
                        hint: place.joined(separator: ", ") + (entry.open ? "" : " – ended")
                            + (entry.registered ? " – an organisation is registered here under it" : ""))
                }, state)
        next = search.register?.next.map {
            "\(address)&name=\(WebAddress.query(search.name))&after=\(WebAddress.query($0))"
        }
        join = draft.sameNumber.map { "/organisations/\($0.text)/join" }
        otherSite =
            draft.sameNumber == nil
            ? nil
            : Checkboxes(
                "otherSite", "Is yours another site of it?",
                [.init(value: "yes", label: "Yes, register it as another organisation")], state)
    }
}

/// Where the organisation is. ISG-44
struct PlacePage: PageView {
    static let template = "place"
    let title = "Where is it?"
    let caption: String
    let problems: [Problem]
    let back: Link
    let form: FormFrame
    let lines: [String]
    /// How closely it was found.
    let found: String
    let latitude: Input
    let longitude: Input
    let pin: Pin

    /// Where the map begins.
    struct Pin: Sendable {
        let latitude: String
        let longitude: String
    }

    init(draft: RegistrationDraft, located: Located?, form: FormFrame, state: FormState, back: Link) {
        caption = draft.caption
        problems = state.problems
        self.back = back
        self.form = form
        lines = draft.postalAddress?.all ?? []
        let place = draft.location?.precision == .pin ? draft.location : located?.place
        found =
            switch (place?.precision, located?.reason) {
            case (.unit, _): "We found it by its postcode."
            case (.sector, _), (.outcode, _): "We know the place of its postcode only roughly. Move the pin if you can."
            case (.pin, _): "The pin is where you placed it."
            case (nil, .outsideGreatBritain):
                "We do not know where postcodes outside Great Britain are. You can place the pin yourself."
            case (nil, _): "We do not know where this postcode is. You can place the pin yourself."
            }
        var shown = state
        if !shown.form.has("latitude"), let place {
            shown.form.set("latitude", to: Location.written(place.latitude))
            shown.form.set("longitude", to: Location.written(place.longitude))
        }
        latitude = Input(
            "latitude", "Latitude", shown, hint: "For example, 53.7960", inputmode: "decimal", width: 10)
        longitude = Input(
            "longitude", "Longitude", shown, hint: "For example, -1.5479", inputmode: "text", width: 10)
        pin = Pin(latitude: shown.value("latitude"), longitude: shown.value("longitude"))
    }
}
