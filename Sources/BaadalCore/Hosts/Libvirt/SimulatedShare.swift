internal import BaadalModel
internal import Libvirt
internal import Synchronization

/// What makes the files of the demo's hosts one, as over a network.
///
/// Each connection to the test driver has files of its own. What one of them lacks is looked for in the others.
final class SimulatedShare: Sendable {
    private struct Member: Sendable {
        weak let connection: Connection?
    }

    private let members = Mutex<[Member]>([])

    /// Lets a host share its files.
    func join(_ connection: Connection) {
        members.withLock { members in
            members.removeAll { $0.connection == nil }
            members.append(Member(connection: connection))
        }
    }

    /// The hosts that share files with one.
    func others(than connection: Connection) -> [Connection] {
        members.withLock { $0.compactMap(\.connection) }.filter { $0 !== connection }
    }
}

extension LibvirtHypervisor {
    /// Changes the definition of a domain of the test driver, which plugs nothing in or out.
    static func redefine(
        _ domain: borrowing Domain,
        on connection: Connection,
        _ change: (inout DomainXML) throws(CloudError) -> Void
    ) throws {
        var xml = try DomainXML(try domain.xml(inactive: true, secure: true))
        try change(&xml)
        _ = try connection.define(xml: xml.text)
    }
}
