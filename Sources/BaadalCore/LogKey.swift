/// The keys of log metadata.
enum LogKey {
    static let host = "host"
    static let vm = "vm"
    static let task = "task"
    static let kind = "kind"
    static let status = "status"
    static let reason = "reason"
    static let error = "error"
    static let count = "count"
    static let path = "path"
}
