import BaadalModel
import Settings
import Testing

@testable import baadal

@Suite struct FailureTests {
    @Test(arguments: [
        (CloudError.noSuchVM("a"), Outcome.notFound),
        (.ambiguousVM("a", choices: ["a@x", "a@y"]), .notFound),
        (.noSuchHost("a"), .notFound),
        (.noSuchTask(TaskRecord.ID(1)), .notFound),
        (.wrongState(vm: "a", state: .running, accepted: [.stopped]), .refused),
        (.claimed(vm: "a", cloud: "b"), .refused),
        (.nothingToDo, .refused),
        (.badValue(name: "a", value: "b", accepted: "c"), .usage),
        (.newerStore(found: "9"), .unusable),
        (.unusableState(path: "/x", why: "no"), .unusable),
    ])
    func `a refusal has its exit code and its own words`(error: CloudError, status: Outcome) {
        #expect(Failure(error) == Failure(status, "\(error)"))
    }

    @Test func `bad settings are wrong usage`() {
        #expect(Failure(SettingsError(file: "a", problem: "b")) == Failure(.usage, "a: b"))
    }

    @Test func `an error in JSON has words, kind and exit code`() {
        #expect(
            "\(Failure(.notFound, "no").json)" == #"{"error":"no","kind":"not-found","exitCode":3}"#
        )
    }

    @Test func `the exit codes are those that are documented`() {
        #expect(Outcome.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
    }
}
