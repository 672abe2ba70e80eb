import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(5))) struct ISCFaultTests {
    private let old = ISCBox.old
    private let new = ISCBox.new

    @Test func `a file that did not arrive whole is not used`() async throws {
        try await ISCBox.with { isc in
            try await isc.serveOld()
            let half = HalfBox(box: isc.box)
            let server = ISCServer(
                shell: half,
                file: isc.server.file,
                main: isc.main,
                leases: isc.server.leases,
                processFiles: []
            )
            #expect(await boxFailure { try await server.write(new) }.hasPrefix("not all of"))
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(isc.starts == 0)
        }
    }

    @Test func `a disk without room leaves what is there`() async throws {
        try await ISCBox.with { isc in
            try await isc.serveOld()
            let long = DHCPText(text: new.text + String(repeating: "# long\n", count: 400))
            let why = await boxFailure { try await isc.server(isc.box.full).write(long) }
            #expect(why.contains("baadal.conf cannot be written: cat: "), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test(arguments: [false, true])
    func `a change that ends anywhere leaves a whole file, and the next one finishes it`(fails: Bool) async throws {
        try await ISCBox.with { isc in
            try await isc.serveOld()
            let main = try isc.box.text("dhcpd.conf")
            for number in 0... {
                try await isc.box.sh(#"rm -f "$BOX/refused""#)
                try await isc.server.write(old)
                if fails { try await isc.box.sh(#"echo 'host b' >"$BOX/refused""#) }
                let end = await outcome { try await isc.server(isc.box.ending(before: number)).write(new) }
                #expect([old.text, new.text].contains(try isc.box.text("baadal.conf")), "before \(number)")
                #expect(try isc.box.text("dhcpd.conf") == main)
                let look = try await isc.server.look()
                if look.isExact(new, isEmpty: false) {
                    #expect(try isc.box.text("served") == new.text, "before \(number)")
                }
                guard end == "killed" else {
                    #expect(number > 10)
                    break
                }
                let isKnown: Bool = if case .failed(new.id, _, _) = look.told { fails } else { false }
                #expect(
                    isKnown || look.isExact(new, isEmpty: false) || look.isPending(new, isEmpty: false),
                    "before \(number)"
                )
                _ = await outcome { try await isc.server.write(new) }
                #expect(try isc.box.text("served") == (fails ? old : new).text, "before \(number)")
            }
        }
    }

    @Test func `a line that is added is added once, wherever the change ended before`() async throws {
        try await ISCBox.with { isc in
            let main = try isc.box.text("dhcpd.conf")
            for number in 0... {
                try await isc.box.sh(#"cd "$BOX"; rm -f baadal.conf .baadal*; printf %s "$1" >dhcpd.conf"#, [main])
                let end = await outcome { try await isc.server(isc.box.ending(before: number)).write(new) }
                let included = main + "include \"\(isc.server.file)\";\n"
                #expect([main, included].contains(try isc.box.text("dhcpd.conf")), "before \(number)")
                guard end == "killed" else {
                    #expect(end == nil && number > 10)
                    break
                }
                try await isc.server.write(new)
                #expect(try isc.box.text("dhcpd.conf") == included)
                #expect(try isc.box.text("served") == new.text)
            }
        }
    }

    /// The words of a failure; `nil` where there was none.
    private func outcome(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return "\(error)" }
        return nil
    }
}

/// A box that the session is lost to half way through the input.
private struct HalfBox: BoxShell {
    let box: LocalBox

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        try await box.run(arguments, input: String(input.prefix(input.count / 2)), within: deadline)
    }
}
