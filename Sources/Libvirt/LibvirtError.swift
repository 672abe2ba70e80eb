internal import CLibvirt
internal import Glibc

/// A failed libvirt call.
public struct LibvirtError: Error, Hashable, Sendable {
    /// The library's own error number, such as ``noDomain``.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// libvirt's `virErrorNumber`.
        public let rawValue: Int32

        /// A code by libvirt's number for it.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// Something went wrong inside libvirt or the hypervisor; the message says what.
        public static let internalError = Code(rawValue: 1)
        /// The driver has no such function.
        public static let noSupport = Code(rawValue: 3)
        /// The host's name has no address.
        public static let unknownHost = Code(rawValue: 4)
        /// No driver takes the URI, or the hypervisor cannot be reached.
        public static let noConnect = Code(rawValue: 5)
        /// An argument makes no sense to the function.
        public static let invalidArgument = Code(rawValue: 8)
        /// The hypervisor was asked and failed.
        public static let operationFailed = Code(rawValue: 9)
        /// The XML is not what libvirt accepts.
        public static let xml = Code(rawValue: 27)
        /// A domain of that name or identifier is there already.
        public static let domainExists = Code(rawValue: 28)
        /// The connection is read-only.
        public static let operationDenied = Code(rawValue: 29)
        /// A system call failed, on opening most often that of the transport.
        public static let systemError = Code(rawValue: 38)
        /// The exchange with the host's daemon failed.
        public static let rpc = Code(rawValue: 39)
        /// No domain has the name or UUID that was asked for.
        public static let noDomain = Code(rawValue: 42)
        /// The host did not accept who we are.
        public static let authFailed = Code(rawValue: 45)
        /// No storage pool has the name, identifier or path that was asked for.
        public static let noStoragePool = Code(rawValue: 49)
        /// No storage volume has the name, key or path that was asked for.
        public static let noStorageVol = Code(rawValue: 50)
        /// The object is not in a state that allows the operation.
        public static let operationInvalid = Code(rawValue: 55)
        /// The hypervisor cannot do what the configuration asks for.
        public static let configUnsupported = Code(rawValue: 67)
        /// A lock was not free in time, such as a domain's job.
        public static let operationTimeout = Code(rawValue: 68)
        /// The domain has no snapshot of that name.
        public static let noDomainSnapshot = Code(rawValue: 72)
        /// The function exists but takes no such flag here.
        public static let argumentUnsupported = Code(rawValue: 74)
        /// The operation was cancelled by someone.
        public static let operationAborted = Code(rawValue: 78)
        /// Credentials were needed and not given.
        public static let authCancelled = Code(rawValue: 79)
        /// The domain has no metadata of that namespace.
        public static let noDomainMetadata = Code(rawValue: 80)
        /// A migration was refused because the storage is not known to be shared.
        public static let migrateUnsafe = Code(rawValue: 81)
        /// The operation does not work for this kind of object.
        public static let operationUnsupported = Code(rawValue: 84)
        /// The libssh2 transport failed.
        public static let ssh = Code(rawValue: 85)
        /// The guest agent does not answer.
        public static let agentUnresponsive = Code(rawValue: 86)
        /// The resource is in use.
        public static let resourceBusy = Code(rawValue: 87)
        /// The host's access rules forbid it.
        public static let accessDenied = Code(rawValue: 88)
        /// A storage volume of that name is there already.
        public static let storageVolExists = Code(rawValue: 90)
        /// No way to authenticate is available.
        public static let authUnavailable = Code(rawValue: 94)
        /// The guest agent answers something else than what it was asked.
        public static let agentUnsynced = Code(rawValue: 97)
        /// The libssh transport failed.
        public static let libssh = Code(rawValue: 98)
        /// The domain has no such device.
        public static let deviceMissing = Code(rawValue: 99)
    }

    /// What libvirt says went wrong.
    public let code: Code
    /// The part of libvirt that reported it (`virErrorDomain`), such as 7 for the remote protocol; 0 where unknown.
    public let domain: Int32
    /// The C function that failed, such as `virDomainCreate`.
    public let function: String
    /// What libvirt said: one line without control characters.
    public let message: String

    /// An error of that code, made safe for one line of a screen.
    public init(code: Code, domain: Int32 = 0, function: String, message: String) {
        self.code = code
        self.domain = domain
        self.function = function
        self.message = singleLine(message)
    }
}

extension LibvirtError: CustomStringConvertible {
    /// The message, the function and the number.
    public var description: String { "\(message) (\(function), libvirt error \(code.rawValue))" }
}

extension LibvirtError {
    /// Reads the calling thread's last libvirt error.
    ///
    /// libvirt keeps one error per thread, so this must run on the thread that made the call, right after it.
    static func last(_ function: String) -> LibvirtError {
        guard let error = virGetLastError() else {
            return LibvirtError(code: .internalError, function: function, message: "no reason was given")
        }
        let message = error.pointee.message.map { String(cString: $0) } ?? "no reason was given"
        return LibvirtError(
            code: Code(rawValue: error.pointee.code),
            domain: error.pointee.domain,
            function: function,
            message: message
        )
    }
}

/// Runs a libvirt call that reports failure as a negative number.
@discardableResult
func call(_ function: String, _ body: () -> CInt) throws(LibvirtError) -> CInt {
    let result = body()
    guard result >= 0 else { throw .last(function) }
    return result
}

/// Runs a libvirt call that reports failure as a null pointer.
func call(_ function: String, _ body: () -> OpaquePointer?) throws(LibvirtError) -> OpaquePointer {
    guard let result = body() else { throw .last(function) }
    return result
}

/// Runs a libvirt call that hands over a C string, or reports failure as null.
func callText(_ function: String, _ body: () -> UnsafeMutablePointer<CChar>?) throws(LibvirtError) -> String {
    guard let text = body() else { throw .last(function) }
    defer { free(text) }
    return String(cString: text)
}

/// Text from elsewhere as one line that cannot move a terminal's cursor or turn its writing around.
func singleLine(_ text: String) -> String {
    var line = ""
    var gap = false
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            gap = gap || scalar.properties.isWhitespace
        default:
            if gap, !line.isEmpty { line.append(" ") }
            gap = false
            line.unicodeScalars.append(scalar)
        }
    }
    return line
}
