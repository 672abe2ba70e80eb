import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(5))) struct ISCServerTests {
    private let old = ISCBox.old
    private let new = ISCBox.new

    /// Runs a body with a box, and removes it.
    private func with(_ main: String = ISCBox.subnet, _ body: (ISCBox) async throws -> Void) async throws {
        let box = try await ISCBox(main: main)
        do { try await body(box) } catch { Issue.record(error) }
        try await box.box.remove()
    }

    @Test(arguments: ["", "\n", "# no end", "\r\n", "x {\r\n}\r\n"])
    func `the configuration gets one line at its end and keeps all else`(end: String) async throws {
        try await with(ISCBox.subnet + end) { isc in
            try await isc.box.sh(#"chmod 640 "$BOX/dhcpd.conf"; chown 7:8 "$BOX/dhcpd.conf""#)
            let before = try isc.box.text("dhcpd.conf")
            try await isc.server.write(old)
            let line = "include \"\(isc.server.file)\";\n"
            #expect(try isc.box.text("dhcpd.conf") == before + (end == "# no end" ? "\n" : "") + line)
            #expect(try await isc.box.sh(#"stat -c '%a %u %g' "$BOX/dhcpd.conf""#) == "640 7 8\n")
            #expect(try isc.box.text("served") == old.text)
            let after = try isc.box.text("dhcpd.conf")
            try await isc.server.write(new)
            #expect(try isc.box.text("dhcpd.conf") == after)
            #expect(try isc.box.text("served") == new.text)
            #expect(isc.starts == 2)
        }
    }

    @Test func `what is served already is left alone`() async throws {
        try await with { isc in
            try await isc.serveOld()
            let before = try await isc.box.sh(#"cd "$BOX"; ls -i baadal.conf dhcpd.conf; cat dhcpd.pid"#)
            try await isc.server.write(old)
            #expect(isc.starts == 0)
            #expect(try await isc.box.sh(#"cd "$BOX"; ls -i baadal.conf dhcpd.conf; cat dhcpd.pid"#) == before)
            let look = try await isc.server.look()
            #expect(look.isExact(old, isEmpty: false))
        }
    }

    @Test func `nothing but what is served is left behind`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.server.write(new)
            let hidden = try await isc.box.sh(#"ls -A "$BOX" | grep '^\.'"#)
            #expect(hidden == ".baadal.conf.baadal-lock\n.baadal.conf.baadal-told\n")
        }
    }

    @Test func `what somebody else broke is said in the server's words, and nothing is changed`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"echo 'option x' >>"$BOX/dhcpd.conf""#)
            let before = try isc.box.text("dhcpd.conf")
            let why = await boxFailure { try await isc.server.write(new) }
            let complaint = "\(isc.main) line 5: semicolon expected."
            #expect(why == "its configuration is broken by somebody else: \(complaint)")
            #expect(try await isc.server.look().fault == complaint)
            #expect(try isc.box.text("dhcpd.conf") == before)
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(isc.starts == 0)
        }
    }

    @Test func `a file that the server refuses never takes the place of the old one`() async throws {
        try await with(ISCBox.subnet + "host b { hardware ethernet 52:54:00:00:00:09; }\n") { isc in
            try await isc.serveOld()
            let why = await boxFailure { try await isc.server.write(new) }
            #expect(why.hasSuffix("baadal.conf line 3: host b: already exists"), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(isc.starts == 0)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a file that the server does not start with is taken back`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"echo 'host b' >"$BOX/refused""#)
            let why = await boxFailure { try await isc.server.write(new) }
            #expect(why == "the server does not start: no interface ; it runs with what it had before", "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(try isc.box.text("served") == old.text)
            let look = try await isc.server.look()
            #expect(look.isRunning)
            #expect(look.told == .failed(new.id, why: why, isOld: false))
            #expect(!look.isPending(new, isEmpty: false))
            try await isc.box.sh(#"touch -d '1 hour ago' "$BOX/.baadal.conf.baadal-told""#)
            #expect(try await isc.server.look().isPending(new, isEmpty: false))
            try await isc.box.sh(#"rm "$BOX/refused""#)
            try await isc.server.write(new)
            #expect(try isc.box.text("served") == new.text)
        }
    }

    @Test func `a first file that the server does not start with leaves one without entries`() async throws {
        try await with { isc in
            try await isc.box.sh(#"echo 'host a' >"$BOX/refused""#)
            _ = await boxFailure { try await isc.server.write(old) }
            #expect(try isc.box.text("baadal.conf").hasPrefix("#"))
            #expect(try await isc.server.look().isRunning)
        }
    }

    @Test func `a server that starts with neither file is told apart`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"echo 'host' >"$BOX/refused""#)
            let why = await boxFailure { try await isc.server.write(new) }
            #expect(why.hasSuffix("nor does it with what it had before"), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(try await !isc.server.look().isRunning)
        }
    }

    @Test func `a file that did not arrive whole is not used`() async throws {
        try await with { isc in
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
        try await with { isc in
            try await isc.serveOld()
            let long = DHCPText(text: new.text + String(repeating: "# long\n", count: 400))
            let why = await boxFailure { try await isc.server(isc.box.full).write(long) }
            #expect(why.contains("baadal.conf cannot be written: cat: "), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a configuration that is a link stays one`() async throws {
        try await with { isc in
            try await isc.box.sh(#"cd "$BOX"; mkdir real; mv dhcpd.conf real/it.conf; ln -s real/it.conf dhcpd.conf"#)
            try await isc.server.write(old)
            #expect(try await isc.box.sh(#"readlink "$BOX/dhcpd.conf""#) == "real/it.conf\n")
            #expect(try isc.box.text("real/it.conf").hasSuffix("include \"\(isc.server.file)\";\n"))
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a line that is commented out counts as none`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"sed -i 's/^include/# include/' "$BOX/dhcpd.conf""#)
            #expect(try await !isc.server.look().isRead)
            try await isc.server.write(old)
            #expect(
                try isc.box.text("dhcpd.conf").hasSuffix(
                    "# include \"\(isc.server.file)\";\ninclude \"\(isc.server.file)\";\n"
                )
            )
            #expect(isc.starts == 1)
        }
    }

    @Test(arguments: [#"echo 'host' >>"$BOX/baadal.conf""#, #"rm "$BOX/baadal.conf""#])
    func `our own file that is broken or gone is not somebody else's fault`(harm: String) async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(harm)
            let look = try await isc.server.look()
            #expect(look.fault == nil)
            #expect(look.refusal?.contains("baadal.conf") == true)
            try await isc.server.write(old)
            #expect(try isc.box.text("served") == old.text)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a server that does not run is started`() async throws {
        try await with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"kill "$(cat "$BOX/dhcpd.pid")"; rm "$BOX/dhcpd.pid""#)
            #expect(try await !isc.server.look().isRunning)
            try await isc.server.write(old)
            #expect(isc.starts == 1)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `leases are read`() async throws {
        try await with { isc in
            let lease = """
                lease 10.0.0.7 {
                  starts 4 2026/01/01 00:00:00;
                  binding state active;
                  next binding state free;
                  hardware ethernet 52:54:00:00:00:77;
                  client-hostname "guest";
                }

                """
            try await isc.box.sh(#"printf %s "$1" >"$BOX/leases""#, [lease])
            try await isc.server.write(old)
            let look = try await isc.server.look()
            #expect(look.leases.map(\.address) == [IPv4("10.0.0.7")])
            #expect(look.leases.first?.isActive == true)
            let mine = try #require(MAC("52:54:00:00:00:08"))
            let plan = try DHCPPlan([DHCPReservation(mac: mine, address: try #require(IPv4("10.0.0.7")))])
            #expect(look.strayLeases(plan).map(\.description) == ["10.0.0.7"])
        }
    }

    @Test(arguments: [false, true])
    func `a change that ends anywhere leaves a whole file, and the next one finishes it`(fails: Bool) async throws {
        try await with { isc in
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
        try await with { isc in
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
