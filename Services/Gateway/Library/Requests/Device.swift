// SPDX-License-Identifier: Apache-2.0

/// What somebody signs in with, as they will recognise it: `Firefox on Windows`. Told by what browsers say of themselves,
/// which anybody can make up: it is shown to the account's owner and decides nothing.
enum Device {
    /// What one of these says, the first that is there: many name those that they are compatible with as well.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("CrOS", "a Chromebook"), ("Macintosh", "a Mac"), ("Linux", "Linux"),
    ]

    /// - Parameter agent: the `User-Agent` header.
    static func name(of agent: String?) -> String? {
        guard let agent, agent.utf8.count <= 1_000 else { return nil }
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        switch (browser, system) {
        case (let browser?, let system?): return "\(browser) on \(system)"
        case (let browser?, nil): return browser
        case (nil, let system?): return "A browser on \(system)"
        case (nil, nil):
            // A program says its own name first: `curl/8.5.0`.
            let product = agent.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            return product.isEmpty || product.count > 40 ? nil : String(product)
        }
    }
}
