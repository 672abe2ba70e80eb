internal import BaadalModel

/// The box that gives guests their private addresses.
protocol AddressServer: Sendable {
    /// Sees to it that a guest is given an address.
    ///
    /// - Returns: What the admin has to know, as that nothing was done; `nil` where the guest will get it.
    func register(_ mac: MAC, at address: IPv4, as name: String) async throws -> String?
    /// Takes that back; what is not registered is no error.
    func forget(_ mac: MAC, at address: IPv4, as name: String) async throws
}

/// The box that lends guests public addresses.
protocol AddressMapper: Sendable {
    /// Maps a public address to a private one.
    ///
    /// - Throws: ``CloudError/refused(_:)`` where there is no such box.
    func map(_ public: IPv4, to private: IPv4) async throws
    /// Takes that back; what is not mapped is no error.
    func unmap(_ public: IPv4, from private: IPv4) async throws
}

/// The boxes of a cloud that has none: addresses are kept in the store, and nobody else is told of them.
struct NoBoxes: AddressServer, AddressMapper {
    func register(_ mac: MAC, at address: IPv4, as name: String) async throws -> String? {
        "Address \(address) is reserved, not registered"
    }

    func forget(_ mac: MAC, at address: IPv4, as name: String) async throws {}

    func map(_ public: IPv4, to private: IPv4) async throws {
        throw CloudError.refused("no NAT box is set up, and nothing else gives a VM a public address")
    }

    func unmap(_ public: IPv4, from private: IPv4) async throws {}
}
