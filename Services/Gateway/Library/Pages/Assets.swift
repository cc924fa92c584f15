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
    }

    let files: [String: File]
    let addresses: Addresses

    /// - Parameters:
    ///   - design: the folder with `nhsuk.css` and `nhsuk.js`, the design system's.
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
        for name in ["nhsuk.css", "nhsuk.js"] { try read(name, in: design) }
        for name in ["attest.css", "attest.js", "icon.svg"] { try read(name, in: own) }
        self.init(files)
    }

    init(_ given: [String: File]) {
        var files = given
        func address(_ name: String) -> String { "/assets/\(name)?v=\(files[name]?.version ?? "")" }
        // Our script imports the design system's under the address that it has today.
        if let script = files["attest.js"] {
            let text = String(decoding: script.bytes, as: UTF8.self)
                .replacing("/assets/nhsuk.js", with: address("nhsuk.js"))
            files["attest.js"] = File(Array(text.utf8), named: "attest.js")
        }
        addresses = Addresses(
            nhsuk: address("nhsuk.css"), attest: address("attest.css"), script: address("attest.js"),
            icon: address("icon.svg"))
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
            default: "application/octet-stream"
            }
    }
}

/// A file that pages need is not there.
struct MissingAsset: Error, CustomStringConvertible {
    let path: String
    var description: String { "The file \(path) cannot be read. Does ATTEST_ASSETS name the right folder?" }
}
