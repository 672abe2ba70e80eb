import BaadalModel
import Testing

@testable import BaadalCore

/// Only who has looked last changes a box: the scripts themselves, run for real.
@Suite struct FencedBoxTests {
    /// A box, and two controllers that know of nobody else.
    private static func with(
        fence: String = "fence",
        _ body: (LocalBox, _ old: FencedBox, _ new: FencedBox) async throws -> Void
    ) async throws {
        let box = try await LocalBox.make("touch log")
        let fence = box(fence)
        do { try await body(box, FencedBox(box, fence: fence), FencedBox(box, fence: fence)) } catch {
            try await box.remove()
            throw error
        }
        try await box.remove()
    }

    private static func append(_ box: FencedBox, _ text: String) async throws {
        _ = try await box.run(["sh", "-c", "cat >>\"$BOX/log\""], input: text, within: .seconds(60))
    }

    @Test func `a change of one that has not looked since is refused`() async throws {
        try await Self.with { box, old, new in
            #expect(try await old.look("echo seen") == "seen\n")
            try await Self.append(old, "first\n")
            _ = try await new.look("cat \"$BOX/log\"")
            let refusal = await boxFailure { try await Self.append(old, "late\n") }
            #expect(refusal.contains("somebody else has looked at it meanwhile"))
            try await Self.append(new, "second\n")
            #expect(box.lines("log") == ["first", "second"])
            _ = try await old.look("true")
            try await Self.append(old, "third\n")
            #expect(box.lines("log").last == "third")
        }
    }

    @Test func `a look waits for the change that is under way`() async throws {
        try await Self.with { box, old, new in
            _ = try await old.look("true")
            async let change: Void = {
                let script = "touch \"$BOX/began\"; until [ -e \"$BOX/go\" ]; do sleep 0.02; done; cat >>\"$BOX/log\""
                _ = try await old.run(["sh", "-c", script], input: "slow\n", within: .seconds(60))
            }()
            try await box.sh("until [ -e \"$BOX/began\" ]; do sleep 0.02; done")
            async let seen = new.look("cat \"$BOX/log\"")
            try await box.sh("touch \"$BOX/go\"")
            #expect(try await seen == "slow\n")
            try await change
        }
    }

    @Test func `what has not arrived whole is not begun`() async throws {
        try await Self.with { box, _, _ in
            let cut = FencedBox(TornBox(box: box), fence: box("fence"))
            let refusal = await boxFailure { try await Self.append(cut, "a text\n") }
            #expect(refusal == "not all of a change has arrived")
            #expect(box.lines("log").isEmpty)
        }
    }

    @Test func `text comes as it is, whatever it ends with`() async throws {
        try await Self.with { box, old, _ in
            _ = try await old.look("true")
            for text in ["", "\n\n\n", "no end", "%s \\n $HOME `x`\n", "\u{E9}\n"] {
                try await box.sh(": >\"$BOX/log\"")
                try await Self.append(old, text)
                #expect(try box.text("log") == text)
            }
        }
    }

    @Test func `a box without room for a mark is kept all the same`() async throws {
        try await Self.with(fence: "missing/fence") { box, old, new in
            _ = try await old.look("true")
            _ = try await new.look("true")
            try await Self.append(old, "done\n")
            #expect(box.lines("log") == ["done"])
        }
    }
}

/// A box whose line breaks within what it is told.
private struct TornBox: BoxShell {
    let box: LocalBox

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        try await box.run(arguments, input: String(input.dropLast(3)), within: deadline)
    }
}
