internal import BaadalModel
internal import Glibc
internal import Libvirt
internal import SSH

/// Where the screen of a VM is shown, as its own host sees it.
struct ScreenEnd {
    /// How this machine gets there.
    enum Way: Hashable {
        /// It is this machine.
        case here
        /// By SSH, as the URI of the host says.
        case ssh(ConnectionURI)
    }

    /// The names of VM and host.
    let vm, host: String
    let way: Way
    /// The address as the host itself reaches it.
    let address: String
    let port: Int
    /// The password of its definition; `nil` where that is not known.
    let password: String?

    /// Reads the screen of a VM.
    ///
    /// - Throws: ``Failure`` and ``CloudError`` where it has none now, or nobody but its host can see it.
    init(of vm: VM, in inventory: Inventory, xml: String?) throws {
        guard let host = vm.host.flatMap({ inventory.hosts[$0] }) else { throw CloudError.noHost(vm: vm.name) }
        guard vm.state == .running || vm.state == .paused else {
            throw CloudError.wrongState(vm: vm.name, state: vm.state, accepted: [.running, .paused])
        }
        (self.vm, self.host) = (vm.name, host.name)
        way = try Self.way(to: host, vm: vm)
        guard let xml, let domain = try? DomainXML(xml), let screen = domain.screen else {
            throw Failure(.refused, "'\(vm.name)' has no VNC screen on a port that is known")
        }
        guard (1...65_535).contains(screen.port), let address = Self.reachable(screen.listen) else {
            throw Failure(.refused, "'\(vm.name)' shows its screen at '\(screen.listen)', which is no address")
        }
        (self.address, port, password) = (address, screen.port, screen.password)
    }

    private static func way(to host: Host, vm: VM) throws -> Way {
        let uri: ConnectionURI
        do { uri = try ConnectionURI(host.uri) } catch { throw Failure(.refused, "host \(host.name): \(error)") }
        switch uri.kind {
        case .local: return .here
        case .ssh, .libssh, .libssh2: return .ssh(uri)
        case .test:
            let why = "libvirt's test driver, which \(host.name) uses, has none"
            throw Failure(.refused, "'\(vm.name)' has no screen: \(why)")
        case .tcp, .tls:
            throw Failure(.refused, "host \(host.name) is not reached by SSH, and no tunnel leads there")
        }
    }

    /// The address by which a host reaches what listens on an address; `nil` for what is none.
    ///
    /// The text is the host's, and becomes part of an argument.
    static func reachable(_ listen: String) -> String? {
        if let address = IPv4(listen) { return address.bits == 0 ? "127.0.0.1" : "\(address)" }
        var bytes = in6_addr()
        guard listen.utf8.count < 46, inet_pton(AF_INET6, listen, &bytes) == 1 else { return nil }
        let isAny = withUnsafeBytes(of: bytes) { $0.allSatisfy { $0 == 0 } }
        return isAny ? "::1" : listen
    }
}

/// A tunnel over SSH with the cloud's own key.
struct SSHTunnel {
    private let target: SSHTarget
    private let key, knownHosts: String

    /// The way that a host's URI describes; what it does not say is the cloud's own.
    init(_ uri: ConnectionURI, keys: CloudKeys) throws {
        guard let host = uri.host, let target = SSHTarget(user: uri.user ?? "root", host: host, port: uri.port ?? 22)
        else { throw Failure(.refused, "the URI of the host names no machine that ssh could reach") }
        func parameter(_ name: String) -> String? { uri.parameters.first { $0.name.lowercased() == name }?.value }
        self.target = target
        key = parameter("keyfile") ?? keys.key
        knownHosts = parameter("known_hosts") ?? keys.knownHosts
    }

    /// The command line of ssh.
    ///
    /// Nothing of the account's own configuration counts, and a host whose key is not known is refused.
    func arguments(from local: UInt16, to end: ScreenEnd) -> [String] {
        let place = end.address.contains(":") ? "[\(end.address)]" : end.address
        return [
            "ssh", "-F", "none", "-N", "-T", "-i", Self.literal(key), "-o", "IdentitiesOnly=yes",
            "-o", "UserKnownHostsFile=\"\(Self.literal(knownHosts))\"", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes",
            "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR",
            "-L", "127.0.0.1:\(local):\(place):\(end.port)",
            "-p", "\(target.port)", "-l", target.user, "--", target.host,
        ]
    }

    /// A path in which ssh replaces nothing.
    private static func literal(_ path: String) -> String {
        path.reduce(into: "") { $0 += $1 == "%" ? "%%" : String($1) }
    }
}

/// Ports of this machine.
enum LocalPort {
    /// A port of 127.0.0.1 that nobody listens on.
    ///
    /// - Parameters:
    ///   - wish: The port to have; `nil` for any.
    ///   - liking: The port that is taken where nothing is wished and it is free.
    /// - Throws: ``Failure`` where the wish cannot be had.
    static func free(wish: UInt16?, or liking: UInt16) throws -> UInt16 {
        if let wish {
            guard let port = bound(to: wish) else {
                let why = String(cString: strerror(errno))
                throw Failure(.refused, "port \(wish) of this machine cannot be had: \(why)")
            }
            return port
        }
        guard let port = bound(to: liking) ?? bound(to: 0) else {
            throw Failure(.refused, "this machine has no free port")
        }
        return port
    }

    private static func bound(to port: UInt16) -> UInt16? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // The number of the error is the caller's to read.
        defer {
            let number = errno
            close(descriptor)
            errno = number
        }
        // As ssh does: what was closed a moment ago is no hindrance.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        } ? UInt16(bigEndian: address.sin_port) : nil
    }
}
