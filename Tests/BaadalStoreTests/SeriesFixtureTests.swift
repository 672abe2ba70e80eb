internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import Testing

/// A folder of series for one test, removed with all that is in it.
final class SeriesFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "series-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func store(step: Int64 = 10, layout: CloudConfig.RRD.Layout = .ours) -> SeriesStore {
        SeriesStore(directory: path + "/rrd", step: step, layout: layout)
    }

    /// Runs the `rrdtool` of the system and gives what it prints.
    @discardableResult
    func rrdtool(_ arguments: String...) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["rrdtool"] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "rrdtool \(arguments.first ?? ""): \(text)")
        return text
    }

    /// Makes a file as the original does.
    func original(_ name: String, extras: [String] = [], updates: [String]) throws -> String {
        let file = "\(path)/\(name)"
        let columns = (["cpu", "ram", "dr", "dw", "tx", "rx"] + extras).map { "DS:\($0):GAUGE:550:0:U" }
        let archives = [
            "MIN:0:1:200000", "AVERAGE:0.5:12:100", "AVERAGE:0.5:288:50", "AVERAGE:0.5:8928:24",
            "AVERAGE:0.5:107136:10",
        ].map { "RRA:\($0)" }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["rrdtool", "create", file, "--step", "300", "--start", "\(zero)"] + columns + archives
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        for update in updates { try rrdtool("update", file, update) }
        return file
    }
}

/// A moment on the boundary of two hours.
let zero: Int64 = 1_699_999_200
let first = SeriesSubject.vm(VM.ID(UniqueID(high: 1, low: 1)))
let second = SeriesSubject.vm(VM.ID(UniqueID(high: 1, low: 2)))
let machine = SeriesSubject.host(Host.ID(UniqueID(high: 2, low: 1)))

/// A moment some seconds after ``zero``.
func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: zero + seconds) }

/// Every figure known, each another.
func usage(_ seconds: Int64, cpu: Double? = 0.25) -> Usage {
    Usage(
        at: at(seconds),
        cpu: cpu,
        memory: .mebibytes(512),
        diskRead: 1_000,
        diskWrite: 2_000,
        received: 4_000,
        sent: 3_000
    )
}

/// True where the system has `rrdtool`.
let hasTool = ["/usr/bin/rrdtool", "/usr/local/bin/rrdtool"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
}

/// The last values of a series, to the millionth.
func rounded(_ values: [Double?]?, last count: Int) -> [Double?] {
    (values ?? []).suffix(count).map { value in value.map { ($0 * 1_000_000).rounded() / 1_000_000 } }
}
