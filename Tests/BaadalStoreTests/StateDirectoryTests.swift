import BaadalModel
import Foundation
import Testing

@testable import BaadalStore

@Suite struct StateDirectoryTests {
    private func scratch() -> String { NSTemporaryDirectory() + "baadal-state-\(UUID().uuidString)" }

    @Test func `what is missing is made, closed to everybody else`() throws {
        let path = scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try StateDirectory(path: path + "/deep/state").prepare()
        let mode = try FileManager.default.attributesOfItem(atPath: path + "/deep/state")[.posixPermissions] as? Int
        #expect(try #require(mode) & 0o777 == 0o750)
    }

    @Test func `a folder that everybody may write in is refused`() throws {
        let path = scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        #expect(
            throws: CloudError.unusableState(
                path: path,
                why: "everybody may write in it; 'chmod o-w' mends that"
            )
        ) { try StateDirectory(path: path).prepare() }
    }

    @Test func `a file in its place is refused`() throws {
        let path = scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(throws: CloudError.self) { try StateDirectory(path: path).prepare() }
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        let path = scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = StateDirectory(path: path)
        try directory.prepare()
        let text = Data(String(repeating: "this is not a database. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: directory.database))
        #expect(throws: (any Error).self) { try CloudStore.open(directory, role: .controller) }
        #expect(FileManager.default.contents(atPath: directory.database) == text)
    }
}

@Suite struct FirstOpeningTests {
    @Test func `a new store is made once, whoever comes first`() async throws {
        let path = NSTemporaryDirectory() + "baadal-first-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let clouds = try await withThrowingTaskGroup(of: UniqueID.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try CloudStore.open(StateDirectory(path: path), role: .client).cloudInfo().uuid
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(clouds.count == 1)
    }
}
