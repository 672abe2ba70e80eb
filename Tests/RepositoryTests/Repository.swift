import Foundation

/// The files of the house.
struct Repository {
    /// The folder that Package.swift lies in.
    let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text files below some folders, by path from the root.
    func texts(_ folders: [String]) throws -> [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        for folder in folders {
            let base = root.appendingPathComponent(folder)
            guard let names = FileManager.default.enumerator(atPath: base.path) else { continue }
            for case let name as String in names {
                var isFolder: ObjCBool = false
                let file = base.appendingPathComponent(name)
                guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else { continue }
                guard !isFolder.boolValue, let text = String(bytes: try Data(contentsOf: file), encoding: .utf8) else {
                    continue
                }
                found.append(("\(folder)/\(name)", text))
            }
        }
        return found
    }

    /// The text of one file.
    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
