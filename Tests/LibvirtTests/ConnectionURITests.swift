import Libvirt
import Testing

@Suite struct ConnectionURITests {
    @Test(
        arguments: [
            ("qemu:///system", ConnectionURI.Kind.local, nil, nil),
            ("qemu+unix:///system?socket=/run/x", .local, nil, nil),
            ("test:///default", .test, nil, nil),
            ("test:///tmp/node.xml", .test, nil, nil),
            ("qemu+ssh://root@h1/system", .ssh, "h1", 22),
            ("qemu+ssh://root@h1:2222/system?keyfile=/k", .ssh, "h1", 2222),
            ("qemu+libssh2://root@h1.example/system?sshauth=privkey", .libssh2, "h1.example", 22),
            ("qemu+libssh://h1/system", .libssh, "h1", 22),
            ("qemu+tcp://[fe80::1]/system", .tcp, "fe80::1", 16509),
            ("qemu+tcp://10.0.0.1:99/system", .tcp, "10.0.0.1", 99),
            ("qemu+tls://h1/system", .tls, "h1", 16514),
            ("qemu://h1/system", .tls, "h1", 16514),
            ("test+tcp://h1/default", .tcp, "h1", 16509),
        ] as [(String, ConnectionURI.Kind, String?, UInt16?)]
    )
    func `accepted URIs tell how and where to`(
        text: String,
        kind: ConnectionURI.Kind,
        host: String?,
        port: UInt16?
    ) throws {
        let uri = try ConnectionURI(text)

        #expect(uri.kind == kind)
        #expect(uri.host == host)
        #expect(uri.port == port)
        #expect(kind == .ssh || uri.text == text)
    }

    @Test(arguments: [
        ("qemu+ssh://h/system", "qemu+ssh://h/system?no_tty=1"),
        ("qemu+ssh://h/system?keyfile=/k", "qemu+ssh://h/system?keyfile=/k&no_tty=1"),
        ("qemu+ssh://h/system?no_tty=0&keyfile=/k", "qemu+ssh://h/system?keyfile=/k&no_tty=1"),
        ("qemu+ssh://h/system?no%5Ftty=0", "qemu+ssh://h/system?no_tty=1"),
    ])
    func `ssh never asks on the terminal`(text: String, opened: String) throws {
        #expect(try ConnectionURI(text).text == opened)
    }

    @Test(arguments: [
        ("", ConnectionURIError.notURI),
        ("h1", .notURI),
        ("qemu:/system", .notURI),
        ("qemu:///system#x", .notURI),
        ("qemu:///sys\u{1B}[2Jtem", .unprintable),
        ("qemu:///sys tem", .unprintable),
        ("qemu+tcp://h/system?name=%0Ax", .unprintable),
        ("vbox:///session", .driver("vbox")),
        ("qemu+ext:///system?command=/bin/x", .transport("ext")),
        ("qemu+:///system", .transport("")),
        ("qemu+tcp:///system", .noHost),
        ("test+unix://h/default", .hostOfLocal),
        ("qemu+ssh://-oProxyCommand=x@h/system", .user),
        ("qemu+ssh://a:secret@h/system", .user),
        ("qemu+ssh://@h/system", .user),
        ("qemu+ssh://-oProxyCommand=x/system", .host("-oProxyCommand=x")),
        ("qemu+ssh://h$(x)/system", .host("h$(x)")),
        ("qemu+tcp://[::1/system", .host("[::1")),
        ("qemu+tcp://h:0/system", .port),
        ("qemu+tcp://h:x/system", .port),
        ("qemu+tcp://h:/system", .port),
        ("qemu+tcp://h/system?a%2=1", .encoding("a%2")),
        ("qemu+ssh://h/system?command=/bin/x", .program("command")),
        ("qemu+ssh://h/system?a=1;COMMAND=/bin/x", .program("COMMAND")),
        ("qemu+ssh://h/system?comm%61nd=/bin/x", .program("command")),
        ("qemu+libssh2://h/system?netcat=/bin/x", .program("netcat")),
    ])
    func `what is not accepted is refused with the reason`(text: String, reason: ConnectionURIError) {
        #expect(throws: reason) { try ConnectionURI(text) }
        #expect(!reason.description.isEmpty)
    }

    @Test func `programs are accepted where that is asked for`() throws {
        let uri = try ConnectionURI("qemu+ssh://h/system?command=/bin/wrapper", allowingPrograms: true)

        #expect(uri.parameters.map(\.name) == ["command"])
        #expect(uri.parameters.map(\.value) == ["/bin/wrapper"])
    }

    @Test(arguments: [
        ("qemu+ssh://h/system", false), ("qemu+ssh://h/system?no_verify=1", true),
        ("qemu+libssh2://h/system?known_hosts_verify=ignore", true),
    ])
    func `a URI that checks nobody's identity says so`(text: String, skips: Bool) throws {
        #expect(try ConnectionURI(text).skipsVerification == skips)
    }

    @Test(
        arguments: [
            ("qemu:///system", true), ("qemu+unix:///system", true), ("qemu+unix:///system?socket=/run/other", false),
            ("qemu+ssh://kvm1/system", false), ("qemu+tcp://127.0.0.1/system", false), ("test:///default", false),
        ]
    )
    func `this machine is meant by its own socket only`(text: String, isMeant: Bool) throws {
        #expect(try ConnectionURI(text).isThisMachine == isMeant)
    }
}
