import BaadalModel
import GRDB
import Testing

@testable import BaadalStore

/// Texts that somebody would like to see run, printed or taken for something else.
enum Hostile {
    private static let seeds = [
        "'", "\"", "`", "'; DROP TABLE user; --", "$(reboot)", "`reboot`", "${HOME}", "a\nb", "\r\n", "-rf", "--json",
        "../../etc/passwd", "/etc/passwd", "..", ".", "", " ", "\u{1B}[2J", "\u{1B}]0;x\u{7}", "\u{9B}31m", "a\0b",
        "\0", "\u{202E}gpj.exe", "\u{2066}x\u{2069}", "\u{200B}", "\u{FEFF}", "\u{2028}", "\u{E000}", "\u{FFFF}",
        "e\u{301}", "é", "漢字", "👩‍👩‍👧‍👦", "a|b&c;d", "<x>&amp;", "%s%n", "\\", "\\'", "NULL", "0x41", "1e9", "x' OR '1'='1",
        "a b", "web-01", "asha@example.org", "@", "a@b@c", "52:54:00", "bridge:br0", "portgroup:a/b", "#", "*", "?",
        "~",
        "caf\u{FFFD}", String(decoding: [0xC3, 0x28, 0xFF, 0xFE] as [UInt8], as: UTF8.self),
        String(repeating: "a", count: 250), String(repeating: "\u{301}", count: 250),
        String(repeating: "漢", count: 250),
    ]

    /// Ten thousand texts, always the same: each seed alone, then joins of two or three.
    static func texts() -> [String] {
        var generator = Numbers(state: 1966)
        var texts = seeds
        while texts.count < 10_000 {
            let count = Int.random(in: 2...3, using: &generator)
            texts.append((0..<count).map { _ in seeds.randomElement(using: &generator) ?? "" }.joined())
        }
        return texts
    }
}

@Suite struct HostileTextTests {
    @Test func `a text is refused or is what it was, byte by byte`() {
        var outcomes = (kept: 0, refused: 0)
        func check(_ text: String, _ body: () throws(CloudError) -> String) {
            do throws(CloudError) {
                let kept = try body()
                #expect(Array(kept.utf8) == Array(text.utf8))
                outcomes.kept += 1
            } catch {
                if case .badValue = error {} else { Issue.record("\(error) for \(text.debugDescription)") }
                outcomes.refused += 1
            }
        }
        for text in Hostile.texts() {
            check(text) { () throws(CloudError) in try VMName(text).text }
            check(text) { () throws(CloudError) in try ShortName(text).text }
            check(text) { () throws(CloudError) in try FileName(text).text }
            check(text) { () throws(CloudError) in try SnapshotOrder(note: text).note }
            check(text) { () throws(CloudError) in try VMSize.check(group: text) }
            check(text) { () throws(CloudError) in try Self.install(text).purpose }
            check(text) { () throws(CloudError) in try SecurityDomain.Attachment(text).description }
            check(text) { () throws(CloudError) in
                // A path loses needless slashes and nothing else.
                let path = try FolderPath(text).text
                return path.split(separator: "/") == text.split(separator: "/") ? text : path
            }
        }
        #expect(outcomes.kept > 1000)
        #expect(outcomes.refused > 10_000)
    }

    private static func install(_ purpose: String) throws(CloudError) -> InstallOrder {
        try InstallOrder(
            name: try VMName("web"),
            owner: RowID(1),
            source: .template(RowID(1)),
            domain: RowID(1),
            vcpus: 1,
            memory: .gibibytes(1),
            purpose: purpose
        )
    }

    @Test func `an order keeps its texts through the store's form`() throws {
        for text in Hostile.texts() {
            if let order = try? Self.install(text) { #expect(InstallOrder(order.parameters) == order) }
            if let order = try? SnapshotOrder(note: text) { #expect(SnapshotOrder(order.parameters) == order) }
        }
    }

    @Test func `the catalogue refuses a text or stores it exactly, and stays readable`() throws {
        let fixture = try StoreFixture()
        try fixture.fillCatalogue(addresses: 2)
        let catalog = try fixture.store.catalog()
        var outcomes = (kept: 0, refused: 0)
        try fixture.store.write { database, revision in
            let desk = CatalogDesk(database: database, revision: revision, requester: fixture.asha, now: fixture.start)
            for text in Hostile.texts() {
                for (change, sql) in try Self.changes(text, catalog) {
                    try database.inSavepoint {
                        do {
                            try desk.apply(change)
                            _ = try Catalogs.fetch(database)
                            let stored = try String.fetchOne(database, sql: sql)
                            let isSame = stored.map { Array($0.utf8) } == Array(text.utf8)
                            #expect(isSame || sql.contains("path"), "\(text.debugDescription): \(sql)")
                            outcomes.kept += 1
                        } catch let error as CloudError {
                            switch error {
                            case .badValue, .taken: outcomes.refused += 1
                            default: Issue.record("\(error) for \(text.debugDescription)")
                            }
                        }
                        return .rollback
                    }
                }
            }
        }
        #expect(outcomes.kept > 1000)
        #expect(outcomes.refused > 10_000)
        #expect(try fixture.store.catalog() == catalog)
    }

    /// A change for each text field, and where what it stored is found.
    private static func changes(_ text: String, _ catalog: Catalog) throws -> [(CatalogChange, String)] {
        var organisation = try catalog.organisation("IITD")
        var user = try catalog.user("asha")
        var vlan = try catalog.vlan("vlan0")
        var domain = try catalog.domain("Private")
        let domainID = domain.id
        var store = try catalog.datastore("ds")
        (organisation.details, user.fullName, vlan.name, store.name) = (text, text, text, text)
        domain.attachment = .portgroup(network: text, portgroup: text)
        let (details, mail) = (
            "SELECT details FROM organisation", "SELECT admin_mail FROM organisation ORDER BY id DESC"
        )
        let group = "SELECT substr(attachment, 11, (length(attachment) - 11) / 2) FROM security_domain"
        return [
            (
                .addOrganisation(name: text, details: "", adminMail: nil),
                "SELECT name FROM organisation ORDER BY id DESC"
            ),
            (.addOrganisation(name: "o", details: text, adminMail: nil), "\(details) ORDER BY id DESC"),
            (.addOrganisation(name: "o", details: "", adminMail: text), mail),
            (.editOrganisation(organisation), "\(details) WHERE id = \(organisation.id)"),
            (
                .addUser(username: text, fullName: "", email: nil, organisation: organisation.id),
                "SELECT username FROM user ORDER BY id DESC"
            ),
            (
                .addUser(username: "u", fullName: "", email: text, organisation: organisation.id),
                "SELECT email FROM user ORDER BY id DESC"
            ),
            (.editUser(user), "SELECT full_name FROM user WHERE id = \(user.id)"),
            (.addVLAN(name: text, tag: 1, network: nil), "SELECT name FROM vlan ORDER BY id DESC"),
            (.editVLAN(vlan), "SELECT name FROM vlan WHERE id = \(vlan.id)"),
            (.editDomain(domain), "\(group) WHERE id = \(domainID)"),
            (
                .addDatastore(name: text, path: "/x", capacity: Bytes(1), reserve: Bytes(0)),
                "SELECT name FROM datastore ORDER BY id DESC"
            ),
            (
                .addDatastore(name: "d", path: text, capacity: Bytes(1), reserve: Bytes(0)),
                "SELECT path FROM datastore ORDER BY id DESC"
            ), (.editDatastore(store), "SELECT name FROM datastore WHERE id = \(store.id)"),
        ]
    }
}
