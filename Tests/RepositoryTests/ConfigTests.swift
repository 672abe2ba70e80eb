import BaadalModel
import Foundation
import Settings
import Testing

@Suite struct ConfigTests {
    private let house = Repository()

    @Test func `the shipped configuration is the defaults`() throws {
        let text = try house.text("Config/baadal.yaml")
        #expect(try ConfigFile.parse(text, file: "Config/baadal.yaml") == CloudConfig())
    }

    @Test func `the shipped configuration shows every setting with a comment and its default`() throws {
        let lines = try house.text("Config/baadal.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        var section = ""
        var shown: [String] = []
        for (index, line) in lines.enumerated() where !line.hasPrefix("#") && !line.isEmpty {
            guard line.hasPrefix("  ") else {
                section = String(line.prefix { $0 != ":" })
                continue
            }
            guard !line.hasPrefix("  #") else { continue }
            #expect(lines[index - 1].hasPrefix("  # "), "\(line) has no comment")
            shown.append("\(section).\(line.dropFirst(2))".trimmingCharacters(in: .whitespaces))
        }
        let defaults = CloudConfig()
        let expected = Setting.all.map { "\($0.path): \($0.text(in: defaults))".trimmingCharacters(in: .whitespaces) }
        #expect(shown == expected)
    }
}
