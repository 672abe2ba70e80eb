internal import BaadalModel
internal import Glibc

/// Wakes a host by a packet; whether it hears it nobody says.
struct WakeUpSwitch: PowerSwitch {
    let wake: PowerDriver.WakeUp

    var name: String { "wol to \(wake.mac)" }

    func turnOn() async throws {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = socket(AF_INET, kind, 0)
        guard socket >= 0 else { throw failed("no socket") }
        defer { close(socket) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wake.port.bigEndian
        address.sin_addr.s_addr = wake.broadcast.bits.bigEndian
        let packet = wake.packet
        // Any of them may get lost, and a host that is on passes over the others.
        for _ in 0..<3 {
            let sent = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(socket, packet, packet.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard sent == packet.count else {
                throw failed("the packet to \(wake.broadcast) port \(wake.port) cannot be sent")
            }
        }
    }

    private func failed(_ what: String) -> PowerFailure {
        failure(.failed, "\(what): \(String(cString: strerror(errno)))")
    }
}
