public import BaadalModel
internal import Foundation
internal import Glibc

/// What `run.json` says of the controller.
private struct RunFile: Codable {
    var process: Int32
    /// The process's start in clock ticks since boot, which tells it from a later one of the same number.
    var startTicks: UInt64
    var since: Int64
}

extension CloudStore {
    /// Tells readers that this process is the controller from now on.
    public func announce() throws {
        let file = RunFile(
            process: getpid(),
            startTicks: Self.startTicks(of: getpid()) ?? 0,
            since: Timestamp.wallClock.milliseconds
        )
        try JSONEncoder().encode(file).write(to: URL(fileURLWithPath: directory.run), options: .atomic)
        chmod(directory.run, 0o640)
    }

    /// Whether a controller runs, as `run.json` and the process table say.
    public func controllerStatus() -> ControllerStatus {
        guard
            let data = FileManager.default.contents(atPath: directory.run),
            let file = try? JSONDecoder().decode(RunFile.self, from: data)
        else { return .never }
        guard Self.startTicks(of: file.process) == file.startTicks else { return .stopped }
        return .running(process: file.process, since: Timestamp(milliseconds: file.since))
    }

    /// Field 22 of `/proc/PID/stat`; `nil` where there is no such process, or only its remains.
    private static func startTicks(of process: Int32) -> UInt64? {
        guard
            let data = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
            let end = data.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = data[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, fields[0].first != UInt8(ascii: "Z") else { return nil }
        return UInt64(String(decoding: fields[19], as: UTF8.self))
    }
}
