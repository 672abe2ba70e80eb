import Libvirt
import Testing

@Suite struct LibvirtErrorTests {
    @Test func `a message is one line without control characters`() {
        let error = LibvirtError(
            code: .rpc,
            function: "f",
            message: "  first\r\n\u{1B}[2Jsecond\u{202E}\tthird \u{9B}x\n"
        )

        #expect(error.message == "first [2Jsecond third x")
    }

    @Test(
        arguments: [
            (38, "Cannot recv data: Host key verification failed.: Connection reset by peer", .unknownHostKey),
            (38, "Cannot recv data: @@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@: reset", .changedHostKey),
            (38, "Cannot recv data: root@h: Permission denied (publickey).: Connection reset by peer", .authentication),
            (38, "Cannot recv data: ssh: connect to host h port 22: Connection refused: reset by peer", .refused),
            (38, "Cannot recv data: ssh: Could not resolve hostname h: Name or service not known", .unreachable),
            (38, "unable to connect to server at 'h:16509': Connection refused", .refused),
            (38, "unable to connect to server at 'h:16509': No route to host", .unreachable),
            (38, "Failed to connect socket to '/run/libvirt/libvirt-sock': No such file or directory", .refused),
            (1, "internal error: connection closed due to keepalive timeout", .unreachable),
            (1, "internal error: client socket is closed", .unreachable),
            (38, "End of file while reading data: Input/output error", .unreachable),
            (68, "Timed out during operation: cannot acquire state change lock", .busy),
            (55, "Requested operation is not valid: domain is already running", .notAllowed),
            (3, "this function is not supported by the connection driver", .unsupported),
            (42, "Domain not found", .notFound),
            (
                85, "SSH transport error: No user interaction callback provided: Can't verify the session host key",
                .unknownHostKey
            ),
            (
                45,
                "authentication failed: !!! SSH HOST KEY VERIFICATION FAILED !!!: Identity of host 'h:22' differs.",
                .changedHostKey
            ),
            (
                45, "authentication failed: authentication with private key '/k' has failed: combination invalid",
                .authentication
            ),
            (
                85, "SSH transport error: No user interaction callback provided: Can't retrieve private key passphrase",
                .authentication
            ),
            (98, "libssh transport error: failed to authenticate: Access denied for 'publickey'", .authentication),
            (85, "SSH transport error: Remote command terminated with non-zero code: 1", .refused),
            (38, "Cannot read CA certificate '/etc/pki/CA/cacert.pem': No such file or directory", .authentication),
            (1, "internal error: unable to execute QEMU command", .other),
        ] as [(Int32, String, LibvirtError.Kind)]
    )
    func `the kind follows from number and words`(code: Int32, message: String, kind: LibvirtError.Kind) {
        let error = LibvirtError(code: LibvirtError.Code(rawValue: code), function: "f", message: message)

        #expect(error.kind == kind)
    }

    @Test func `a version is written as people do`() {
        #expect(LibvirtVersion(rawValue: 9_000_012).description == "9.0.12")
        #expect(LibvirtVersion(5, 9, 9) < LibvirtVersion(6, 0))
        #expect(Libvirt.version ?? LibvirtVersion(0, 0) >= LibvirtVersion(6, 0))
    }

    @Test func `an identifier is read and written`() {
        let text = "00112233-4455-8677-8000-0000000000ff"

        #expect(DomainUUID(text)?.description == text)
        #expect(DomainUUID(text)?.low == 0x8000_0000_0000_00FF)
        #expect(DomainUUID(text + "0") == nil)
        #expect(DomainUUID("zz112233-4455-8677-8000-0000000000ff") == nil)
    }
}
