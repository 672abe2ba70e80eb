import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

/// A box with a stand-in for ISC's server.
///
/// It reads includes, wants each line to end in `;`, `{` or `}`, and does not know two hosts of a name. What it serves is
/// copied to `served`.
struct ISCBox {
    let box: LocalBox
    static let subnet = "subnet 10.0.0.0 netmask 255.255.0.0 {\n}\n"
    static let old = DHCPText(
        text: "# Ours.\nhost a { hardware ethernet 52:54:00:00:00:01; fixed-address 10.0.0.1; }\n"
    )
    static let new = DHCPText(
        text: old.text + "host b { hardware ethernet 52:54:00:00:00:02; fixed-address 10.0.0.2; }\n"
    )

    /// - Parameter main: The server's configuration; the file with the number of its process is named before it.
    init(main: String = subnet) async throws {
        box = try await LocalBox.make(Self.programs)
        try await box.sh(#"printf 'pid-file-name "%s";\n%s' "$BOX/dhcpd.pid" "$1" >"$BOX/dhcpd.conf""#, [main])
    }

    /// Runs a body with a box, and removes it.
    static func with(_ main: String = subnet, _ body: (ISCBox) async throws -> Void) async throws {
        let isc = try await ISCBox(main: main)
        do { try await body(isc) } catch { Issue.record(error) }
        try await isc.box.remove()
    }

    var main: String { box("dhcpd.conf") }
    var server: ISCServer { server(box) }

    func server(_ shell: LocalBox) -> ISCServer {
        ISCServer(shell: shell, file: box("baadal.conf"), main: main, leases: box("leases"), processFiles: [])
    }

    /// Has the server run with our old file.
    func serveOld() async throws {
        try await server.write(Self.old)
        try await box.sh(#"rm "$BOX/log""#)
    }

    /// How often the server was started.
    var starts: Int { box.lines("log").count }

    private static let programs = #"""
        cat >bin/dhcpd <<'END'
        #!/bin/sh
        # dhcpd -t [-q] -cf FILE
        awk -v home="$BOX" '
          function complain(line) { print line >"/dev/stderr"; failed = 1; exit 1 }
          function take(file, number, line, words) {
            number = 0
            while ((got = (getline line <file)) > 0) {
              number++
              if (line !~ /^[ \t\r]*(#|$)/ && line !~ /[;{}][ \t\r]*(#.*)?$/)
                complain(file " line " number ": semicolon expected.")
              split(line, words, /[ \t"]+/)
              if (words[1] == "host" && words[2] in hosts)
                complain(file " line " number ": host " words[2] ": already exists")
              if (words[1] == "host") hosts[words[2]] = 1
              if (words[1] == "include") take(words[2])
            }
            if (got < 0) complain("Can'"'"'t open " file ": No such file or directory")
            close(file)
          }
          BEGIN { print "A DHCP server"; take(ARGV[1]); exit 0 }
          END { exit failed }' "$(for last; do :; done; echo "$last")"
        END
        cat >bin/service <<'END'
        #!/bin/sh
        # It serves what it could read when it began, and does not begin with what 'refused' has a word of.
        echo "$*" >>"$BOX/log"
        if [ -f "$BOX/dhcpd.pid" ]; then kill "$(cat "$BOX/dhcpd.pid")" 2>/dev/null; rm "$BOX/dhcpd.pid"; fi
        rm -f "$BOX/served"
        dhcpd -t -cf "$BOX/dhcpd.conf" >/dev/null 2>&1 || { echo "self-test failed"; exit 1; }
        ours=$(sed -n 's/^include "\(.*\)";\r*$/\1/p' "$BOX/dhcpd.conf")
        if [ -f "$BOX/refused" ] && grep -qf "$BOX/refused" "$BOX/baadal.conf"; then echo "no interface"; exit 1; fi
        [ -z "$ours" ] || cp "$ours" "$BOX/served"
        "$BOX/daemon/dhcpd" 600 >/dev/null 2>&1 </dev/null &
        echo $! >"$BOX/dhcpd.pid"
        END
        printf '#!/bin/sh\nexec service "$@"\n' >bin/systemctl
        mkdir daemon
        ln -s "$(command -v sleep)" daemon/dhcpd
        echo '#!/bin/sh' >bin/sleep
        chmod +x bin/*
        """#
}
