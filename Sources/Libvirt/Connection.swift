internal import CLibvirt
internal import Synchronization

/// A connection to one hypervisor.
///
/// Every call blocks for as long as the network and the hypervisor take, and none can be cancelled: make them on a
/// thread that may be given up. Calls that hang keep the connection alive, so dropping other references meanwhile is
/// safe. The last reference closes it, which talks to the host and may block too.
///
/// It is safe to send: libvirt's connections may be used by any thread, the handle never changes, and what does change
/// is behind locks.
public final class Connection: @unchecked Sendable {
    /// The URI that was opened.
    public let uri: String
    /// The kind of hypervisor in the driver's words, such as `QEMU` or `TEST`.
    public let hypervisorType: String

    let handle: OpaquePointer
    let cache = Mutex(StatsCache())
    let subscriptions = Mutex(Subscriptions())

    /// Opens a connection, however long the transport takes to answer.
    ///
    /// Check the text by ``ConnectionURI`` first and open what it gives: the library itself would run programs that
    /// a URI names, and ask for passwords on the terminal. The C function is `virConnectOpenAuth`.
    public init(opening uri: String, readOnly: Bool = false) throws(LibvirtError) {
        try Libvirt.start()
        let flags = readOnly ? VIR_CONNECT_RO.rawValue : 0
        let handle = try call("virConnectOpenAuth") { virConnectOpenAuth(uri, nil, flags) }
        guard let type = virConnectGetType(handle) else {
            let error = LibvirtError.last("virConnectGetType")
            virConnectClose(handle)
            throw error
        }
        self.uri = uri
        self.handle = handle
        hypervisorType = String(cString: type)
    }

    deinit {
        unsubscribe()
        virConnectClose(handle)
    }

    /// Asks the host for a sign of life whenever it was silent for a while.
    ///
    /// A connection is taken for lost after about `interval` × (`count` + 1) seconds. Without this, a call on a dead
    /// connection hangs until the kernel gives up.
    ///
    /// - Returns: False where the driver knows no keep-alive, as those without a network.
    @discardableResult
    public func setKeepAlive(interval: Int, count: Int) throws(LibvirtError) -> Bool {
        let seconds = Int32(clamping: interval)
        do {
            return try call("virConnectSetKeepAlive") {
                virConnectSetKeepAlive(handle, seconds, UInt32(clamping: count))
            } == 0
        } catch  where error.kind == .unsupported {
            return false
        }
    }

    /// False once the connection is known to be lost.
    ///
    /// It asks nobody, so true does not mean that the host answers.
    public var isAlive: Bool { virConnectIsAlive(handle) == 1 }
}
