import BaadalStore
import Testing

@testable import baadal

@Suite struct ImportCommandTests {
    private var report: ImportReport {
        var users = ImportReport.Table(name: "user")
        (users.read, users.taken) = (4, 1)
        users.skipped = [
            ImportReport.Reason(why: "is there already", names: ["asha"]),
            ImportReport.Reason(why: "its organisation was not taken", names: ["a\u{1B}[2J", "b"]),
        ]
        users.unknownColumns = ["shoe_size"]
        var queue = ImportReport.Table(name: "task_queue")
        (queue.read, queue.left) = (7, "what was not done is to be asked for again")
        var report = ImportReport()
        report.tables = [users, queue]
        report.isRehearsal = true
        return report
    }

    @Test func `a report has a line for each table, and names are safe to print`() {
        #expect(
            ImportCommand.lines(report) == [
                "TABLE       READ  TAKEN  SKIPPED  WHY", "user           4      1        3  see below",
                "task_queue     7      0        7  what was not done is to be asked for again",
                "user, skipped: a\\u{1b}[2J, b: its organisation was not taken",
                "user, unknown columns, not read: shoe_size", "nothing was written",
            ]
        )
    }

    @Test func `a report in JSON has an object for each table`() {
        let json = "\(ImportCommand.json(report.tables[0]))"
        #expect(json.hasPrefix(#"{"table":"user","read":4,"taken":1,"skipped":3,"left":null,"#))
        #expect(json.contains(#""rows":["a\u001b[2J","b"]"#))
    }

    @Test func `a file that is missing ends with 1`() async {
        #expect(await Program.run(["import-baadal", "/nonexistent", "--dry-run", "--state", "/nonexistent/b"]) == 1)
    }
}
