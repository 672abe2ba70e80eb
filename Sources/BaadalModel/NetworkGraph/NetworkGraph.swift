/// The hosts and what was measured between them.
public struct NetworkGraph: Hashable, Codable, Sendable {
    /// The hosts, in the order in which they were given.
    public var nodes: [Node]
    /// Pairs that were measured, by the places of their hosts; the source comes before the target.
    public var edges: [Edge]

    /// A host in the picture.
    public struct Node: Hashable, Codable, Sendable {
        /// Tells it from all others.
        public var id: Host.ID
        /// The host's name.
        public var name: String
        /// Megabits per second of its uplinks; `nil` where not known.
        public var bandwidth: Int?
        /// Where it stands; `nil` beyond the 400th host, for which there is no room.
        public var place: GridPlace?
    }

    /// A pair in the picture.
    public struct Edge: Hashable, Codable, Sendable {
        /// The places of both hosts among the nodes: no two edges have both in common.
        public struct ID: Hashable, Codable, Sendable {
            /// The lesser place.
            public var source: Int
            /// The greater place.
            public var target: Int

            /// The pair at two places.
            public init(source: Int, target: Int) {
                self.source = source
                self.target = target
            }
        }

        /// Tells it from all others.
        public var id: ID
        /// Milliseconds there and back; `nil` where not known.
        public var latency: Double?
        /// Megabits per second; `nil` where not known.
        public var throughput: Double?
        /// When it was measured.
        public var at: Timestamp
    }

    /// A host that is to be shown.
    public struct Member: Hashable, Sendable {
        /// Tells it from all others.
        public var id: Host.ID
        /// The host's name.
        public var name: String
        /// Megabits per second of its uplinks; `nil` where not known.
        public var bandwidth: Int?

        /// A host that answers.
        public init(id: Host.ID, name: String, bandwidth: Int? = nil) {
            self.id = id
            self.name = name
            self.bandwidth = bandwidth
        }
    }

    /// The graph of those hosts that answer; of measurements the newest of each pair counts.
    ///
    /// A host that is given twice is shown once. Measurements of hosts that are not given are left out.
    public init(_ hosts: [Member], _ measurements: some Sequence<PairMeasurement>) {
        var places: [Host.ID: Int] = [:]
        var shown: [Member] = []
        for host in hosts where places.updateValue(shown.count, forKey: host.id) == nil { shown.append(host) }
        places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1.id, $0) })
        let ring = GridPlace.ring(shown.count)
        nodes = shown.enumerated().map { index, host in
            let place = index < ring.count ? ring[index] : nil
            return Node(id: host.id, name: host.name, bandwidth: host.bandwidth, place: place)
        }
        var newest: [HostPair: PairMeasurement] = [:]
        for found in measurements where (newest[found.pair]?.at).map({ $0 < found.at }) ?? true {
            newest[found.pair] = found
        }
        edges = newest.values.compactMap { found in
            guard let one = places[found.pair.first], let other = places[found.pair.second] else { return nil }
            return Edge(
                id: Edge.ID(source: min(one, other), target: max(one, other)),
                latency: found.figures.latency,
                throughput: found.figures.throughput,
                at: found.at
            )
        }
        .sorted { ($0.id.source, $0.id.target) < ($1.id.source, $1.id.target) }
    }
}

/// A cell of a square of twenty by twenty.
public struct GridPlace: Hashable, Codable, Sendable {
    /// From 0 to 19.
    public var x: Int
    /// From 0 to 19.
    public var y: Int

    /// The cell at those numbers.
    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    /// Cells for so many hosts, at most 400, no two alike and the same each time.
    ///
    /// They lie evenly around the edge of the square, and where that is full, around the next ring within.
    public static func ring(_ count: Int) -> [GridPlace] {
        var places: [GridPlace] = []
        var rest = min(max(count, 0), 400)
        var ring = 0
        while rest > 0 {
            let side = 19 - 2 * ring
            let around = side * 4
            let taken = min(rest, around)
            for index in 0..<taken { places.append(cell(index * around / taken, side: side, ring: ring)) }
            rest -= taken
            ring += 1
        }
        return places
    }

    /// A cell of a ring by its number, from the corner onward.
    private static func cell(_ number: Int, side: Int, ring: Int) -> GridPlace {
        let along = number % side
        return switch number / side {
        case 0: GridPlace(x: ring + along, y: ring)
        case 1: GridPlace(x: ring + side, y: ring + along)
        case 2: GridPlace(x: ring + side - along, y: ring + side)
        default: GridPlace(x: ring, y: ring + side - along)
        }
    }
}
