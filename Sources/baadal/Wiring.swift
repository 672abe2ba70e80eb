internal import BaadalCore
internal import BaadalModel
internal import BaadalStore
internal import Foundation
internal import Logging
internal import Settings

/// Where one call of the program works, and as what.
struct Wiring {
    let config: ConfigFile
    let directory: StateDirectory
    let isDemo: Bool

    /// Finds configuration and state folder.
    ///
    /// The folder is that of the demo, or named by `--state`, `BAADAL_STATE`, the configuration, or usual for the
    /// account.
    init(_ options: GlobalOptions) throws {
        let environment = Surroundings.environment
        config = try ConfigFile.find(option: options.config.map(Surroundings.absolute), environment: environment)
        isDemo = options.demo
        if options.demo {
            directory = StateDirectory(path: try DemoFolder.prepare(environment: environment), isPersonal: true)
        } else if let named = options.state ?? environment["BAADAL_STATE"] ?? config.config.cloud.state, !named.isEmpty
        {
            directory = StateDirectory(path: Surroundings.absolute(named))
        } else {
            directory = try StateDirectory.standard(environment: environment)
        }
    }

    /// Whether anything was ever remembered there.
    var hasState: Bool { FileManager.default.fileExists(atPath: directory.path) }

    /// Whether there is a database to look at.
    var hasStore: Bool { FileManager.default.fileExists(atPath: directory.database) }

    /// Opens the store to look at it.
    ///
    /// Nothing is written.
    func reader() throws -> CloudStore {
        guard hasState else {
            throw Failure(.unusable, "there is no cloud in \(directory.path) yet; 'baadal host add URI' makes one")
        }
        return try CloudStore.open(directory, role: .reader, config: config.config, isDemo: isDemo)
    }

    /// Opens the store to ask for something, and makes it where there is none.
    func client() throws -> CloudStore {
        try CloudStore.open(directory, role: .client, config: config.config, isDemo: isDemo)
    }

    /// Says that somebody is attached, for as long as the result lives.
    func attach() throws -> ClientLock {
        for _ in 0..<10 {
            try directory.prepare()
            if let lock = ClientLock.take(directory.clientsLock) { return lock }
        }
        throw Failure(.unusable, "\(directory.clientsLock) cannot be locked")
    }

    /// Starts a controller as a process of its own.
    func startController() throws -> ControllerProcess {
        var arguments = ["controller", "--until-idle"]
        if let path = config.path { arguments += ["--config", Surroundings.absolute(path)] }
        arguments += isDemo ? ["--demo"] : ["--state", directory.path]
        return try ControllerProcess(arguments: arguments, log: logFile)
    }

    /// Where a controller that a client started writes to.
    var logFile: String { directory.logs + "/controller.log" }

    /// Is the controller, until it is told to stop or nobody needs it.
    func runController(untilIdle: Bool) async throws {
        if untilIdle { _ = FileManager.default.changeCurrentDirectoryPath("/") }
        let level = Logger.Level(rawValue: config.config.log.level.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let controller = Controller(
            directory: directory,
            config: config.config,
            isDemo: isDemo,
            log: Logger(label: "baadal")
        )
        try await controller.run(untilIdle ? .untilIdle : .forever)
        if isDemo { try removeDemo() }
        // A call to a host that hangs is still on some thread: nothing is taken down under its feet.
        fflush(nil)
        _exit(0)
    }

    /// The demo's folder goes with its last user.
    private func removeDemo() throws {
        _ = try ClientLock.whileNobody(directory.clientsLock) {
            try FileManager.default.removeItem(atPath: directory.path)
        }
    }
}
