// SPDX-License-Identifier: Apache-2.0

/// A page's tags, read strictly: enough of HTML to find what is not closed, not labelled or not there.
struct Markup {
    struct Tag {
        var name: String
        var attributes: [String: String]
    }

    private(set) var tags: [Tag] = []
    private(set) var faults: [String] = []
    private static let void: Set = ["meta", "link", "input", "img", "br", "hr"]

    init(_ html: String) {
        var open: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            if rest[..<start].contains(">") { faults.append("a > outside a tag") }
            rest = rest[start...].dropFirst()
            guard let end = rest.firstIndex(of: ">") else {
                faults.append("a tag that does not end")
                break
            }
            let inside = rest[..<end]
            rest = rest[end...].dropFirst()
            if inside.hasPrefix("!") { continue }
            if inside.hasPrefix("/") {
                if open.popLast() != String(inside.dropFirst()) {
                    faults.append("</\(inside.dropFirst())> out of place")
                }
                continue
            }
            let tag = Self.tag(inside)
            tags.append(tag)
            if !Self.void.contains(tag.name), !inside.hasSuffix("/") { open.append(tag.name) }
        }
        if !open.isEmpty { faults.append("not closed: \(open)") }
        check()
    }

    func all(_ name: String) -> [Tag] { tags.filter { $0.name == name } }

    private static func tag(_ text: Substring) -> Tag {
        let name = text.prefix { $0 != " " && $0 != "/" }
        var attributes: [String: String] = [:]
        for match in text.matches(of: #/\s([a-z-]+)(?:="([^"]*)")?/#) {
            attributes[String(match.1)] = match.2.map { String($0) } ?? ""
        }
        return Tag(name: String(name), attributes: attributes)
    }

    private mutating func check() {
        let ids = tags.compactMap { $0.attributes["id"] }
        for id in Set(ids) where ids.count(where: { $0 == id }) > 1 { faults.append("the id \(id) occurs twice") }
        let known = Set(ids)
        for tag in tags {
            for name in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
                for id in tag.attributes[name]?.split(separator: " ") ?? [] where !known.contains(String(id)) {
                    faults.append("\(name) names \(id), which is not there")
                }
            }
            if tag.name == "a", let target = tag.attributes["href"], target.hasPrefix("#"),
                !known.contains(String(target.dropFirst()))
            {
                faults.append("a link leads to \(target), which is not there")
            }
            if tag.attributes.keys.contains(where: { $0 == "style" || $0.hasPrefix("on") }) {
                faults.append("<\(tag.name)> has something inline")
            }
            for name in ["src", "href", "action"] {
                let target = tag.attributes[name] ?? "/"
                // The regulator's own register, which is somebody else's to show. ISG-42
                if tag.name == "a", target.hasPrefix("https://ico.org.uk/") { continue }
                if !["/", "#", "data:image/png;base64,", "mailto:", "otpauth:"].contains(where: target.hasPrefix) {
                    faults.append("\(name) leads to \(target)")
                }
            }
            if tag.name == "img", tag.attributes["alt"]?.isEmpty != false { faults.append("an image without words") }
        }
        let labelled = Set(all("label").compactMap { $0.attributes["for"] })
        for field in tags where ["input", "textarea", "select"].contains(field.name) {
            if field.attributes["type"] == "hidden" { continue }
            guard let id = field.attributes["id"], labelled.contains(id) else {
                faults.append("a field without a label: \(field.attributes)")
                continue
            }
            let isChosen = ["radio", "checkbox"].contains(field.attributes["type"] ?? "")
            if field.name == "input", !isChosen, field.attributes["autocomplete"] == nil {
                faults.append("\(id) does not say what completes it")
            }
        }
        if all("h1").count != 1 { faults.append("\(all("h1").count) main headings") }
        if all("main").count != 1 || all("title").count != 1 { faults.append("no main part, or no title") }
        if all("html").first?.attributes["lang"] != "en" { faults.append("no language") }
        let levels = tags.compactMap { $0.name.wholeMatch(of: #/h([1-6])/#).flatMap { Int($0.1) } }
        // The error summary and a notice stand before the main heading.
        for (above, below) in zip(levels, levels.dropFirst()) where below > above + 1 {
            faults.append("a heading of level \(below) follows one of level \(above)")
        }
    }
}
