import Testing

@testable import baadal

@Suite struct JSONTests {
    @Test func `members keep their order`() {
        let value: JSON = ["b": .integer(1), "a": .null, "c": .array([.bool(true), .number(1.5)])]
        #expect("\(value)" == #"{"b":1,"a":null,"c":[true,1.5]}"#)
    }

    @Test func `each object of an array is on a line of its own`() {
        #expect(JSON.lines([]) == "[]")
        #expect(JSON.lines([.integer(1), .integer(2)]) == "[\n1,\n2\n]")
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#),
        ("a\nb\tc", #""a\nb\tc""#),
        ("\u{1B}[31m", #""\u001b[31m""#),
        ("\u{9B}31m", #""\u009b31m""#),
        ("a\u{202E}b", #""a\u202eb""#),
        ("\u{E0001}", #""\udb40\udc01""#),
        ("käse 漢", #""käse 漢""#),
    ])
    func `text that could move a cursor is escaped`(text: String, json: String) {
        #expect("\(JSON.text(text))" == json)
    }

    @Test func `what is not known is null`() {
        #expect(JSON.known(nil as Double?) == .null)
        #expect(JSON.known(Double.nan) == .null)
        #expect(JSON.known(41.26) == .number(41.3))
        #expect("\(JSON.known(41.0))" == "41")
        #expect("\(JSON.number(.infinity))" == "null")
    }
}
