internal import Synchronization

/// Openings of connections that have not ended, so that a host that hangs in them is not asked again and again.
///
/// An opening has no deadline of libvirt's and no keep-alive: one that hangs holds a thread for as long as the host likes,
/// and for ever where the machine lost its power meanwhile. So a host is asked once more even then, each time after
/// twice as long.
final class Openings: Sendable {
    private struct Opening {
        let lane: CallLane
        /// Nanoseconds on the clock that never steps.
        let began: UInt64
    }

    /// After how many nanoseconds a third opening is tried while two hang.
    static let rest: UInt64 = 120_000_000_000

    private let all = Mutex<[String: [Opening]]>([:])

    /// Refuses another opening where two calls to the host hang, and the last opening is not long ago.
    ///
    /// - Parameter others: Calls to the host that hang besides.
    /// - Throws: ``HostFailure/hanging(_:)``.
    func check(_ uri: String, others: Int = 0, at now: UInt64) throws {
        try all.withLock { all in
            all[uri]?.removeAll { $0.lane.hanging == 0 }
            let opened = all[uri] ?? []
            guard opened.count + others >= 2 else { return }
            guard let last = opened.last, now >= last.began + Self.rest << UInt64(min(opened.count, 20) - 1) else {
                throw HostFailure.hanging(opened.count + others)
            }
        }
    }

    /// Notes an opening that begins.
    func begin(_ uri: String, on lane: CallLane, at now: UInt64) {
        all.withLock { $0[uri, default: []].append(Opening(lane: lane, began: now)) }
    }

    /// Notes that it gave a connection.
    func succeed(_ uri: String, on lane: CallLane) {
        all.withLock { all in
            all[uri]?.removeAll { $0.lane === lane }
            if all[uri]?.isEmpty == true { all[uri] = nil }
        }
    }
}
