internal import BaadalModel
internal import Glibc

/// Turns names into addresses, with a deadline that `getaddrinfo` does not have.
struct HostResolver: Sendable {
    /// An address as sockets take it.
    struct Place: Hashable, Sendable {
        let family: Int32
        let bytes: [UInt8]

        /// The address in digits, with the zone of an IPv6 one.
        var digits: String? {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = withAddress { getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) }
            return code == 0 ? text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } : nil
        }

        /// Lends the address to a C function.
        func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes.prefix($0.count)) }
            // A storage is as large as any address, and aligned for each.
            return withUnsafePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
            }
        }
    }

    let calls: BlockingCalls

    /// The addresses of a host, the best one of each family first; at least one.
    ///
    /// - Throws: ``HostFailure/noAnswer(address:why:)`` where it has none; what ``BlockingCalls`` throws.
    func places(of address: HostAddress, within deadline: Duration) async throws -> [Place] {
        try await calls.run(on: CallQueue(), priority: .doubtful, deadline: deadline) {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            let code = getaddrinfo(address.text, nil, &hints, &list)
            defer { if let list { freeaddrinfo(list) } }
            guard code == 0 else {
                throw HostFailure.noAnswer(address: address.text, why: String(cString: gai_strerror(code)))
            }
            var places: [Place] = []
            var next = list
            while let entry = next?.pointee {
                let isNew = !places.contains { $0.family == entry.ai_family }
                if isNew, [AF_INET, AF_INET6].contains(entry.ai_family), let found = entry.ai_addr {
                    let bytes = UnsafeRawBufferPointer(start: found, count: Int(entry.ai_addrlen))
                    places.append(Place(family: entry.ai_family, bytes: Array(bytes)))
                }
                next = entry.ai_next
            }
            guard !places.isEmpty else {
                throw HostFailure.noAnswer(address: address.text, why: "it has no address of IPv4 or IPv6")
            }
            return places
        }
    }
}
