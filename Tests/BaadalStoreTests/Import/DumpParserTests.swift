import BaadalModel
import Foundation
import Testing

@testable import BaadalStore

@Suite struct DumpParserTests {
    private func parse(_ text: String) throws -> OldDatabase { try DumpParser.parse(Array(text.utf8)) }

    private func values(_ text: String) throws -> [String?] {
        let dump = "CREATE TABLE constants (name text, value text); INSERT INTO constants VALUES \(text);"
        return try #require(try parse(dump).tables["constants"]).rows.map { $0.text("value") }
    }

    @Test(arguments: [
        ("('a','plain')", "plain"), (#"('a','it\'s')"#, "it's"), ("('a','it''s')", "it's"), (#"('a',"x""y")"#, "x\"y"),
        (#"('a','\\\n\t\r\0\%')"#, "\\\n\t\r\0\\%"), ("('a',NULL)", nil), ("('a',12)", "12"),
        ("('a',-1.5e3)", "-1500.0"),
        ("('a',TRUE)", "1"), ("('a','); DROP TABLE x; --')", "); DROP TABLE x; --"), ("('a','')", nil),
        ("(/* no */'a' -- why\n,'ok')", "ok"), (#"('a','\x')"#, "x"), ("('a','कखग')", "कखग"),
    ])
    func `a value is what MySQL means by it`(text: String, value: String?) throws {
        #expect(try values(text) == [value])
    }

    @Test(arguments: [
        "('a')", "('a','b','c')", "('a','b'", "('a','b'),", "('a',b)", "('a',1x)", "('a',--1)", "('a','b') 7", "'a'",
        "('a','b'),('c')", "('a',(SELECT 1))", "('a',0x41)", "", "()", "('a',)", "('a',1e999)",
    ])
    func `rows that are not whole are refused with their line`(text: String) {
        let error = #expect(throws: CloudError.self) { try values(text) }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("line 1 of the dump: "))
    }

    @Test(arguments: [
        "INSERT INTO a VALUES (1);", "CREATE TABLE a (b int", "CREATE TABLE a ();", "CREATE TABLE a (b int)",
        "GRANT ALL ON *.* TO x;", "SELECT 1;", "/* never ends", "CREATE TABLE a (b int); CREATE TABLE a (b int);",
        "CREATE TABLE a (b int); INSERT INTO a (c) VALUES (1);",
        "CREATE TABLE a (b int); INSERT INTO a (b,b) VALUES (1,2);",
        "DROP TABLE a", "CREATE TABLE `` (b int);", "CREATE TABLE `a (b int);", "\u{1}", "'",
    ])
    func `a text that is no dump is refused`(text: String) {
        #expect(throws: CloudError.self) { try parse(text) }
    }

    @Test func `columns may be named in another order, and some may be missing`() throws {
        let dump = """
            CREATE TABLE IF NOT EXISTS `Constants` (ID int, Name text, KEY x (Name), Value text DEFAULT ',)');
            INSERT INTO constants (value, NAME) VALUES ('v','n'),('w','m');
            INSERT INTO constants VALUES (3,'o','x');
            """
        let rows = try #require(try parse(dump).tables["constants"]).rows
        #expect(rows.map { "\($0.text("name") ?? "-")=\($0.text("value") ?? "-")" } == ["n=v", "m=w", "o=x"])
    }

    @Test func `text that is not UTF-8 is refused`() {
        let dump = Array("CREATE TABLE a (b text); INSERT INTO a VALUES ('".utf8) + [0xE9] + Array("');".utf8)
        #expect(throws: CloudError.self) { try DumpParser.parse(dump) }
    }

    @Test func `a dump that breaks off anywhere is refused or whole, never a crash`() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: OriginalFixture.dump)))
        var refused = 0
        for length in stride(from: 0, to: whole.count, by: 17) {
            do throws(CloudError) {
                _ = try DumpParser.parse(Array(whole[..<length]))
            } catch {
                refused += 1
            }
        }
        #expect(refused > 200)
    }

    @Test func `a thousand dumps with a wrong byte are refused or read, never a crash`() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: OriginalFixture.dump)))
        var generator = Numbers(state: 2026)
        var outcomes = (read: 0, refused: 0)
        for _ in 0..<1000 {
            var bytes = whole
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            do throws(CloudError) {
                let old = try DumpParser.parse(bytes)
                for table in old.tables.values { _ = table.rows.map { ($0.number("id"), $0.moment("timestamp")) } }
                outcomes.read += 1
            } catch {
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 100)
        #expect(outcomes.refused > 100)
    }

    @Test func `what a wrong byte leaves readable is taken or told of, never a crash`() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: OriginalFixture.dump)))
        let fixture = try StoreFixture()
        try fixture.showOriginals()
        var generator = Numbers(state: 7)
        let path = fixture.folder + "/mutated.sql"
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 32...126, using: &generator)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                _ = try fixture.store.importOriginal(path, isRehearsal: true, by: fixture.asha, at: fixture.start)
            } catch is CloudError {}
        }
        #expect(try fixture.store.catalog() == Catalog())
    }

    @Test(arguments: [
        ("2015-01-20 09:12:30", "2015-01-20T09:12:30Z"), ("2016-02-29", "2016-02-29T00:00:00Z"),
        ("0000-00-00 00:00:00", nil), ("9223372036854775807-01-01", nil), ("tomorrow", nil),
        ("1999-12-31 23:59:59.000", "1999-12-31T23:59:59Z"),
    ])
    func `a moment is read as UTC`(text: String, expected: String?) throws {
        let dump = "CREATE TABLE snapshot (timestamp text); INSERT INTO snapshot VALUES ('\(text)');"
        #expect(try parse(dump).tables["snapshot"]?.rows.first?.moment("timestamp")?.iso8601 == expected)
    }
}

/// Numbers that a seed always gives again.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
