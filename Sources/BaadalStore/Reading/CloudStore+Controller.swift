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
            startTicks: ProcessSight(getpid())?.startTicks ?? 0,
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
        guard let process = ProcessSight(file.process), process.startTicks == file.startTicks else { return .stopped }
        if process.isHalted { return .halted(process: file.process) }
        return .running(process: file.process, since: Timestamp(milliseconds: file.since))
    }
}

/// What `/proc/PID/stat` says of a process.
private struct ProcessSight {
    /// Its start in clock ticks since boot.
    let startTicks: UInt64
    /// Whether a signal has halted it.
    let isHalted: Bool

    /// A process by its number; `nil` where there is none, or only its remains.
    init?(_ number: Int32) {
        guard
            let data = FileManager.default.contents(atPath: "/proc/\(number)/stat"),
            let end = data.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = data[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let state = fields[0].first, state != UInt8(ascii: "Z"),
            let ticks = UInt64(String(decoding: fields[19], as: UTF8.self))
        else { return nil }
        startTicks = ticks
        isHalted = state == UInt8(ascii: "T")
    }
}
