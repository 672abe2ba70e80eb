internal import ArgumentParser
internal import BaadalModel

/// A period by its word.
struct PeriodName: ExpressibleByArgument {
    let period: Period

    init?(argument: String) {
        guard let period = Period(rawValue: argument) else { return nil }
        self.period = period
    }

    static var allValueStrings: [String] { Period.allCases.map(\.rawValue) }
}

/// The past of a VM or a host.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the means, extremes and 95th percentiles of a period; with --json the values too.",
        discussion:
            "A value that was not recorded is null in JSON. CPU is percent, memory bytes, disk and network bytes per second; hosts have degrees Celsius and watts."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of a VM, or of a host where no VM has it.") var name: String
    @Option(help: "hour, day, week, month or year; hour where none is given.") var period: PeriodName?

    func run() async throws {
        let session = try await Session.look(options)
        let inventory = try await session.inventory([.hosts, .vms])
        let subject = try Self.subject(name, in: inventory)
        let series = try await session.cloud.history(SeriesQuery(subject, period: period?.period ?? .hour))
        if options.json {
            print(JSON.lines(subject.metrics.map { Self.json($0, series) }))
        } else {
            print(Self.table(series, of: subject.metrics).lines.joined(separator: "\n"))
        }
    }

    /// The VM of a name, else the host.
    static func subject(_ name: String, in inventory: Inventory) throws -> SeriesSubject {
        do {
            return .vm(try inventory.vm(name).id)
        } catch CloudError.noSuchVM {
            guard let host = try? inventory.host(name) else {
                throw Failure(.notFound, "neither a VM nor a host is named '\(name)'")
            }
            return .host(host.id)
        }
    }

    private static func json(_ metric: Metric, _ series: SeriesSet) -> JSON {
        let summary = series.summary(metric)
        let scale = metric == .cpu ? 100.0 : 1
        func values(_ values: [Double?]?) -> JSON { .array((values ?? []).map { .known($0.map { $0 * scale }) }) }
        return [
            "metric": .text(metric.word),
            "unit": .text(metric.unit),
            "start": .text(series.start.iso8601),
            "stepSeconds": .integer(series.step),
            "mean": .known(summary.map { $0.mean * scale }),
            "min": .known(summary.map { $0.minimum * scale }),
            "max": .known(summary.map { $0.maximum * scale }),
            "p95": .known(summary.map { $0.percentile95 * scale }),
            "known": .integer(Int64(summary?.known ?? 0)),
            "steps": .integer(Int64(series.average[metric]?.count ?? 0)),
            "values": values(series.average[metric]),
            "minimums": values(series.minimum[metric]),
            "maximums": values(series.maximum[metric]),
        ]
    }

    private static func table(_ series: SeriesSet, of metrics: [Metric]) -> TextTable {
        var table = TextTable("METRIC", ">MEAN", ">MIN", ">MAX", ">P95", ">KNOWN")
        for metric in metrics {
            let summary = series.summary(metric)
            let steps = series.average[metric]?.count ?? 0
            table.add(
                metric.word,
                metric.text(summary?.mean),
                metric.text(summary?.minimum),
                metric.text(summary?.maximum),
                metric.text(summary?.percentile95),
                "\(summary?.known ?? 0)/\(steps)"
            )
        }
        return table
    }
}

extension Metric {
    /// The name in JSON and in tables.
    var word: String {
        switch self {
        case .cpu: "cpu"
        case .memory: "memory"
        case .diskRead: "disk-read"
        case .diskWrite: "disk-write"
        case .sent: "sent"
        case .received: "received"
        case .temperature: "temperature"
        case .watts: "power"
        }
    }

    /// The unit in JSON.
    fileprivate var unit: String {
        switch self {
        case .cpu: "percent"
        case .memory: "bytes"
        case .diskRead, .diskWrite, .sent, .received: "bytes per second"
        case .temperature: "degrees Celsius"
        case .watts: "watts"
        }
    }

    /// A value in words.
    fileprivate func text(_ value: Double?) -> String {
        switch self {
        case .cpu: Printable.share(value)
        case .memory: Printable.bytes(value.map { Bytes(Int64($0)) })
        case .diskRead, .diskWrite, .sent, .received: Printable.rate(value)
        case .temperature: Printable.celsius(value)
        case .watts: Printable.watts(value)
        }
    }
}
