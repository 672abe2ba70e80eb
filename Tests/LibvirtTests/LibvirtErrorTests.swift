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
            (49, "Storage pool not found: no storage pool with matching target path '/images'", .notFound),
            (50, "Storage volume not found: no storage vol with matching name 'a'", .notFound),
            (72, "Domain snapshot not found: no domain snapshot with matching name 'a'", .notFound),
            (99, "device not found: model 'virtio' mac '52:54:00:00:00:01' not found", .notFound),
            (90, "storage volume 'a' exists already", .exists),
            (9, "operation failed: domain 'a' already exists with uuid 00112233-4455-8677-8000-000000000001", .exists),
            (55, "Requested operation is not valid: domain with name 'a' already exists", .exists),
            (8, "unsupported flags (0x4) in function testStoragePoolCreateXML", .unsupported),
            (38, "cannot write data to file '/images/a': No space left on device", .noSpace),
            (1, "internal error: process exited: Failed to get \"write\" lock", .busy),
        ] as [(Int32, String, LibvirtError.Kind)]
    )
    func `the kind follows from number and words`(code: Int32, message: String, kind: LibvirtError.Kind) {
        let error = LibvirtError(code: LibvirtError.Code(rawValue: code), function: "f", message: message)

        #expect(error.kind == kind)
    }

    @Test(
        arguments: [
            (38, 18, "cannot open path '/images': No such file or directory", .notFound),
            (38, 0, "cannot open directory '/images': No such file or directory", .notFound),
            (38, 18, "cannot create path '/images/a': File exists", .exists),
            (1, 18, "internal error: storage volume name 'a' already in use.", .exists),
            (1, 18, "internal error: pool 'a' has asynchronous jobs running.", .busy),
            (1, 0, "internal error: Child process (qemu-img) status 1: Failed to get \"write\" lock", .busy),
            (38, 18, "cannot open path '/images': Permission denied", .other),
            (38, 7, "Cannot write data: Broken pipe", .unreachable),
            (1, 7, "internal error: client socket is closed", .unreachable),
        ] as [(Int32, Int32, String, LibvirtError.Kind)]
    )
    func `a file that is missing says nothing of the host`(
        code: Int32,
        domain: Int32,
        message: String,
        kind: LibvirtError.Kind
    ) {
        let code = LibvirtError.Code(rawValue: code)
        let error = LibvirtError(code: code, domain: domain, function: "virStoragePoolCreate", message: message)

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
