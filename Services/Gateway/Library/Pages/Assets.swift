// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Foundation

/// The style sheets and scripts, read once. Addresses carry a digest of the content, so that browsers keep them long.
struct Assets: Sendable {
    struct File: Sendable {
        let type: String
        let bytes: [UInt8]
        let version: String
    }

    /// Where pages find them.
    struct Addresses: Sendable {
        let nhsuk: String
        let attest: String
        let script: String
        let icon: String
        /// What pages with a map have beside these.
        let map: String
        let mapStyle: String
        let leaflet: String
    }

    let files: [String: File]
    let addresses: Addresses

    /// - Parameters:
    ///   - design: the folder with `nhsuk.css` and `nhsuk.js`, the design system's, and what maps are drawn with.
    ///   - own: the folder with ours.
    /// - Throws: `MissingAsset` naming the file.
    init(design: URL, own: URL) throws {
        var files: [String: File] = [:]
        func read(_ name: String, in folder: URL) throws {
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
                throw MissingAsset(path: folder.appending(path: name).path(percentEncoded: false))
            }
            files[name] = File([UInt8](data), named: name)
        }
        for name in ["nhsuk.css", "nhsuk.js"] + Self.map { try read(name, in: design) }
        for name in ["attest.css", "attest.js", "icon.svg", "map.js", "map.css"] { try read(name, in: own) }
        self.init(files)
    }

    private static let map = ["leaflet.css", "leaflet.js", "outline.json"]

    init(_ given: [String: File]) {
        var files = given
        func address(_ name: String) -> String { "/assets/\(name)?v=\(files[name]?.version ?? "")" }
        // Our scripts take what they need from the addresses that it has today.
        for name in ["attest.js", "map.js"] {
            guard let script = files[name] else { continue }
            let text = (["nhsuk.js"] + Self.map).reduce(String(decoding: script.bytes, as: UTF8.self)) {
                $0.replacing("\"/assets/\($1)\"", with: "\"\(address($1))\"")
            }
            files[name] = File(Array(text.utf8), named: name)
        }
        addresses = Addresses(
            nhsuk: address("nhsuk.css"), attest: address("attest.css"), script: address("attest.js"),
            icon: address("icon.svg"), map: address("map.js"), mapStyle: address("map.css"),
            leaflet: address("leaflet.css"))
        self.files = files
    }
}

extension Assets.File {
    init(_ bytes: [UInt8], named name: String) {
        self.bytes = bytes
        version = Hex.encode(Array(SHA256.digest(bytes).prefix(8)))
        type =
            switch name.split(separator: ".").last {
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "svg": "image/svg+xml"
            case "json": "application/json"
            default: "application/octet-stream"
            }
    }
}

/// A file that pages need is not there.
struct MissingAsset: Error, CustomStringConvertible {
    let path: String
    var description: String { "The file \(path) cannot be read. Does ATTEST_ASSETS name the right folder?" }
}
