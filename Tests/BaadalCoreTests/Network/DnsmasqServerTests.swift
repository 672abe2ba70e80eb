import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

@Suite(.timeLimit(.minutes(5))) struct DnsmasqServerTests {
    private let old = DHCPText(text: "# Ours.\n52:54:00:00:00:01,10.0.0.1,a\n")
    private let new = DHCPText(text: "# Ours.\n52:54:00:00:00:02,10.0.0.2,b\n")

    /// A stand-in that notes each time it is told to read again, and what it finds in its folder then.
    private static let programs = #"""
        mkdir hosts daemon conf
        cat >daemon/dnsmasq <<'END'
        #!/bin/sh
        # It counts as having been told once 'heard' has one more line.
        trap 'cat "$BOX/hosts/ours" >"$BOX/served" 2>/dev/null; [ ! -f "$BOX/dies" ] || exit 1; echo hup >>"$BOX/heard"' HUP
        trap 'kill "$rest"; exit 0' TERM
        "$BOX/nap" 600 & rest=$!
        echo ready >"$BOX/ready"
        while kill -0 "$rest" 2>/dev/null; do wait "$rest"; done
        END
        # The wait after a signal ends when the signal was heard.
        cat >bin/sleep <<'END'
        #!/bin/sh
        while [ -d "/proc/$(cat "$BOX/dnsmasq.pid")" ] && [ ! -s "$BOX/heard" ]; do :; done
        END
        chmod +x daemon/dnsmasq bin/sleep
        ln -s "$(PATH=/usr/bin:/bin command -v sleep)" nap
        echo "dhcp-hostsdir=$BOX/hosts" >conf/cloud.conf
        """#

    private func with(_ body: (LocalBox, DnsmasqServer) async throws -> Void) async throws {
        let box = try await LocalBox.make(Self.programs)
        do { try await body(box, server(box)) } catch { Issue.record(error) }
        try await box.remove()
    }

    private func server(_ box: LocalBox) -> DnsmasqServer {
        DnsmasqServer(
            shell: box,
            file: box("hosts/ours"),
            leases: box("leases"),
            configuration: [box("conf")],
            processFiles: [box("absent.pid"), box("dnsmasq.pid")]
        )
    }

    private func start(_ box: LocalBox) async throws {
        try await box.sh(
            #"""
            rm -f "$BOX/ready" "$BOX/heard"
            "$BOX/daemon/dnsmasq" >/dev/null 2>&1 </dev/null &
            echo $! >"$BOX/dnsmasq.pid"
            while [ ! -s "$BOX/ready" ]; do :; done
            """#
        )
    }

    @Test func `it is told to read a new file, and one that it has is left alone`() async throws {
        try await with { box, server in
            try await start(box)
            try await server.write(old)
            #expect(try box.text("served") == old.text)
            #expect(try await server.look().isExact(old, isEmpty: false))
            let before = try await box.sh(#"ls -i "$BOX/hosts/ours"; rm "$BOX/heard""#)
            try await server.write(old)
            #expect(!box.has("heard"))
            #expect(try await box.sh(#"ls -i "$BOX/hosts/ours""#) == before)
            try await server.write(new)
            #expect(try box.text("served") == new.text)
            #expect(try await box.sh(#"ls "$BOX/hosts""#) == "ours\n")
        }
    }

    @Test func `one that does not run has the file, and is told later`() async throws {
        try await with { box, server in
            #expect(await boxFailure { try await server.write(old) } == "it is not running")
            #expect(try box.text("hosts/ours") == old.text)
            let look = try await server.look()
            #expect(!look.isRunning && look.isPending(old, isEmpty: false))
            try await start(box)
            try await server.write(old)
            #expect(try await server.look().isExact(old, isEmpty: false))
        }
    }

    @Test func `one that ends when it is told is not taken for one that serves`() async throws {
        try await with { box, server in
            try await start(box)
            try await box.sh(#"touch "$BOX/dies""#)
            let why = await boxFailure { try await server.write(old) }
            #expect(why.hasPrefix("it ended when it was told to read"), "\(why)")
            #expect(try await server.look().isPending(old, isEmpty: false))
        }
    }

    @Test func `a folder that is missing is asked for`() async throws {
        try await with { box, server in
            try await box.sh(#"rmdir "$BOX/hosts""#)
            let why = await boxFailure { try await server.write(old) }
            #expect(why.contains("dhcp-hostsdir=\(box("hosts"))"), "\(why)")
        }
    }

    @Test func `it is known whether its configuration names the folder`() async throws {
        try await with { box, server in
            #expect(try await server.look().isRead)
            try await box.sh(#"sed -i 's/^/#/' "$BOX/conf/cloud.conf""#)
            #expect(try await !server.look().isRead)
            try await box.sh(
                #"""
                echo "dhcp-hostsdir=$BOX/hosts/" >"$BOX/other.conf"
                "$BOX/daemon/dnsmasq" "--conf-file=$BOX/other.conf" >/dev/null 2>&1 </dev/null &
                echo $! >"$BOX/dnsmasq.pid"
                while [ ! -s "$BOX/ready" ]; do :; done
                """#
            )
            #expect(try await server.look().isRead)
        }
    }

    @Test func `leases are read`() async throws {
        try await with { box, server in
            try await box.sh(#"echo '1800000000 52:54:00:00:00:77 10.0.0.7 guest *' >"$BOX/leases""#)
            let leases = try await server.look().leases
            #expect(leases.map { "\($0.address) \($0.mac.map { "\($0)" } ?? "")" } == ["10.0.0.7 52:54:00:00:00:77"])
        }
    }

    @Test func `a change that ends anywhere leaves a whole file, and the next one finishes it`() async throws {
        try await with { box, server in
            try await start(box)
            for number in 0... {
                try await box.sh(#"rm -f "$BOX/heard""#)
                try await server.write(old)
                try await box.sh(#"rm -f "$BOX/heard""#)
                let end: String?
                do {
                    try await self.server(box.ending(before: number)).write(new)
                    end = nil
                } catch { end = "\(error)" }
                #expect([old.text, new.text].contains(try box.text("hosts/ours")), "before \(number)")
                let look = try await server.look()
                guard end == "killed" else {
                    #expect(end == nil && number > 5)
                    #expect(look.isExact(new, isEmpty: false))
                    break
                }
                if look.isExact(new, isEmpty: false) {
                    #expect(try box.text("served") == new.text, "before \(number)")
                } else {
                    #expect(look.isPending(new, isEmpty: false), "before \(number)")
                }
                try await server.write(new)
                #expect(try await server.look().isExact(new, isEmpty: false), "before \(number)")
            }
        }
    }
}
