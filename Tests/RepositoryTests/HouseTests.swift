import Foundation
import Testing

@Suite struct HouseTests {
    private let house = Repository()

    @Test func `no source file is longer than 500 lines`() throws {
        let sources = try house.texts(["Sources", "Tests"]).filter { $0.path.hasSuffix(".swift") }
        let long = sources.filter { $0.text.split(separator: "\n", omittingEmptySubsequences: false).count > 501 }
        #expect(sources.count > 20)
        #expect(long.map(\.path) == [])
    }

    @Test func `no folder of sources holds more than 12 files`() throws {
        let files = try house.texts(["Sources"]).map(\.path)
        let folders = Dictionary(grouping: files) { $0.split(separator: "/").dropLast().joined(separator: "/") }
        #expect(folders.filter { $0.value.count > 12 }.keys.sorted() == [])
    }

    @Test(arguments: [
        ("CLibvirt", "Libvirt"), ("CRRD", "RRD"), ("CNcurses", "Curses"), ("GRDB", "BaadalStore"), ("Yams", "Settings"),
        ("CSSH2", "SSH"),
    ])
    func `a library is imported in one room`(module: String, room: String) throws {
        let importers = try house.texts(["Sources"]).filter { file in
            file.text.split(separator: "\n").contains { line in
                line.split(separator: " ").starts(with: ["internal", "import", Substring(module)])
                    || line.split(separator: " ").starts(with: ["public", "import", Substring(module)])
                    || line.split(separator: " ").starts(with: ["import", Substring(module)])
            }
        }
        let rooms = Set(importers.map { String($0.path.split(separator: "/")[1]) })
        #expect(rooms.subtracting([room]) == [])
    }

    @Test(arguments: ["BaadalModel", "Canvas", "Dashboard"])
    func `what decides and draws does without Foundation`(room: String) throws {
        let importers = try house.texts(["Sources/\(room)"]).filter { $0.text.contains("import Foundation") }
        #expect(importers.map(\.path) == [])
    }

    @Test func `nothing names a folder of the machine it was written on`() throws {
        let folders = ["work", "root", "home"].map { "/\($0)/" }
        let harmless = ["/home/asha"]
        let named = try house.texts(["Sources", "Config", "Themes"]).filter { file in
            let text = harmless.reduce(file.text) { $0.replacingOccurrences(of: $1, with: "") }
            return folders.contains { text.contains($0) }
        }
        #expect(named.map(\.path) == [])
    }
}
