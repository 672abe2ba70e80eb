internal import BaadalModel
internal import BaadalStore

/// One step of a task.
///
/// `run` and `undo` are written so that running them twice does no harm. A step for which that cannot be had is marked
/// `.once`: where the controller dies in it, the next one does not do it again and says so.
struct Step: Sendable {
    /// What may be done when a step was begun by an earlier try.
    enum Repetition: Sendable {
        /// It is done again where it had not ended.
        case repeatable
        /// It is never done again.
        case once
        /// It is done at each try: what it looked at may have changed since.
        case everyTime
    }

    /// What becomes of a step that fails half way.
    enum Remains: Sendable {
        /// It left nothing.
        case nothing
        /// Its undo takes back what it may have left.
        case undone
    }

    var name: String
    var repetition: Repetition = .repeatable
    var remains: Remains = .nothing
    /// True where there is no way back once it is done: what fails later is tried again while a host cannot be reached,
    /// and leaves the task *partial* otherwise.
    var isFinal = false
    /// Does the step.
    ///
    /// What it answers is kept in the journal.
    var run: @Sendable (StepContext) async throws -> String?
    /// Takes it back; `nil` where there is nothing to take back.
    var undo: (@Sendable (StepContext) async throws -> Void)?
}

/// What a step did not bring about though the task goes on: it is kept in the journal, and the task ends *partial*.
struct PartialResult: Sendable {
    private static let mark = "partial: "
    private static let addition = "also: "

    /// The note of a step that failed in a part that the task can do without.
    static func note(_ words: String) -> String { mark + words }
    /// The note of a step that has something to add to the task's message.
    static func also(_ words: String) -> String { addition + words }

    /// What a note adds to the task's message; `nil` for nothing.
    static func words(of note: String?) -> (text: String, isFailure: Bool)? {
        guard let note = note?.split(separator: "\n").first else { return nil }
        if note.hasPrefix(mark) { return (String(note.dropFirst(mark.count)), true) }
        if note.hasPrefix(addition) { return (String(note.dropFirst(addition.count)), false) }
        return nil
    }
}
