import BaadalModel
import Testing

@Suite struct UnitsTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_795_443_730, "2026-11-23T14:22:10Z"),
        (-1, "1969-12-31T23:59:59Z"),
    ])
    func `a moment is written in ISO 8601`(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).iso8601 == text)
    }

    @Test func `a UUID is read in its text form and written as it was`() {
        let text = "9f1c2b3a-0001-4abc-8def-0123456789ab"
        #expect(UniqueID(text)?.description == text)
        #expect(UniqueID(text.uppercased())?.description == text)
    }

    @Test(arguments: ["", "9f1c", "9f1c2b3a-0001-4abc-8def-0123456789abc", "zf1c2b3a-0001-4abc-8def-0123456789ab"])
    func `anything else is not a UUID`(text: String) {
        #expect(UniqueID(text) == nil)
    }
}
