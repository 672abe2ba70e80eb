internal import SSH
internal import Testing

@Suite struct SSHTargetTests {
    @Test(arguments: [
        ("root@host", "root", "host", 22, "host"),
        ("root@Host.example:2222", "root", "host.example", 2222, "[host.example]:2222"),
        ("a@b@10.0.0.1", "a@b", "10.0.0.1", 22, "10.0.0.1"), ("root@[::1]", "root", "::1", 22, "::1"),
        ("root@[fe80::1%eth0]:65535", "root", "fe80::1%eth0", 65535, "[fe80::1%eth0]:65535"),
    ])
    func `a target is read and written`(text: String, user: String, host: String, port: UInt16, name: String) throws {
        let target = try #require(SSHTarget(text))
        #expect(target.user == user)
        #expect(target.host == host)
        #expect(target.port == port)
        #expect(target.knownName == name)
        #expect(SSHTarget(target.description) == target)
    }

    @Test(arguments: [
        "", "host", "@host", "root@", "root@:22", "root@host:", "root@host:0", "root@host:65536", "root@host:+1",
        "root@host:1:2", "root@::1", "root@[host]", "root@[::1", "root@[::1]x", "-oProxyCommand=id@host", "root@-host",
        "ro ot@host", "root\n@host", "root@ho st", "root@host\n", "root@host,other", "root@*", "root@ho|st",
        "root@h\u{f6}st",
        "root@host:2 2", "ro\u{202e}ot@host", "root@host#", "root@host/x",
    ])
    func `what is no target is refused`(text: String) {
        #expect(SSHTarget(text) == nil)
    }
}
