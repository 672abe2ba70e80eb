internal import ArgumentParser
internal import BaadalModel
internal import BaadalStore
internal import Settings

/// Looks for what is wrong.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what is wrong with settings, state folder, store, controller, hosts and network.",
        discussion: "Nothing is changed. The exit code is 1 where something is wrong."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        var report = DoctorReport()
        await report.examine(options)
        if options.json {
            print(JSON.lines(report.findings.map(\.json)))
        } else {
            for finding in report.findings { print(finding.text) }
        }
        guard report.findings.allSatisfy({ $0.verdict != .wrong }) else { throw Failure(.refused, "") }
    }
}

/// What was looked at, and what was found.
struct DoctorReport {
    /// One thing that was looked at.
    struct Finding {
        enum Verdict: String {
            case fine, note, wrong
        }

        var subject: String
        var verdict: Verdict
        var words: String

        var text: String {
            let mark =
                switch verdict {
                case .fine: "ok   "
                case .note: "note "
                case .wrong: "WRONG"
                }
            return "\(mark)  \(subject): \(Printable.text(words))"
        }

        var json: JSON {
            ["subject": .text(subject), "verdict": .text(verdict.rawValue), "text": .text(words)]
        }
    }

    private(set) var findings: [Finding] = []

    /// Notes what was found.
    mutating func add(_ verdict: Finding.Verdict, _ subject: String, _ words: String) {
        findings.append(Finding(subject: subject, verdict: verdict, words: words))
    }

    /// Looks at everything, from the ground up, as far as it bears.
    mutating func examine(_ options: GlobalOptions) async {
        add(.fine, "version", Version.text)
        do {
            let wiring = try Wiring(options)
            add(.fine, "settings", wiring.config.path ?? "the defaults; no file was found")
            guard wiring.hasState else {
                add(.note, "state folder", "\(wiring.directory.path) is not there yet; 'baadal host add URI' makes it")
                return
            }
            try examine(wiring.directory)
            try await examine(try wiring.reader(), wiring)
        } catch let error as SettingsError {
            add(.wrong, "settings", "\(error)")
        } catch CloudError.unusableState(let path, let why) {
            add(.wrong, "state folder", "\(path): \(why)")
        } catch {
            add(.wrong, "store", Failure(error).message)
        }
    }

    private mutating func examine(_ directory: StateDirectory) throws {
        try directory.check()
        add(.fine, "state folder", directory.path + (directory.isPersonal ? " (PERSONAL)" : ""))
        guard let free = directory.free else { return }
        let words = "\(Printable.bytes(free)) free"
        if free < Self.leastFree {
            add(.wrong, "disk", "\(words); nothing can be kept where it is full: the series of one VM take 1.3 MiB")
        } else {
            add(.fine, "disk", words)
        }
    }

    /// Less than this is full within a day.
    private static let leastFree = Bytes.mebibytes(64)

    private mutating func examine(_ store: CloudStore, _ wiring: Wiring) async throws {
        add(.fine, "schema", try store.appliedMigrations().joined(separator: ", "))
        let faults = try store.integrityCheck()
        if faults == ["ok"] {
            add(.fine, "integrity", "ok")
        } else {
            add(.wrong, "integrity", faults.prefix(5).joined(separator: "; "))
        }
        add(.note, "roles", "whoever may write the store is admin until roles land")
        let update = try await store.inventory(since: nil, scope: [.hosts, .vms, .tasks, .network])
        examine(update.controller)
        examine(update)
        var network = wiring.config.config.network
        // The demo's own: nothing but records.
        if wiring.isDemo, network.natType == nil { network.natType = .mapping }
        examine(network, update.network ?? NetworkBooks(), wiring.directory)
    }

    private mutating func examine(_ controller: ControllerStatus) {
        switch controller {
        case .running(let process, let since):
            add(.fine, "controller", "process \(process) since \(since.iso8601)")
        case .halted(let process): add(.wrong, "controller", Session.halted(process))
        case .stopped: add(.note, "controller", "none is running; the next order starts one")
        case .never: add(.note, "controller", "none has ever run on this store")
        }
    }

    private mutating func examine(_ update: InventoryUpdate) {
        let names = update.hosts.filter { $0.state == .down }.map { "\($0.name): \($0.reason ?? "down")" }
        let up = update.hosts.count { $0.state == .up }
        if names.isEmpty {
            add(update.hosts.isEmpty ? .note : .fine, "hosts", "\(up) of \(update.hosts.count) up")
        } else {
            add(.wrong, "hosts", "\(up) of \(update.hosts.count) up; \(names.sorted().joined(separator: "; "))")
        }
        let twice = update.vms.filter { $0.conflict == .activeTwice }.map(\.name).sorted()
        if !twice.isEmpty { add(.wrong, "VMs", "active on two hosts: \(twice.joined(separator: ", "))") }
        let failed = update.tasks.count { $0.status == .failed || $0.status == .partial }
        if failed > 0 { add(.note, "tasks", "\(failed) failed; 'task list --status failed' shows them") }
    }
}
