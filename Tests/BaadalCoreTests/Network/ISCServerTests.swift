import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(5))) struct ISCServerTests {
    private let old = ISCBox.old
    private let new = ISCBox.new

    @Test(arguments: ["", "\n", "# no end", "\r\n", "x {\r\n}\r\n"])
    func `the configuration gets one line at its end and keeps all else`(end: String) async throws {
        try await ISCBox.with(ISCBox.subnet + end) { isc in
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
        try await ISCBox.with { isc in
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
        try await ISCBox.with { isc in
            try await isc.serveOld()
            try await isc.server.write(new)
            let hidden = try await isc.box.sh(#"ls -A "$BOX" | grep '^\.'"#)
            #expect(hidden == ".baadal.conf.baadal-lock\n.baadal.conf.baadal-told\n")
        }
    }

    @Test func `what somebody else broke is said in the server's words, and nothing is changed`() async throws {
        try await ISCBox.with { isc in
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
        try await ISCBox.with(ISCBox.subnet + "host b { hardware ethernet 52:54:00:00:00:09; }\n") { isc in
            try await isc.serveOld()
            let why = await boxFailure { try await isc.server.write(new) }
            #expect(why.hasSuffix("baadal.conf line 3: host b: already exists"), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(isc.starts == 0)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a file that the server does not start with is taken back`() async throws {
        try await ISCBox.with { isc in
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
        try await ISCBox.with { isc in
            try await isc.box.sh(#"echo 'host a' >"$BOX/refused""#)
            _ = await boxFailure { try await isc.server.write(old) }
            #expect(try isc.box.text("baadal.conf").hasPrefix("#"))
            #expect(try await isc.server.look().isRunning)
        }
    }

    @Test func `a server that starts with neither file is told apart`() async throws {
        try await ISCBox.with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"echo 'host' >"$BOX/refused""#)
            let why = await boxFailure { try await isc.server.write(new) }
            #expect(why.hasSuffix("nor does it with what it had before"), "\(why)")
            #expect(try isc.box.text("baadal.conf") == old.text)
            #expect(try await !isc.server.look().isRunning)
        }
    }

    @Test func `a configuration that is a link stays one`() async throws {
        try await ISCBox.with { isc in
            try await isc.box.sh(#"cd "$BOX"; mkdir real; mv dhcpd.conf real/it.conf; ln -s real/it.conf dhcpd.conf"#)
            try await isc.server.write(old)
            #expect(try await isc.box.sh(#"readlink "$BOX/dhcpd.conf""#) == "real/it.conf\n")
            #expect(try isc.box.text("real/it.conf").hasSuffix("include \"\(isc.server.file)\";\n"))
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `a line that is commented out counts as none`() async throws {
        try await ISCBox.with { isc in
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
        try await ISCBox.with { isc in
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
        try await ISCBox.with { isc in
            try await isc.serveOld()
            try await isc.box.sh(#"kill "$(cat "$BOX/dhcpd.pid")"; rm "$BOX/dhcpd.pid""#)
            #expect(try await !isc.server.look().isRunning)
            try await isc.server.write(old)
            #expect(isc.starts == 1)
            #expect(try await isc.server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `leases are read`() async throws {
        try await ISCBox.with { isc in
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
}
