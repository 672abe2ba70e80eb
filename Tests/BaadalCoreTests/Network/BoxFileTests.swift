import BaadalModel
import Testing

@testable import BaadalCore

/// Files of a box: the scripts themselves, run for real.
@Suite struct BoxFileTests {
    private static func with(_ setup: String, _ body: (LocalBox) async throws -> Void) async throws {
        let box = try await LocalBox.make(setup)
        do { try await body(box) } catch {
            try await box.remove()
            throw error
        }
        try await box.remove()
    }

    @Test func `a file is read, replaced with its mode, and removed`() async throws {
        try await Self.with("mkdir -m 0755 d; printf old >d/f; chmod 0640 d/f; ln -s f d/link") { box in
            #expect(try await box.readFile(box("d/f")) == .text("old"))
            #expect(try await box.readFile(box("d/none")) == .missing)
            #expect(try await box.readFile(box("none/f")) == .nowhere)
            try await box.replace(box("d/link"), with: "new\n")
            #expect(
                try await box.sh("stat -c %a \"$BOX/d/f\"; cat \"$BOX/d/f\"; readlink \"$BOX/d/link\"")
                    == "640\nnew\nf\n"
            )
            try await box.remove(box("d/f"))
            #expect(try await box.readFile(box("d/link")) == .missing)
            let refusal = await boxFailure { try await box.replace(box("none/f"), with: "x") }
            #expect(refusal == "its folder is not there")
        }
    }

    @Test(arguments: ["dir", "pipe", "link"])
    func `what is no regular file is neither read nor replaced`(name: String) async throws {
        try await Self.with("mkdir dir; mkfifo pipe; ln -s pipe link") { box in
            let words = "it is no regular file, and is left as it is"
            #expect(await boxFailure { _ = try await box.readFile(box(name)) } == words)
            #expect(await boxFailure { try await box.replace(box(name), with: "x") } == words)
            let link = try await box.sh("cd \"$BOX\"; [ -d dir ] && [ -p pipe ] && readlink link")
            #expect(link == "pipe\n")
        }
    }
}
