import ArgumentParser
import BaadalModel
import Testing

@testable import baadal

@Suite struct VNCCommandTests {
    private func grant(_ arguments: [String]) throws -> GrantOrder { try VNCGrant.parse(["web"] + arguments).order() }

    @Test(arguments: [
        ["vnc", "grant"], ["vnc", "grant", "a", "--minutes", "1", "--seconds", "60"],
        ["vnc", "grant", "a", "--seconds", "9"], ["vnc", "grant", "a", "--minutes", "1441"],
        ["vnc", "grant", "a", "--minutes", "9223372036854775807"], ["vnc", "grant", "a", "--minutes=-5"],
        ["vnc", "grant", "a", "--from", "10.0.0"], ["vnc", "grant", "a", "--from", "10.0.0.0/33"],
        ["vnc", "revoke"], ["vnc", "revoke", "a", "--all"], ["vnc", "revoke", "--all", "--id", "1"],
        ["vnc", "revoke", "--all", "--reason", "x"], ["vnc", "revoke", "--all", "--timeout", "0"],
        ["vnc", "open"], ["vnc", "open", "a", "--port", "5901"], ["vnc", "open", "a", "--tunnel", "--port", "0"],
        ["vnc", "open", "a", "--tunnel", "--port", "65536"],
    ])
    func `a wrong command line ends with 2`(arguments: [String]) async {
        #expect(await Program.run(arguments) == 2)
    }

    @Test func `a way lasts as long as was typed, and half an hour where nothing was`() throws {
        #expect(try grant([]).seconds == 1800)
        #expect(try grant(["--minutes", "90"]).seconds == 5400)
        #expect(try grant(["--seconds", "45"]).seconds == 45)
    }

    @Test func `networks that may connect may be many, each once`() throws {
        let order = try grant(["--from", "10.0.0.7", "--from", "192.0.2.9/24", "--from", "10.0.0.7/32"])
        #expect(order.sources.map(\.description) == ["10.0.0.7/32", "192.0.2.0/24"])
    }

    @Test func `ways are listed with the seconds that are left, and without their passwords`() throws {
        let now = Timestamp.noon.advanced(byMilliseconds: 60_000)
        let grants = [
            try ScreenGrant.sample(2, sources: ["10.0.0.0/8", "192.0.2.1"]),
            try ScreenGrant.sample(1, vm: 9, closed: .noon),
        ]
        let records = Records(
            inventory: Inventory(.network(.sample(grants: grants), records: [.sample("web\u{1B}")]))
        )
        #expect(
            VNCList.table(grants, records, at: now).lines == [
                "ID  VM                                    SCREEN             STANDING    LEFT  "
                    + "UNTIL                 FROM                     BY",
                " 2  web\\u{1b}                             203.0.113.2:20002  present   1740 s  "
                    + "2026-11-24T12:30:00Z  10.0.0.0/8 192.0.2.1/32  asha",
                " 1  00000000-0000-0000-0000-000000000009  203.0.113.2:20001  closed         —  "
                    + "2026-11-24T12:00:00Z  everybody                asha",
            ]
        )
        let json = "\(records.json(grants[0], at: now))"
        #expect(json.contains(#""port":20002,"from":["10.0.0.0/8","192.0.2.1/32"],"until":"2026-11-24T12:30:00Z","#))
        #expect(json.contains(#""secondsLeft":1740,"standing":"present","host":"kvm1","hostAddress":"10.0.0.1","#))
        #expect(!json.contains("password"))
    }

    @Test func `whoever may use a way is told where, with which password, and until when`() throws {
        let grant = try ScreenGrant.sample()
        let inventory = Inventory(.network(.sample(grants: [grant]), records: [.sample("web")]))
        let sheet = ScreenSheet(grant, inventory, password: "aB3dEf9h")
        #expect(
            sheet.lines(at: .noon).map { "\($0.0)=\($0.1)" } == [
                "vm=web", "address=203.0.113.2", "port=20001", "password=aB3dEf9h",
                "until=2026-11-24T12:30:00Z, 1800 s left", "from=everybody", "connect=vncviewer 203.0.113.2::20001",
            ]
        )
        let json = "\(Records(inventory: inventory).json(grant, password: "aB3dEf9h", at: .noon))"
        #expect(json.hasSuffix(#""password":"aB3dEf9h","viewer":["vncviewer","203.0.113.2::20001"]}"#))
    }

    @Test func `a way that the box does not have yet says so`() throws {
        let grant = try ScreenGrant.sample(standing: .unreachable)
        let sheet = ScreenSheet(grant, Inventory(.network(.sample(grants: [grant]))), password: nil)
        #expect(sheet.lines(at: .noon).last?.1 == "unreachable")
    }

    @Test func `where no way is open it is said how to get one`() throws {
        let vm = VM.sample("web")
        let leaving = try ScreenGrant.sample(standing: .leaving)
        let why = "no way to the screen of 'web' is open; 'vnc grant' opens one, and 'vnc open --tunnel' needs none"
        #expect(throws: Failure(.refused, why)) {
            try VNCOpen.way(to: vm, in: Inventory(.network(.sample(grants: [leaving]))))
        }
        let bare = "no way to the screen of 'web' is open; 'vnc open --tunnel' needs none"
        #expect(throws: Failure(.refused, bare)) { try VNCOpen.way(to: vm, in: Inventory(.network(NetworkBooks()))) }
        let open = try ScreenGrant.sample()
        #expect(try VNCOpen.way(to: vm, in: Inventory(.network(.sample(grants: [open])))) == open)
    }

    @Test func `ways to be revoked are named by VM, by number, or all that are open`() throws {
        let grants = [try ScreenGrant.sample(3, vm: 2), try .sample(2, closed: .noon), try .sample(1)]
        let inventory = Inventory(
            .network(.sample(grants: grants), vms: [.sample("web"), .sample("db", number: 3)], records: [])
        )
        func chosen(_ arguments: [String]) throws -> [Int64] {
            try VNCRevoke.parse(arguments).chosen(in: inventory).map(\.id.number)
        }
        #expect(try chosen(["web"]) == [1])
        #expect(try chosen(["--all"]) == [3, 1])
        #expect(try chosen(["--id", "2"]) == [2])
        #expect(throws: CloudError.noSuch("way to a screen", "9")) { try chosen(["--id", "9"]) }
        #expect(throws: CloudError.noSuch("open way to the screen of", "db")) { try chosen(["db"]) }
    }
}
