internal import BaadalModel

/// What switches one host on and off: one driver at work.
///
/// Every call has a deadline of its own. That one returns means that the device took the order, and not yet that the
/// power is what was asked for: ``PowerControl`` reads that afterwards.
protocol PowerSwitch: Sendable {
    /// The driver and the device as messages name them, as `ipmi at 10.0.0.9`.
    var name: String { get }
    /// Turns the power on; a host that is on is no error.
    func turnOn() async throws
    /// Asks the system to shut down in order.
    func shutDown() async throws
    /// Takes the power away; a host that is off by the word of the same device is no error.
    func cut() async throws
    /// Whether the power is on; `nil` where the device cannot tell.
    func isOn() async throws -> Bool?
}

extension PowerSwitch {
    func turnOn() async throws { throw unable(.turnOn) }
    func shutDown() async throws { throw unable(.shutDown) }
    func cut() async throws { throw unable(.cut) }
    func isOn() async throws -> Bool? { nil }

    func unable(_ role: PowerDriver.Role) -> PowerFailure {
        let kinds = role.kinds.map(\.rawValue).joined(separator: ", ")
        return PowerFailure(.unsupported, "\(name) cannot \(role.words); \(kinds) are accepted")
    }

    func failure(_ kind: PowerFailure.Kind, _ why: String) -> PowerFailure { PowerFailure(kind, "\(name): \(why)") }
}

/// Why the power of a host is not what was asked for, or is not known to be.
struct PowerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable, CaseIterable {
        /// No driver of the host can do it.
        case unsupported
        /// An admin must do it, and confirm it.
        case byHand
        /// What the driver needs is missing here, as a program or a file.
        case unusable
        /// The device does not answer.
        case unreachable
        /// The device answered, and refused or failed.
        case failed
        /// The device took the order, and nothing told in time that the power is so.
        case unconfirmed
    }

    var kind: Kind
    var message: String

    init(_ kind: Kind, _ message: String) { (self.kind, self.message) = (kind, message) }

    var description: String { message }

    /// Why a task failed by it.
    var cause: TaskRecord.Cause {
        switch kind {
        case .unsupported, .byHand: .refused
        case .unusable, .failed: .host
        case .unreachable: .unreachable
        case .unconfirmed: .deadline
        }
    }
}
