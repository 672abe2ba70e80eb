import Testing

@testable import BaadalCore

/// How connections are ended: the script itself, run for real with a `conntrack` of its own.
@Suite struct CuttingTests {
    /// What `conntrack` says, and with what it ends.
    private static let answers = [
        (says: "conntrack v1.4.7 (conntrack-tools): 2 flow entries have been deleted.", ends: 0, refusal: ""),
        ("conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.", 1, ""),
        (
            "conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root", 1,
            "conntrack: sorry, you must be root"
        ),
        ("conntrack: command is damaged", 127, "conntrack: command is damaged"),
    ]

    @Test(arguments: answers)
    func `what is not there is ended, what cannot be ended is not`(says: String, ends: Int, refusal: String)
        async throws
    {
        let box = try await LocalBox.make(
            """
            printf '#!/bin/sh\\necho "$@" >>"$BOX/asked"\\necho "\(says)" >&2\\nexit \(ends)\\n' >bin/conntrack
            chmod +x bin/conntrack
            """
        )
        let input = "203.0.113.1 0 10.0.0.1\n203.0.113.2 20000 192.0.2.1\n"
        if refusal.isEmpty {
            _ = try await box.script(NATKeeper.cutting, input: input)
            #expect(
                box.lines("asked") == [
                    "-D --orig-dst 203.0.113.1", "-D --orig-src 10.0.0.1 --reply-dst 203.0.113.1",
                    "-D -p tcp --orig-dst 203.0.113.2 --orig-port-dst 20000",
                ]
            )
        } else {
            #expect(await boxFailure { _ = try await box.script(NATKeeper.cutting, input: input) } == refusal)
            #expect(box.lines("asked").count == 1)
        }
        try await box.remove()
    }
}
