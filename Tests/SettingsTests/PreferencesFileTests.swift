import Foundation
import Settings
import Testing

@Suite struct PreferencesFileTests {
    @Test func `what is saved is loaded again`() throws {
        try withFolder { folder in
            let file = PreferencesFile(path: "\(folder)/a/b/preferences.json")
            let chosen = Preferences(theme: "light", sort: ["vms": "-cpu"], columns: ["vms": ["name", "cpu"]])

            try file.save(Preferences(theme: "dark"))
            try file.save(chosen)

            #expect(file.load().preferences == chosen)
            #expect(file.load().note == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b") == ["preferences.json"])
        }
    }

    @Test func `no file is no preferences and no note`() {
        let loaded = PreferencesFile(path: "/nowhere/preferences.json").load()
        #expect(loaded.preferences == Preferences())
        #expect(loaded.note == nil)
    }

    @Test(arguments: ["", "{", "[]", #"{"sort": 3}"#])
    func `a broken file is ignored with a note`(text: String) throws {
        try withFolder { folder in
            try write(text, to: "\(folder)/preferences.json")
            let loaded = PreferencesFile(path: "\(folder)/preferences.json").load()
            #expect(loaded.preferences == Preferences())
            #expect(
                loaded.note == "preferences ignored: \(folder)/preferences.json does not hold what this program wrote"
            )
        }
    }

    @Test func `it lies in the state folder of the person`() {
        #expect(PreferencesFile(environment: [:]) == nil)
        #expect(
            PreferencesFile(environment: ["HOME": "/home/asha"])?.path
                == "/home/asha/.local/state/baadal/preferences.json"
        )
        #expect(
            PreferencesFile(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"])?.path == "/s/baadal/preferences.json"
        )
    }
}
