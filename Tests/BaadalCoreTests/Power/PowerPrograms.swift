import BaadalModel
import Foundation
import Testing

@testable import BaadalCore

/// A folder of programs for one test, removed at its end.
final class PowerPrograms {
    let path: String
    let calls = BlockingCalls(limit: 8)

    init() throws {
        path = NSTemporaryDirectory() + "baadal-power-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a shell script, and gives what runs it.
    ///
    /// The shell reads it: the kernel runs no file that a program which just starts elsewhere still holds open.
    @discardableResult
    func script(_ name: String, _ text: String) throws -> Argv {
        try write(name, text + "\n")
        return try Argv(["/bin/sh", self(name)], "status")
    }

    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: self(name))
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
}

/// The failure of a body that must fail by one.
func powerFailure<Value>(_ body: () async throws -> Value) async throws -> PowerFailure {
    do {
        _ = try await body()
    } catch let failure as PowerFailure {
        return failure
    }
    Issue.record("it did not fail")
    throw CancellationError()
}

/// The failure of a program that has no result.
func programFailure<Value>(_ body: () async throws -> Value) async throws -> ProgramFailure {
    do {
        _ = try await body()
    } catch let failure as ProgramFailure {
        return failure
    }
    Issue.record("it did not fail")
    return ProgramFailure(.failed, "")
}
