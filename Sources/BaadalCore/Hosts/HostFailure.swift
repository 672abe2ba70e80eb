internal import BaadalModel

/// A host, or the way to it, that does not do what it should.
enum HostFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call was abandoned.
    case timedOut(after: Duration)
    /// Too many calls to hosts hang, and this one got no place.
    case tooManyCalls(Int)
    /// Nothing listens at the address, or no packet comes back.
    case noAnswer(address: String, why: String)
    /// Two calls to this host hang already; it is not asked again until one returns.
    case hanging(Int)
    /// No connection is open and the next try is not due yet.
    case notConnected(String)
    case tooOld(version: String)

    var description: String {
        switch self {
        case .timedOut(let after): "the host did not answer within \(Int(after.seconds.rounded())) s"
        case .tooManyCalls(let limit): "\(limit) calls to hosts are under way or hang, and none ended in time"
        case .noAnswer(let address, let why): "no answer from \(address): \(why)"
        case .hanging(let count): "\(count) calls to this host hang; it is asked again when one of them ends"
        case .notConnected(let why): why
        case .tooOld(let version): "libvirt \(version) is too old; 6.0.0 and newer are accepted"
        }
    }
}
