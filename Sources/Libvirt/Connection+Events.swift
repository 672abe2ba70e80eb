internal import CLibvirt
internal import Synchronization

/// Something that happened to a domain.
public struct DomainEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        case defined, undefined, started, suspended, resumed, stopped
        /// The guest went through its shut-down; `stopped` follows.
        case shutdown
        /// Put to sleep by the guest's own power management.
        case pmSuspended
        case crashed
        /// The guest restarted; drivers that do not tell (the test driver) never send it.
        case rebooted
        /// One newer than this wrapper, with libvirt's number for it.
        case unknown(Int32)
    }

    /// The domain.
    public var uuid: DomainUUID
    /// Its name.
    public var name: String
    /// What happened.
    public var kind: Kind
    /// libvirt's number for how it came; its meaning depends on the kind, and 0 is a meaning too.
    public var detail: Int32
}

extension DomainEvent {
    /// True where a domain came or went under another name.
    public var isRename: Bool {
        (kind == .defined && detail == 2) || (kind == .undefined && detail == 1)
    }

    /// True where the domain came from another host or went to one.
    public var isMigration: Bool {
        switch kind {
        case .started, .suspended, .resumed: detail == 1
        case .stopped: detail == 3
        case .defined, .undefined, .shutdown, .pmSuspended, .crashed, .rebooted, .unknown: false
        }
    }
}

/// Why a connection was closed.
public enum CloseReason: Hashable, Sendable {
    /// The transport failed.
    case error
    /// The other end closed it.
    case endOfFile
    /// The host gave no sign of life for too long.
    case keepAlive
    /// This process asked for it.
    case client
    /// One newer than this wrapper, with libvirt's number for it.
    case unknown(Int32)
}

/// What to take back before a connection can close.
struct Subscriptions {
    var events: [Int32] = []
    /// What the close callback reads.
    ///
    /// Some drivers take the callback and forget its state, so that is kept here.
    var close: AnyObject?
}

extension Connection {
    /// Calls a body for everything that happens to the host's domains, until the connection goes.
    ///
    /// A connection takes one body only; a second is an error.
    ///
    /// It is called on libvirt's event thread, which serves all connections: hand the value on and return. The body
    /// must not hold this connection strongly, which could then never close.
    public func onLifecycle(_ body: @escaping @Sendable (DomainEvent) -> Void) throws(LibvirtError) {
        let lifecycle: virConnectDomainEventCallback = { _, domain, event, detail, state in
            if let box = Box<DomainEvent>.read(state), let event = DomainEvent(domain, .init(event), detail) {
                box.body(event)
            }
            return 0
        }
        let reboot: virConnectDomainEventGenericCallback = { _, domain, state in
            guard let box = Box<DomainEvent>.read(state), let event = DomainEvent(domain, .rebooted, 0) else { return }
            box.body(event)
        }
        let generic = unsafeBitCast(lifecycle, to: virConnectDomainEventGenericCallback.self)
        try subscribe(VIR_DOMAIN_EVENT_ID_LIFECYCLE, generic, body)
        do {
            try subscribe(VIR_DOMAIN_EVENT_ID_REBOOT, reboot, body)
        } catch  where error.kind == .unsupported {
            return
        }
    }

    /// Calls a body once when the connection is lost; at most one body a connection.
    ///
    /// It is called on libvirt's event thread, and must not hold this connection strongly. Closing on purpose, by the
    /// last reference, does not call it.
    public func onClose(_ body: @escaping @Sendable (CloseReason) -> Void) throws(LibvirtError) {
        let function = "virConnectRegisterCloseCallback"
        let box = Box(body)
        let isFirst = subscriptions.withLock { all in
            if all.close == nil { all.close = box }
            return all.close === box
        }
        guard isFirst else {
            throw LibvirtError(code: .operationInvalid, function: function, message: "the connection has a listener")
        }
        // Unretained: the callback is taken back before the connection lets the box go, and libvirt holds its lock
        // for the time of a call.
        let state = Unmanaged.passUnretained(box).toOpaque()
        do {
            try call(function) { virConnectRegisterCloseCallback(handle, closeCallback, state, nil) }
        } catch {
            subscriptions.withLock { $0.close = nil }
            throw error
        }
    }

