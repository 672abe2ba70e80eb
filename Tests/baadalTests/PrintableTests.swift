import BaadalModel
import Testing

@testable import baadal

@Suite struct PrintableTests {
    @Test func `a name cannot change the terminal`() {
        #expect(Printable.text("web\u{1B}]0;x\u{7}") == "web\\u{1b}]0;x\\u{7}")
        #expect(Printable.text("käse 漢字") == "käse 漢字")
    }

    @Test(arguments: [
        (Int64(0), "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (4 << 30, "4.0 GiB"), (1 << 50, "1.0 PiB"),
    ])
    func `an amount has the unit that fits`(count: Int64, text: String) {
        #expect(Printable.bytes(Bytes(count)) == text)
    }

    @Test func `unknown is a dash and never zero`() {
        #expect(Printable.bytes(nil) == "—")
        #expect(Printable.share(nil) == "—")
        #expect(Printable.rate(nil) == "—")
        #expect(Printable.moment(nil) == "—")
        #expect(Printable.share(0) == "0.0 %")
        #expect(Printable.rate(1_250_000) == "1.3 MB/s")
    }

    @Test func `columns are as wide as their widest cell on the screen`() {
        var table = TextTable("NAME", ">CPU", "HOST")
        table.add("漢字", "7.9 %", "kvm1")
        table.add("a", "—", "")
        #expect(table.lines == ["NAME    CPU  HOST", "漢字  7.9 %  kvm1", "a         —"])
    }
}
