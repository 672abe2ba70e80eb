import Canvas
import Foundation
import Settings
import Testing

@Suite struct ThemesTests {
    private static let folder = Repository().root.appendingPathComponent("Themes").path
    private static let names = ["dark", "light", "mono", "system16"]

    @Test(arguments: names)
    func `every theme that is shipped can be read, in both senses`(name: String) throws {
        let theme = try Themes(folders: [Self.folder]).load(name)
        #expect(theme.contrasts.filter { !$0.isEnough }.map(\.role.name) == [])
    }

    @Test func `the folder holds what is tested, and nothing else`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
        #expect(files == Self.names.map { "\($0).yaml" })
    }

    @Test func `what is built in is what the files say`() throws {
        let themes = Themes(folders: [Self.folder])
        #expect(try themes.load("dark") == .dark)
        #expect(try themes.load("mono") == .mono)
    }
}
