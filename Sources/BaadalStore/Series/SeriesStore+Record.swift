public import BaadalModel
internal import RRD
internal import Synchronization

/// What one subject used, to be written into its file.
public struct SeriesSample: Hashable, Sendable {
    /// Whose usage it is.
    public var subject: SeriesSubject
    /// The figures; unknown ones are written as unknown.
    public var usage: Usage
    /// Polls that the figures cover, 1 or more: a rate over three polls is written to all three steps.
    public var covers: Int
    /// Processors of the subject.
    ///
    /// Only files in nanoseconds need it. `nil` leaves what was known.
    public var cpus: Int?

    /// A sample of one poll, or of several.
    public init(_ subject: SeriesSubject, _ usage: Usage, covers: Int = 1, cpus: Int? = nil) {
        self.subject = subject
        self.usage = usage
        self.covers = covers
        self.cpus = cpus
    }
}

extension SeriesStore {
    /// What became of samples.
    public struct Report: Hashable, Sendable {
        /// Samples that are in a file now.
        public var written = 0
        /// Files that were made.
        public var created = 0
        /// Samples without a file, because enough files had been made in this call.
        public var postponed = 0
        /// Samples older than the last one in their file: the clock went backward.
        public var staleDropped = 0
        /// Samples of a step that has one already.
        public var repeated = 0
        /// Files that could not be written.
        ///
        /// They are left as they are.
        public var failures: [SeriesFailure] = []
    }

    /// Writes usages, each subject's oldest first; see ``record(_:createAtMost:)-(_,_)``.
    @discardableResult
    public func record(_ usages: [(SeriesSubject, Usage)], createAtMost limit: Int = 50) -> Report {
        record(usages.map { SeriesSample($0, $1) }, createAtMost: limit)
    }

    /// Writes samples, each subject's oldest first, and makes the files that are missing.
    ///
    /// A file that cannot be written does not stop the others, and nothing is done to it.
    ///
    /// - Parameter limit: Files to make at most; further subjects wait for a later call.
    @discardableResult
    public func record(_ samples: [SeriesSample], createAtMost limit: Int = 50) -> Report {
        var order: [SeriesSubject] = []
        var groups: [SeriesSubject: [SeriesSample]] = [:]
        for sample in samples {
            if groups[sample.subject] == nil { order.append(sample.subject) }
            groups[sample.subject, default: []].append(sample)
        }
        return writing.withLock { _ in
            var report = Report()
            for subject in order {
                do throws(RRDError) {
                    try write(groups[subject] ?? [], of: subject, createAtMost: limit, report: &report)
                } catch {
                    forget(subject)
                    report.failures.append(SeriesFailure(subject, path: path(of: subject), "\(error)"))
                }
            }
            return report
        }
    }

    private func write(
        _ samples: [SeriesSample],
        of subject: SeriesSubject,
        createAtMost limit: Int,
        report: inout Report
    ) throws(RRDError) {
        do {
            try append(samples, of: subject, report: &report)
        } catch {
            guard error.kind == .missing else { throw error }
            guard report.created < limit, let first = samples.first else {
                report.postponed += samples.count
                return
            }
            try create(subject, before: first)
            report.created += 1
            try append(samples, of: subject, report: &report)
        }
    }

    /// Adds samples to a file that is there.
    private func append(
        _ samples: [SeriesSample],
        of subject: SeriesSubject,
        report: inout Report
    ) throws(RRDError) {
        let missing = try withFile(subject) { file throws(RRDError) in file.missing(for: samples) }
        if !missing.isEmpty { try add(missing, to: subject) }
        try withFile(subject) { known throws(RRDError) in
            var (file, counts) = (known, report)
            let rows = file.rows(for: samples, poll: step, report: &counts)
            do throws(RRDError) {
                try file.file.update(rows)
            } catch {
                guard error.kind == .stale else { throw error }
                // Somebody else wrote it. What the file says now is believed from the next call on.
                forget(subject)
                report.staleDropped += samples.count
                return
            }
            let dropped = counts.staleDropped - report.staleDropped + counts.repeated - report.repeated
            counts.written += samples.count - dropped
            report = counts
            remember(file, of: subject)
        }
    }

    /// Makes the file of a subject, so that it begins where its first sample does.
    private func create(_ subject: SeriesSubject, before sample: SeriesSample) throws(RRDError) {
        let shape = SeriesLayout(layout, step: step)
        let moment = sample.usage.at.seconds
        let unit = min(shape.step, step)
        let start = moment - moment % unit - Int64(min(max(1, sample.covers), 1_000)) * step
        try makeFolder(of: subject)
        _ = try RRDFile.create(
            path(of: subject),
            step: shape.step,
            start: max(0, start),
            sources: shape.sources,
            archives: shape.archives
        )
    }
}

/// A file that could not be read or written, and why.
public struct SeriesFailure: Hashable, Sendable, CustomStringConvertible {
    /// Whose file it is.
    public var subject: SeriesSubject
    /// Where it is.
    public var path: String
    /// The path and the reason.
    public var description: String

    init(_ subject: SeriesSubject, path: String, _ description: String) {
        self.subject = subject
        self.path = path
        self.description = description
    }
}
