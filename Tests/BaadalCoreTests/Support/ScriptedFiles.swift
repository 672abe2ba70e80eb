import BaadalModel
import Synchronization

@testable import BaadalCore

/// A datastore that all scripted hosts share: files with what is written in them.
final class ScriptedFiles: Sendable {
    struct File: Sendable, Equatable {
        var format = "qcow2"
        var size = Bytes.gibibytes(1)
        /// What a guest has written last; `nil` for an image that stands on another and was never written.
        var content: String?
        var backing: String?
        /// States that snapshots inside the image keep, by their names.
        var snapshots: [String: String] = [:]
        /// The sizes that it had when those were taken.
        var sizes: [String: Bytes] = [:]
    }

    private let state = Mutex<[String: File]>([:])

    var all: [String: File] { state.withLock { $0 } }
    subscript(path: String) -> File? {
        get { state.withLock { $0[path] } }
        set { state.withLock { $0[path] = newValue } }
    }

    func change(_ path: String, _ body: (inout File) -> Void) {
        state.withLock { files in
            guard var file = files[path] else { return }
            body(&file)
            files[path] = file
        }
    }

    /// What a guest reads from an image.
    func read(_ path: String) -> String? {
        guard let file = self[path] else { return nil }
        return file.content ?? file.backing.flatMap(read)
    }
}

/// A call to a scripted host, and where in a run it stands.
struct ScriptedCall: Sendable {
    var number: Int
    var name: String
    var host: String
    /// True before it takes effect, false after.
    var isBefore: Bool
}
