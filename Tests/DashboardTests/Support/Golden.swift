import Canvas
import Foundation
import Testing

@testable import Dashboard

/// Compares a frame with the one that was recorded.
///
/// With `RECORD_SCREENS` set it is recorded anew instead, for a person to read the difference before it is committed.
func expectGolden(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appendingPathComponent("Screens/\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
        try Data((text + "\n").utf8).write(to: file)
        return
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    guard recorded != text + "\n" else { return }
    let (old, new) = (recorded.split(separator: "\n"), text.split(separator: "\n"))
    let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    func at(_ lines: [Substring]) -> Substring { line < lines.count ? lines[line] : "(nothing)" }
    Issue.record(
        "\(name).txt differs in line \(line + 1)\n  recorded \(at(old))\n  drawn    \(at(new))\n'make screens' records it anew",
        sourceLocation: location
    )
}
