import BaadalModel
import BaadalStore
import Glibc
import Libvirt
import Testing

@testable import baadal

@Suite struct ScreenEndTests {
    private let vm = VM.sample("web")

    private func xml(listen: String = "10.0.0.1", port: String = "20001") -> String {
        """
        <domain><name>web</name><devices>
        <graphics type='vnc' port='\(port)' autoport='no' listen='\(listen)'/></devices></domain>
        """
    }

    private func end(_ xml: String?, uri: String = "qemu+ssh://root@kvm1/system", vm: VM? = nil) throws -> ScreenEnd {
        try ScreenEnd(of: vm ?? self.vm, in: .sample(hosts: [.sample("kvm1", uri: uri)]), xml: xml)
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("fe80::1", "fe80::1"),
        ("127.0.0.1", "127.0.0.1"),
    ])
    func `a screen is reached where its host says that it listens`(listen: String, address: String) throws {
        let end = try end(xml(listen: listen))
        #expect(end.address == address)
        #expect(end.port == 20_001)
    }

    @Test(arguments: ["kvm1", "10.0.0.1:22", "/run/x.sock", "-oProxyCommand=x", "", "10.0.0.1 "])
    func `what is no address becomes no argument`(listen: String) {
        #expect(ScreenEnd.reachable(listen) == nil)
        #expect(throws: Failure.self) { try end(xml(listen: listen)) }
    }

    @Test func `a screen without a port, or without XML, is refused in words`() {
        let why = Failure(.refused, "'web' has no VNC screen on a port that is known")
        #expect(throws: why) { try end(xml(port: "-1")) }
        #expect(throws: why) { try end(nil) }
        #expect(throws: why) { try end("<domain") }
    }

    @Test func `a VM that is off has no screen, and the demo has none either`() {
        #expect(throws: CloudError.wrongState(vm: "web", state: .stopped, accepted: [.running, .paused])) {
            try end(xml(), vm: .sample("web", state: .stopped))
        }
        let why = "'web' has no screen: libvirt's test driver, which kvm1 uses, has none"
        #expect(throws: Failure(.refused, why)) { try end(xml(), uri: "test:///a.xml") }
    }

    @Test func `a host that is this machine needs no tunnel, and one without SSH has none`() throws {
        #expect(try end(xml(), uri: "qemu:///system").way == .here)
        let why = "host kvm1 is not reached by SSH, and no tunnel leads there"
        #expect(throws: Failure(.refused, why)) { try end(xml(), uri: "qemu+tls://kvm1/system") }
    }

    private func arguments(_ uri: String, listen: String = "10.0.0.1") throws -> [String] {
        let keys = CloudKeys(StateDirectory(path: "/var/lib/my %h"))
        let end = try end(xml(listen: listen), uri: uri)
        return try SSHTunnel(try ConnectionURI(uri), keys: keys).arguments(from: 5901, to: end)
    }

    @Test func `a tunnel has the cloud's own key and list of hosts, and nothing of the account's`() throws {
        #expect(
            try arguments("qemu+ssh://asha@kvm1:2222/system") == [
                "ssh", "-F", "none", "-N", "-T", "-i", "/var/lib/my %%h/ssh/id_ed25519", "-o", "IdentitiesOnly=yes",
                "-o", "UserKnownHostsFile=\"/var/lib/my %%h/ssh/known_hosts\"", "-o", "GlobalKnownHostsFile=/dev/null",
                "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes",
                "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR",
                "-L", "127.0.0.1:5901:10.0.0.1:20001", "-p", "2222", "-l", "asha", "--", "kvm1",
            ]
        )
    }

    @Test func `what the URI of a host says of keys counts before that`() throws {
        let found = try arguments("qemu+libssh2://kvm1/system?keyfile=/k&known_hosts=/h", listen: "::")
        #expect(found.contains("/k"))
        #expect(found.contains("UserKnownHostsFile=\"/h\""))
        #expect(found.contains("127.0.0.1:5901:[::1]:20001"))
        #expect(found.suffix(5) == ["22", "-l", "root", "--", "kvm1"])
    }

    @Test func `a port that is taken is not had, and another one is where nothing was wished`() throws {
        let taken = try Listener()
        #expect(throws: Failure.self) { try LocalPort.free(wish: taken.port, or: taken.port) }
        let port = try LocalPort.free(wish: nil, or: taken.port)
        #expect(port != taken.port && port != 0)
    }
}

/// A port of this machine that is taken for as long as it lives.
private final class Listener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isThere = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        try #require(isThere)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