    private func subscribe(
        _ event: virDomainEventID,
        _ callback: @escaping virConnectDomainEventGenericCallback,
        _ body: @escaping @Sendable (DomainEvent) -> Void
    ) throws(LibvirtError) {
        let state = Unmanaged.passRetained(Box(body)).toOpaque()
        do {
            let id = try call("virConnectDomainEventRegisterAny") {
                let number = Int32(bitPattern: event.rawValue)
                return virConnectDomainEventRegisterAny(
                    handle,
                    nil,
                    number,
                    callback,
                    state,
                    releaseBox
                )
            }
            subscriptions.withLock { $0.events.append(id) }
        } catch {
            releaseBox(state)
            throw error
        }
    }

    /// Takes all subscriptions back; each holds a reference to the connection, which could not close otherwise.
    func unsubscribe() {
        let all = subscriptions.withLock { $0 }
        for id in all.events { virConnectDomainEventDeregisterAny(handle, id) }
        if all.close != nil { virConnectUnregisterCloseCallback(handle, closeCallback) }
    }
}

private let closeCallback: virConnectCloseFunc = { _, reason, state in
    Box<CloseReason>.read(state)?.body(CloseReason(reason))
}

/// Carries a closure through C.
private final class Box<Value>: Sendable {
    let body: @Sendable (Value) -> Void

    init(_ body: @escaping @Sendable (Value) -> Void) { self.body = body }

    static func read(_ state: UnsafeMutableRawPointer?) -> Box? {
        state.map { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func releaseBox(_ state: UnsafeMutableRawPointer?) {
    if let state { Unmanaged<AnyObject>.fromOpaque(state).release() }
}

extension DomainEvent {
    fileprivate init?(_ domain: OpaquePointer?, _ kind: Kind, _ detail: Int32) {
        guard let domain, let uuid = try? DomainUUID(of: domain), let name = virDomainGetName(domain) else {
            return nil
        }
        self.init(uuid: uuid, name: String(cString: name), kind: kind, detail: detail)
    }
}

extension DomainEvent.Kind {
    fileprivate init(_ event: Int32) {
        switch UInt32(bitPattern: event) {
        case VIR_DOMAIN_EVENT_DEFINED.rawValue: self = .defined
        case VIR_DOMAIN_EVENT_UNDEFINED.rawValue: self = .undefined
        case VIR_DOMAIN_EVENT_STARTED.rawValue: self = .started
        case VIR_DOMAIN_EVENT_SUSPENDED.rawValue: self = .suspended
        case VIR_DOMAIN_EVENT_RESUMED.rawValue: self = .resumed
        case VIR_DOMAIN_EVENT_STOPPED.rawValue: self = .stopped
        case VIR_DOMAIN_EVENT_SHUTDOWN.rawValue: self = .shutdown
        case VIR_DOMAIN_EVENT_PMSUSPENDED.rawValue: self = .pmSuspended
        case VIR_DOMAIN_EVENT_CRASHED.rawValue: self = .crashed
        default: self = .unknown(event)
        }
    }
}

extension CloseReason {
    fileprivate init(_ reason: Int32) {
        switch UInt32(bitPattern: reason) {
        case VIR_CONNECT_CLOSE_REASON_ERROR.rawValue: self = .error
        case VIR_CONNECT_CLOSE_REASON_EOF.rawValue: self = .endOfFile
        case VIR_CONNECT_CLOSE_REASON_KEEPALIVE.rawValue: self = .keepAlive
        case VIR_CONNECT_CLOSE_REASON_CLIENT.rawValue: self = .client
        default: self = .unknown(reason)
        }
    }
}
