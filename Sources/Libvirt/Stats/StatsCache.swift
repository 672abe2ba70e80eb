internal import Glibc

/// What a connection remembers between readings, so that a reading of the same domains makes no text again.
struct StatsCache {
    /// The names of the last reading, in its order.
    var names: [(uuid: DomainUUID, name: String)] = []
    /// Devices of domains whose figures come call by call, with the run that they belong to.
    var devices: [DomainUUID: (runID: UInt32?, devices: DomainDevices)] = [:]

    private var places: [DomainUUID: Int] = [:]

    /// The text of a name: last time's if it is still the same, else a new one.
    ///
    /// - Parameter place: Where the domain stands in this reading; drivers keep their order between most readings.
    mutating func name(of uuid: DomainUUID, at place: Int, bytes: UnsafePointer<CChar>?) -> String {
        guard let bytes else { return "" }
        if place < names.count, names[place].uuid == uuid {
            let known = names[place].name
            if known.withCString({ strcmp($0, bytes) == 0 }) { return known }
            return String(cString: bytes)
        }
        if places.isEmpty {
            places = Dictionary(names.enumerated().map { ($1.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        }
        guard let old = places[uuid], names[old].name.withCString({ strcmp($0, bytes) == 0 }) else {
            return String(cString: bytes)
        }
        return names[old].name
    }

    /// Takes a finished reading's names in place of the last one's.
    mutating func remember(_ stats: [DomainStats]) {
        places = [:]
        let isSame =
            names.count == stats.count && zip(names, stats).allSatisfy { $0.uuid == $1.uuid && $0.name == $1.name }
        guard !isSame else { return }
        names = stats.map { ($0.uuid, $0.name) }
        guard !devices.isEmpty else { return }
        let present = Set(stats.map(\.uuid))
        devices = devices.filter { present.contains($0.key) }
    }
}
