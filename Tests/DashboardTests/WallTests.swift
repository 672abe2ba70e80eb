import BaadalModel
import Canvas
import Testing

@testable import Dashboard

@Suite struct WallTests {
    /// Any key that a terminal can send, the letters more often than the rest.
    private static let keys: [Key] = {
        let letters = (0x20..<0x7F).compactMap { Unicode.Scalar($0).map { Key.character(Character($0)) } }
        let controls = "abcdefghijklmnopqrstuvwxyz".map { Key.control($0) }
        let others: [Key] = [
            .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab, .backspace,
            .delete, .insert, .function(1), .function(5), .character("\u{E9}"),
        ]
        return letters + letters + controls + others + others
    }()

    @Test func `no sequence of keys on a wall asks for a change`() {
        var random = SeededGenerator(state: 20_261_124)
        var pressed = 0
        for _ in 0..<10_000 {
            var dashboard = Self.wall
            for _ in 0..<Int.random(in: 1...24, using: &random) {
                let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &random)]
                let effects = dashboard.update(.key(key))
                pressed += 1
                guard effects.allSatisfy({ !$0.isChange }) else {
                    Issue.record("\(key) asks for \(effects)")
                    return
                }
            }
        }
        #expect(pressed > 100_000)
    }

    @Test func `the same keys do ask for changes where that is allowed`() {
        var random = SeededGenerator(state: 20_261_124)
        var changes = 0
        for _ in 0..<500 {
            var dashboard = TestDashboard(TestCloud(vms: 6)).state
            for _ in 0..<24 {
                let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &random)]
                changes += dashboard.update(.key(key)).count { $0.isChange }
            }
        }
        #expect(changes > 0)
    }

    private static let wall = TestDashboard(TestCloud(vms: 6), mayChange: false, isWall: true).state

    @Test func `a key map without changes has none of the changing actions`() {
        let keymap = Keymap(mayChange: false)
        #expect(keymap.actions.allSatisfy { $0.kind == .look })
        #expect(Keymap(mayChange: true).actions.contains { $0.kind == .input })
    }

    @Test func `menu, help and palette know every changing action of their place, and a wall knows none`() {
        let (full, wall) = (Keymap(mayChange: true), Keymap(mayChange: false))
        for action in Action.all where action.kind != .look {
            for place in action.places {
                #expect(full.menu(in: place).contains(action.id), "\(action.id) in \(place)")
                #expect(full.actions(in: place).contains { $0.id == action.id })
                #expect(!wall.menu(in: place).contains(action.id))
                for key in action.keys { #expect(wall.action(key, in: place) == nil, "\(key) in \(place)") }
            }
            #expect(wall.action(action.id) == nil)
        }
        #expect(Set(Action.ID.allCases) == Set(Action.all.map(\.id)))
    }

    @Test func `every changing action has a capital letter, and what gives input a small one`() {
        for action in Action.all where action.kind == .change {
            for key in action.keys {
                guard case .character(let character) = key else {
                    Issue.record("\(action.id) is on \(key)")
                    continue
                }
                #expect(character.isUppercase)
            }
        }
        let small = Action.all.filter { $0.kind == .look }.flatMap(\.keys)
        let capitals = small.filter { if case .character(let letter) = $0 { letter.isUppercase } else { false } }
        #expect(capitals == [.character("G")])
    }

    @Test func `no place has two actions on one key`() {
        for place in Place.allCases {
            let keys = Action.all.filter { $0.places.contains(place) }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(place)")
        }
    }

    @Test func `a wall that nobody touches shows its panes in turn`() {
        var dashboard = TestDashboard(pane: .vms, mayChange: false, isWall: true)
        var seen: Set<Pane> = []
        for second in stride(from: Int64(60), to: 240, by: 5) {
            dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: second * 1000), utcOffset: 0))
            seen.insert(dashboard.state.pane)
        }
        #expect(seen == Set(Pane.allCases))
        dashboard.press(.character("3"))
        dashboard.send(.clock(TestCloud.now.advanced(byMilliseconds: 250_000), utcOffset: 0))
        #expect(dashboard.state.pane == .vms)
    }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
