// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The repository as files.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file below a folder, as paths from the root.
    static func swiftFiles(in folder: String) -> [String] {
        let base = root.appendingPathComponent(folder)
        let files = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") && !$0.contains(".build") }.map { "\(folder)/\($0)" }.sorted()
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The modules that a file imports.
    static func imports(of path: String) throws -> Set<String> {
        let kinds = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let", "actor"]
        var modules: Set<String> = []
        for line in try text(of: path).split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            while let first = words.first,
                ["public", "package", "internal", "private", "@testable", "@preconcurrency"].contains(first)
            {
                words.removeFirst()
            }
            guard words.first == "import", words.count > 1 else { continue }
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            modules.insert(String(name.split(separator: ".").first ?? ""))
        }
        return modules
    }

    static func folders(in folder: String) throws -> Set<String> {
        let base = root.appendingPathComponent(folder)
        return Set(
            try FileManager.default.contentsOfDirectory(atPath: base.path).filter { name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: base.appendingPathComponent(name).path, isDirectory: &isFolder)
                return isFolder.boolValue && !name.hasPrefix(".")
            })
    }
}
