internal import BaadalModel
internal import Settings

/// How the program ends.
///
/// The numbers are documented, and scripts may rely on them.
enum Outcome: Int32, CaseIterable, Sendable {
    case done = 0
    /// The request was refused, or its task failed.
    case refused = 1
    /// The command line or a file of settings is wrong, or a terminal is missing.
    case usage = 2
    /// Nothing has that name, or more than one thing has.
    case notFound = 3
    /// Nobody did it in time.
    case noAnswer = 4
    /// The store cannot be used.
    case unusable = 5

    /// The word in a JSON error.
    var word: String {
        switch self {
        case .done: "done"
        case .refused: "refused"
        case .usage: "usage"
        case .notFound: "not-found"
        case .noAnswer: "no-answer"
        case .unusable: "unusable-store"
        }
    }

    /// The lines that `--help` ends with.
    static let explained = """
        Exit codes: 0 done; 1 refused, or a task failed; 2 wrong usage or settings, or no terminal;
        3 no such name, or an ambiguous one; 4 no controller, or not done in time; 5 the store cannot be used.
        """
}

/// An end that is not a success: what is said, and the exit code.
struct Failure: Error, Hashable {
    var status: Outcome
    /// In words; empty where everything has been said already.
    var message: String

    /// An end with a message.
    init(_ status: Outcome, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The end that an error of any room leads to.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as SettingsError: self.init(.usage, "\(error)")
        case let error as CloudError: self.init(Self.status(of: error), "\(error)")
        case let error as FilterError: self.init(.usage, "--where: \(error)")
        case is CancellationError: self.init(.noAnswer, "interrupted")
        default: self.init(.unusable, "\(error)")
        }
    }

    private static func status(of error: CloudError) -> Outcome {
        switch error {
        case .noSuchVM, .ambiguousVM, .noSuchHost, .noSuchTask, .noSuchConstant, .noSuch, .noSuchSnapshot: .notFound
        case .badValue: .usage
        case .readOnly, .newerStore, .unusableState: .unusable
        case .hostExists, .hostNameTaken, .wrongState, .wrongStatus, .claimed, .activeTwice, .noHost, .alreadyQueued,
            .nothingToDo, .noUndo, .taken, .inUse, .inactive, .noHostFits, .noHostTakes, .noFence, .noDatastoreFits,
            .addressesExhausted, .publicAddressesExhausted, .portsExhausted, .refused:
            .refused
        }
    }

    /// The form on standard error with `--json`.
    var json: JSON {
        ["error": .text(message), "kind": .text(status.word), "exitCode": .integer(Int64(status.rawValue))]
    }
}
