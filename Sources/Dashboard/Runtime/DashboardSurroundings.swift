public import BaadalModel

/// The cloud as far as a dashboard may touch it.
public enum DashboardAccess: Sendable {
    /// It may look, and has no way to ask for a change.
    case look(any CloudReader)
    /// It may ask for changes in somebody's name.
    case change(any CloudService, Requester)

    var reader: any CloudReader {
        switch self {
        case .look(let reader): reader
        case .change(let service, _): service
        }
    }
}

/// What a dashboard cannot do by itself and is given by its program.
public struct DashboardSurroundings: Sendable {
    /// Opens the cloud; called again every two seconds while it throws.
    public var open: @Sendable () async throws -> DashboardAccess
    /// The time of the machine.
    public var now: @Sendable () -> Timestamp
    /// How far east of UTC the viewer is at a moment, in seconds.
    public var utcOffset: @Sendable (Timestamp) -> Int
    /// An identifier that nothing has, drawn at random.
    public var newIdentifier: @Sendable () -> UniqueID
    /// Sees to it that a controller runs, given what was last seen of it.
    public var keepController: @Sendable (ControllerStatus) async throws -> Void
    /// The program that shows the serial console of a VM, with its arguments.
    public var consoleProgram: @Sendable (VM, Inventory) throws -> [String]
    /// Makes the screen use a theme.
    public var useTheme: @MainActor @Sendable (String) throws -> Void
    /// Keeps choices for the next run.
    public var remember: @Sendable (DashboardChoices) throws -> Void
    /// An error in words.
    public var explain: @Sendable (any Error) -> String

    /// Surroundings with everything given.
    public init(
        open: @escaping @Sendable () async throws -> DashboardAccess,
        now: @escaping @Sendable () -> Timestamp,
        utcOffset: @escaping @Sendable (Timestamp) -> Int,
        newIdentifier: @escaping @Sendable () -> UniqueID,
        keepController: @escaping @Sendable (ControllerStatus) async throws -> Void,
        consoleProgram: @escaping @Sendable (VM, Inventory) throws -> [String],
        useTheme: @escaping @MainActor @Sendable (String) throws -> Void,
        remember: @escaping @Sendable (DashboardChoices) throws -> Void,
        explain: @escaping @Sendable (any Error) -> String
    ) {
        self.open = open
        self.now = now
        self.utcOffset = utcOffset
        self.newIdentifier = newIdentifier
        self.keepController = keepController
        self.consoleProgram = consoleProgram
        self.useTheme = useTheme
        self.remember = remember
        self.explain = explain
    }
}
