import BaadalModel
import Testing

@Suite struct PowerDriverTests {
    private static let typed: [[String]] = [
        ["ipmi", "address=10.0.0.9", "user=admin", "password-file=/etc/baadal/ipmi.kvm1"],
        [
            "ipmi", "address=fe80::1%eth0", "port=6230", "user=admin", "password-file=/etc/a", "interface=lanplus",
            "cipher=17",
        ],
        ["ipmi", "address=bmc-1.example.org", "user=$(id)", "password-file=/etc/a", "interface=lan"],
        ["libvirt", "uri=qemu+ssh://root@parent/system", "domain=kvm1"],
        ["libvirt", "uri=test:///x", "domain=; rm -rf / '\"=é"],
        ["command", "on=/usr/bin/pdu on 4", "off=/usr/bin/pdu off 4", "status=/usr/bin/pdu status 4"],
        ["command", "off=/usr/bin/pdu '' 'a b' 'it'\\''s' '$(id)' '=;&|'"],
        ["wol", "mac=52-54-00-1a-2b-3c"],
        ["wol", "mac=52:54:00:1A:2B:3C", "broadcast=10.0.0.255", "port=7"],
        ["ssh"], ["manual"],
    ]

    @Test(arguments: typed) func `a driver is read and written as words`(words: [String]) throws {
        let driver = try PowerDriver(words: words)
        #expect(driver.kind.rawValue == words[0])
        #expect(try PowerDriver(words: driver.words) == driver)
        #expect(Set(driver.words.map(key)).isSubset(of: words.map(key)))
    }

    private func key(_ word: String) -> Substring { word.prefix { $0 != "=" } }

    @Test func `each part of a driver is where it belongs`() throws {
        let ipmi = PowerDriver.IPMI.self
        let words = ["ipmi", "address=10.0.0.9", "user=a", "password-file=/etc/b", "port=1", "cipher=3"]
        let file = try FolderPath("/etc/b")
        let wanted = try ipmi.init(address: "10.0.0.9", port: 1, user: "a", passwordFile: file, cipher: 3)
        #expect(try PowerDriver(words: words) == .ipmi(wanted))
        let programs = try PowerDriver.Programs(
            on: nil,
            off: Argv(["/b", "a b"], "off"),
            status: Argv(["/c"], "status")
        )
        #expect(try PowerDriver(words: ["command", "off=/b 'a b'", "status=/c"]) == .command(programs))
        let wake = try PowerDriver.WakeUp(mac: try #require(MAC("52:54:00:1A:2B:3C")))
        #expect(try PowerDriver(words: ["wol", "mac=52:54:00:1A:2B:3C"]) == .wol(wake))
    }

    @Test(arguments: [
        [], [""], ["IPMI"], ["-rf"], ["ipmi"], ["ipmi", "address=a", "user=b"], ["ssh", "user=root"], ["manual", "x"],
        ["ipmi", "address=-oProxy", "user=a", "password-file=/a"],
        ["ipmi", "address=a b", "user=a", "password-file=/a"], ["ipmi", "address=a:1", "user=a", "password-file=/a"],
        ["ipmi", "address=a;id", "user=a", "password-file=/a"], ["ipmi", "address=", "user=a", "password-file=/a"],
        ["ipmi", "address=a", "user=", "password-file=/a"], ["ipmi", "address=a", "user=a\n", "password-file=/a"],
        ["ipmi", "address=a", "user=aaaaaaaaaaaaaaaaa", "password-file=/a"],
        ["ipmi", "address=a", "user=a", "password-file=a"], ["ipmi", "address=a", "user=a", "password-file=/../a"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "port=0"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "port=65536"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "port=+1"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "interface=open"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "cipher=0"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "cipher=x"],
        ["ipmi", "address=a", "user=a", "password-file=/a", "cipher=3", "interface=lan"],
        ["ipmi", "address=a", "address=b", "user=a", "password-file=/a"],
        ["libvirt", "uri=qemu:///system"], ["libvirt", "uri=qemu:///system", "domain="],
        ["libvirt", "uri=xen:///", "domain=a"], ["libvirt", "uri=qemu", "domain=a"],
        ["libvirt", "uri=qemu:///system", "domain=a\u{1b}[2J"], ["libvirt", "uri=qemu:/// ", "domain=a"],
        ["command"], ["command", "status=/a"], ["command", "on="], ["command", "on=pdu on"], ["command", "on=/a 'b"],
        ["command", "on=/a \\"], ["command", "off=/a\n/b"], ["command", "off=/a \u{0}"],
        ["wol"], ["wol", "mac=ff:ff:ff:ff:ff:ff"], ["wol", "mac=52:54:00:1A:2B:3C", "broadcast=10.0.0"],
        ["wol", "mac=52:54:00:1A:2B:3C", "port=x"],
    ])
    func `what is no driver is refused with what would be accepted`(words: [String]) {
        #expect { _ = try PowerDriver(words: words) } throws: { error in
            let text = "\(error)"
            return error is CloudError && (text.contains("accepted") || text.contains("needed"))
                && text.utf8.count < 300
        }
    }

    @Test(arguments: ["password=hunter2", "PASSWORD=hunter2", "secret=hunter2", "passwd=hunter2", "hunter2"])
    func `a password that is typed is refused and not repeated`(word: String) {
        #expect { _ = try PowerDriver(words: ["ipmi", "address=a", word]) } throws: { !"\($0)".contains("hunter2") }
    }

    @Test func `a megabyte that is pasted is refused at once`() {
        let text = String(repeating: "a", count: 1 << 20)
        for key in ["on", "off", "status"] {
            #expect(throws: CloudError.self) { try PowerDriver(words: ["command", "\(key)=/\(text)"]) }
        }
        #expect(throws: CloudError.self) { try PowerDriver(words: ["libvirt", "uri=test:///\(text)", "domain=a"]) }
    }

    @Test func `only what is safe in a shell is written without quotes`() throws {
        let words = ["command", "off=/usr/bin/pdu off 4"]
        #expect(try PowerDriver(words: words).description == "command 'off=/usr/bin/pdu off 4'")
        #expect(try PowerDriver(words: ["wol", "mac=52:54:00:1a:2b:3c"]).description == "wol mac=52:54:00:1A:2B:3C")
    }

    @Test func `arguments of every kind come back as they were`() throws {
        let pieces: [Unicode.Scalar] = [
            "'", "\"", "\\", " ", "$", "`", "=", "a", "é", "\u{301}", "👩", "~", "#", "*", "-",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let arguments = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                var text = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...6, using: &generator) {
                    text.append(pieces.randomElement(using: &generator) ?? "a")
                }
                return String(text)
            }
            let argv = try Argv(["/bin/x"] + arguments, "on")
            let read = try Argv(parsing: argv.description, "on")
            #expect(read.arguments.map { Array($0.unicodeScalars) } == argv.arguments.map { Array($0.unicodeScalars) })
            let driver = PowerDriver.command(try .init(on: argv, off: nil, status: nil))
            #expect(try PowerDriver(words: driver.words) == driver)
        }
    }

    @Test func `a packet that wakes is six times ones and sixteen times the address`() throws {
        let wake = try PowerDriver.WakeUp(mac: try #require(MAC("52:54:00:1A:2B:3C")))
        #expect(wake.packet.count == 102)
        #expect(wake.packet.prefix(6).allSatisfy { $0 == 255 })
        #expect(Array(wake.packet.suffix(6)) == [0x52, 0x54, 0, 0x1a, 0x2b, 0x3c])
        #expect(wake.packet.dropFirst(6).prefix(6) == wake.packet.suffix(6))
    }
}
