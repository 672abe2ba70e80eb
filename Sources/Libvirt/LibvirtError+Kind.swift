extension LibvirtError {
    /// What a failure means to a caller who must decide what to do next.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The host does not answer, or the connection to it was lost.
        case unreachable
        /// The host answers, but nothing serves libvirt there.
        case refused
        /// The host does not accept our key, password or certificate.
        case authentication
        /// The host's key is in no list of known hosts.
        case unknownHostKey
        /// The host's key is not the one that is known.
        case changedHostKey
        /// The driver or hypervisor cannot do this at all.
        case unsupported
        /// The domain, snapshot, device, file or metadata does not exist.
        case notFound
        /// Something of that name is there already.
        case exists
        /// The host's file system is full.
        case noSpace
        /// The domain's state, or our rights, do not allow this now.
        case notAllowed
        /// Something else holds the domain; it may pass.
        case busy
        /// None of these; the message says what.
        case other
    }

    /// What the failure means, by libvirt's number and, for transports, by known parts of the message.
    ///
    /// Transports report every failure under a few general numbers, so the words of OpenSSH, libssh2, libssh and
    /// the C library decide there. They are not translated only under the C and English locales.
    public var kind: Kind {
        if message.contains("No space left") { return .noSpace }
        return switch code {
        case .noDomain, .noDomainMetadata, .noStoragePool, .noStorageVol, .noDomainSnapshot, .deviceMissing: .notFound
        case .domainExists, .storageVolExists: .exists
        case .operationFailed where saysExists, .operationInvalid where saysExists: .exists
        case .invalidArgument where message.hasPrefix("unsupported flags"): .unsupported
        case .systemError where isOfStorage, .internalError where isOfStorage: storageKind
        case .internalError where message.contains(Self.lockWords): .busy
        case .operationInvalid, .operationDenied, .accessDenied, .migrateUnsafe: .notAllowed
        case .operationTimeout, .resourceBusy: .busy
        case .noSupport, .argumentUnsupported, .operationUnsupported, .configUnsupported: .unsupported
        case .unknownHost: .unreachable
        case .authFailed, .authCancelled, .authUnavailable: hostKeyKind ?? .authentication
        case .internalError where Self.stateWords.contains(where: message.contains): .notAllowed
        case .noConnect, .systemError, .rpc, .ssh, .libssh, .internalError: transportKind
        default: .other
        }
    }

    private var saysExists: Bool { message.contains("already exists") }

    /// True where a storage function failed for another reason than the way to the host.
    ///
    /// Much of it is reported under no domain at all.
    private var isOfStorage: Bool {
        domain == Self.storage || (domain != Self.rpc && function.hasPrefix("virStorage"))
    }

    private var storageKind: Kind {
        if message.contains("No such file or directory") { return .notFound }
        if message.contains("File exists") || message.contains("already in use") { return .exists }
        let isBusy = message.contains("asynchronous jobs running") || message.contains(Self.lockWords)
        return isBusy ? .busy : .other
    }

    private var transportKind: Kind {
        if let kind = hostKeyKind { return kind }
        let words = message.lowercased()
        if Self.authenticationWords.contains(where: words.contains) { return .authentication }
        if Self.refusedWords.contains(where: words.contains) { return .refused }
        if Self.unreachableWords.contains(where: words.contains) { return .unreachable }
        return .other
    }

    private var hostKeyKind: Kind? {
        let words = message.lowercased()
        if Self.changedKeyWords.contains(where: words.contains) { return .changedHostKey }
        return Self.unknownKeyWords.contains(where: words.contains) ? .unknownHostKey : nil
    }

    /// libvirt's number for its remote protocol.
    private static let rpc: Int32 = 7
    /// libvirt's number for its storage driver.
    private static let storage: Int32 = 18
    /// What QEMU says of a disk that another process has open.
    private static let lockWords = "Failed to get \""
    // The test driver says it so.
    private static let stateWords = ["is already running", "not running", "not paused"]
    private static let changedKeyWords = [
        "identification has changed", "host key verification failed !!!", "differs from stored identity",
    ]
    private static let unknownKeyWords = [
        "host key verification failed", "was not accepted", "can't verify the session host key", "unknown host key",
        "host key is known for",
    ]
    private static let authenticationWords = [
        "permission denied", "authentication failed", "authentication methods", "failed to authenticate",
        "unable to extract public key", "private key", "certificate", "too many authentication failures",
        "authentication required",
    ]
    private static let refusedWords = [
        "connection refused", "no such file or directory", "failed to connect socket", "nc: ",
        "remote command terminated",
    ]
    private static let unreachableWords = [
        "no route to host", "timed out", "could not resolve", "unable to resolve", "unreachable", "keepalive timeout",
        "client socket is closed", "end of file", "broken pipe", "connection reset", "connection closed",
        "name or service not known", "host is down", "temporary failure in name resolution", "socket disconnect",
    ]
}
