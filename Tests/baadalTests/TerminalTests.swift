import Foundation
import Glibc
import Testing

/// The real program on a real terminal.
///
/// The wall is used, which starts no other process.
@Suite struct TerminalTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let program = root.appendingPathComponent(".build/debug/baadal").path

    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("baadal-\(UUID())").path

    private func environment(_ more: [String: String] = [:]) -> [String: String] {
        let basis = [
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": folder, "PATH": "/usr/bin:/bin",
            "BAADAL_STATE": folder, "SWIFT_BACKTRACE": "enable=no",
        ]
        return basis.merging(more) { $1 }.filter { !$0.value.isEmpty }
    }

    private func wall(_ more: [String: String] = [:]) throws -> Pty {
        try Pty([Self.program, "monitor"], environment: environment(more))
    }

    @Test(arguments: ["q", "\u{3}"])
    func `leaving puts the terminal back`(keys: String) throws {
        let pty = try wall()
        let before = pty.modes
        try pty.wait(for: "MONITOR")
        #expect(pty.modes != before)
        pty.send(keys)
        #expect(try pty.end() == 0)
        #expect(pty.modes == before)
        #expect(pty.text.contains("\u{1B}[?1049l"))
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP])
    func `a signal puts the terminal back`(number: Int32) throws {
        let pty = try wall()
        let before = pty.modes
        try pty.wait(for: "MONITOR")
        kill(pty.process, number)
        let isFault = ![SIGTERM, SIGHUP, SIGINT].contains(number)
        #expect(try pty.end() == (isFault ? 128 + number : 0))
        #expect(pty.modes == before)
        #expect(pty.text.contains("\u{1B}[?1049l"))
    }

    @Test func `a terminal that is gone ends the program`() throws {
        let pty = try wall()
        try pty.wait(for: "MONITOR")
        pty.hangUp()
        #expect(try pty.end() == 0)
    }

    @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"])
    func `it works on a terminal of many kinds`(kind: String) throws {
        let pty = try wall(["TERM": kind])
        try pty.wait(for: "MONITOR")
        pty.send("q")
        #expect(try pty.end() == 0)
    }

    @Test(arguments: ["dumb", "no-such-terminal", ""])
    func `a terminal that cannot be drawn on is refused in a sentence`(kind: String) throws {
        let pty = try wall(["TERM": kind])
        let before = pty.modes
        #expect(try pty.end() == 2)
        #expect(pty.text.hasPrefix("baadal: "))
        #expect(pty.text.contains(kind.isEmpty ? "TERM" : kind))
        #expect(pty.modes == before)
    }

    @Test func `without a locale frames are drawn all the same`() throws {
        let pty = try wall(["LANG": ""])
        try pty.wait(for: "\u{250C}")
        pty.send("q")
        #expect(try pty.end() == 0)
    }

    @Test func `NO_COLOR leaves the colours out`() throws {
        let pty = try wall(["NO_COLOR": "1"])
        try pty.wait(for: "MONITOR")
        pty.send("q")
        #expect(try pty.end() == 0)
        #expect(pty.text.firstRange(of: /\x1b\[[0-9;]*(3[0-7]|38;5;|9[0-7])[0-9;]*m/) == nil)
        let coloured = try wall()
        try coloured.wait(for: "MONITOR")
        coloured.send("q")
        #expect(try coloured.end() == 0)
        #expect(coloured.text.contains("\u{1B}[38;5;") || coloured.text.contains("38;5;"))
    }

    @Test func `nothing is written while nothing changes`() throws {
        let pty = try wall()
        try pty.wait(for: "no cloud in")
        // The first key stops the panes from taking turns.
        pty.send("\u{12}")
        // A new minute moves the clock, once; then there is nothing to write.
        let isSilent = (0..<2).contains { _ in
            while pty.read(within: 500) {}
            pty.send("\u{12}")
            let before = pty.count
            pty.read(within: 2_500)
            return pty.count == before
        }
        #expect(isSilent)
        pty.send("q")
        #expect(try pty.end() == 0)
    }

    @Test func `a new size is drawn in full`() throws {
        let pty = try wall()
        try pty.wait(for: "MONITOR")
        let start = pty.count
        pty.resize(columns: 30, rows: 8)
        try pty.wait(for: "30x8; needs 40x10", after: start)
        pty.resize(columns: 100, rows: 30)
        try pty.wait(for: "MONITOR", after: start)
        pty.send("q")
        #expect(try pty.end() == 0)
    }

    @Test func `keys arrive in order, also those of many bytes and of a paste`() throws {
        let pty = try wall()
        try pty.wait(for: "MONITOR")
        pty.send("\u{1B}OP")
        try pty.wait(for: "Keys in")
        pty.send("q")
        let pasted = "abcdefghijklmnopqrstuvwxyz\u{E9}0123456789"
        pty.send(":\(pasted)")
        try pty.wait(for: "9")
        // It may have come in several pieces; this draws it whole.
        let start = pty.count
        pty.send("\u{C}")
        try pty.wait(for: pasted, after: start)
        pty.send("\u{3}")
        #expect(try pty.end() == 0)
    }

    @Test func `standard output and error do not lead to the screen`() throws {
        let pty = try wall()
        try pty.wait(for: "MONITOR")
        for descriptor in 1...2 {
            let target = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(pty.process)/fd/\(descriptor)"
            )
            #expect(!target.contains("pts") && !target.contains("tty"))
        }
        pty.send("q")
        #expect(try pty.end() == 0)
    }

    @Test func `Ctrl-Z goes to the shell, and fg comes back`() throws {
        let pty = try Pty(["/bin/bash", "--norc", "--noprofile", "-i"], environment: environment(["PS1": "prompt-"]))
        try pty.wait(for: "prompt-")
        pty.send("\(Self.program) monitor\n")
        try pty.wait(for: "MONITOR")
        var start = pty.count
        pty.send("\u{1A}")
        try pty.wait(for: "Stopped", after: start)
        start = pty.count
        pty.send("fg\n")
        try pty.wait(for: "MONITOR", after: start)
        start = pty.count
        pty.send("q")
        try pty.wait(for: "prompt-", after: start)
        pty.send("exit\n")
        #expect(try pty.end() == 0)
    }
}
