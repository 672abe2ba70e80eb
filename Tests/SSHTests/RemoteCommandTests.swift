internal import Testing

@testable internal import SSH

@Suite struct RemoteCommandTests {
    @Test func `words become one line of single quotes`() throws {
        let command = try RemoteCommand(["echo", "", "it's", "-rf", "$(id)"])
        #expect(command.text == "'echo' '' 'it'\\''s' '-rf' '$(id)'")
        #expect(command.arguments == ["echo", "", "it's", "-rf", "$(id)"])
    }

    @Test(arguments: [[], [""], ["", "a"], ["a\0b"], ["a", "b\0"]])
    func `what no program can be given is refused`(words: [String]) {
        let error = #expect(throws: SSHError.self) { try RemoteCommand(words) }
        #expect(error?.kind == .invalidCommand)
    }

    @Test func `what no packet holds is refused with the limit`() throws {
        let longest = String(repeating: "a", count: RemoteCommand.longestText - 6)
        #expect(try RemoteCommand(["b", longest]).text.utf8.count == RemoteCommand.longestText)
        let error = #expect(throws: SSHError.self) { _ = try RemoteCommand(["b", longest + "a"]) }
        #expect(error?.message.contains("up to 32000 are accepted") == true)
    }

    @Test(arguments: ["/bin/sh", "/bin/bash"])
    func `a shell reads ten thousand hostile words as they are`(shell: String) throws {
        var hostile = HostileWords(seed: 1)
        let words = (0..<10_000).map { _ in hostile.word() }
        let folder = try Folder()
        let line = try RemoteCommand.line(["printf", "%s\\0"] + words)
        let status = try run([shell, folder.write("script", line)], output: folder("output"))

        #expect(status == 0)
        let expected: [UInt8] = words.flatMap { word -> [UInt8] in Array(word.utf8) + [0] }
        #expect(try folder.read("output") == expected)
    }
}
