import BaadalModel
import Settings
import Testing

@Suite struct ConfigFileTests {
    @Test func `what a file leaves out keeps its default`() throws {
        let config = try ConfigFile.parse("monitor:\n  step: 5\n", file: "a.yaml")
        var expected = CloudConfig()
        expected.monitor.step = 5
        #expect(config == expected)
    }

    @Test(arguments: ["", "# nothing\n", "~\n", "cloud:\nmonitor: ~\n", "cloud: {}\n"])
    func `a file without settings is the defaults`(text: String) throws {
        #expect(try ConfigFile.parse(text, file: "a.yaml") == CloudConfig())
    }

    @Test func `every kind of value is taken over`() throws {
        let config = try ConfigFile.parse(
            """
            cloud: {name: 1.10, state: /srv/cloud}
            monitor: {cpu-bands: [50, 60]}
            rrd: {layout: original}
            screen: {glyphs: ascii, theme: "light"}
            log: {level: debug}
            """,
            file: "a.yaml"
        )
        #expect(config.cloud.name == "1.10")
        #expect(config.cloud.state == "/srv/cloud")
        #expect(config.monitor.cpuBands == [50, 60])
        #expect(config.rrd.layout == .original)
        #expect(config.screen.glyphs == "ascii")
        #expect(config.screen.theme == "light")
        #expect(config.log.level == .debug)
    }

    @Test(arguments: [
        ("monitor:\n  stp: 5\n", 2, 3, "unknown key 'stp' in 'monitor'; did you mean 'step'?"),
        ("cloud:\n  step: 5\n", 2, 3, "unknown key 'step' in 'cloud'; did you mean 'monitor.step'?"),
        ("log:\n  xyzzyplugh: 5\n", 2, 3, "unknown key 'xyzzyplugh' in 'log'; it has level"),
        ("montor:\n  step: 5\n", 1, 1, "unknown section 'montor'; did you mean 'monitor'?"),
        (
            "monitor:\n  step: ten\n", 2, 9,
            "monitor.step: 'ten' is not accepted; a whole number of seconds from 1 to 3600 is accepted"
        ),
        (
            "monitor:\n  step: \"10\"\n", 2, 9,
            "monitor.step: '10' is not accepted; a whole number of seconds from 1 to 3600 is accepted"
        ),
        (
            "monitor: {step: 0}\n", 1, 17,
            "monitor.step: '0' is not accepted; a whole number of seconds from 1 to 3600 is accepted"
        ),
        (
            "libvirt:\n  blocking-calls: 129\n", 2, 19,
            "libvirt.blocking-calls: '129' is not accepted; a whole number of calls from 1 to 128 is accepted"
        ),
        (
            "tasks:\n  workers: [1]\n", 2, 12,
            "tasks.workers: a list is not accepted; a whole number of tasks from 1 to 128 is accepted"
        ),
        (
            "cloud:\n  name: ''\n", 2, 9,
            "cloud.name: '' is not accepted; text of 1 to 30 printable characters is accepted"
        ),
        (
            "cloud:\n  name: \"a\\eb\"\n", 2, 9,
            "cloud.name: 'a\\u{1B}b' is not accepted; text of 1 to 30 printable characters is accepted"
        ),
        (
            "cloud:\n  state: here\n", 2, 10,
            "cloud.state: 'here' is not accepted; an absolute path, or nothing, is accepted"
        ),
        (
            "monitor:\n  cpu-bands: [90, 70]\n", 2, 14,
            "monitor.cpu-bands: a list is not accepted; two rising whole numbers of percent from 1 to 100 are accepted,"
                + " as [70, 90]"
        ),
        ("rrd:\n  layout: mine\n", 2, 11, "rrd.layout: 'mine' is not accepted; ours, original are accepted"),
        (
            "screen:\n  glyphs: emoji\n", 2, 11,
            "screen.glyphs: 'emoji' is not accepted; braille, block, ascii, or nothing, are accepted"
        ),
        ("log: info\n", 1, 6, "log is text; a section with level is accepted"),
        ("- a\n", 1, 1, "the file is a list; 'key: value' lines are accepted"),
        ("cloud: [\n", 2, 1, "not YAML: did not find expected node content"),
        ("log:\n  level: info\n  level: debug\n", 2, 3, "not YAML: 'level' is given twice"),
    ])
    func `a bad file is refused with its place and what would be accepted`(
        text: String,
        line: Int,
        column: Int,
        problem: String
    ) {
        #expect(throws: SettingsError(file: "a.yaml", line: line, column: column, problem: problem)) {
            try ConfigFile.parse(text, file: "a.yaml")
        }
    }

    @Test func `a refusal reads as editors expect it`() {
        let error = SettingsError(file: "a.yaml", line: 3, column: 5, problem: "no")
        #expect("\(error)" == "a.yaml:3:5: no")
    }

    @Test func `a file that is named must be there`() {
        #expect(throws: SettingsError(file: "/nowhere/a.yaml", problem: "there is no such file")) {
            try ConfigFile.find(option: "/nowhere/a.yaml", environment: [:])
        }
        #expect(throws: SettingsError(file: "/nowhere/b.yaml", problem: "there is no such file")) {
            try ConfigFile.find(option: nil, environment: ["BAADAL_CONFIG": "/nowhere/b.yaml"])
        }
    }

    @Test func `the option goes before the variable and the variable before the folders`() throws {
        try withFolder { folder in
            try write("cloud: {name: option}", to: "\(folder)/o.yaml")
            try write("cloud: {name: variable}", to: "\(folder)/v.yaml")
            try write("cloud: {name: xdg}", to: "\(folder)/baadal/baadal.yaml")
            let environment = ["BAADAL_CONFIG": "\(folder)/v.yaml", "XDG_CONFIG_HOME": folder]

            let option = try ConfigFile.find(option: "\(folder)/o.yaml", environment: environment)
            let variable = try ConfigFile.find(option: nil, environment: environment)
            let xdg = try ConfigFile.find(option: nil, environment: ["XDG_CONFIG_HOME": folder, "BAADAL_CONFIG": ""])

            #expect([option, variable, xdg].map(\.config.cloud.name) == ["option", "variable", "xdg"])
            #expect(xdg.path == "\(folder)/baadal/baadal.yaml")
        }
    }

    @Test func `without a home only the folder of the machine is looked at`() {
        #expect(ConfigFile.places([:]) == ["/etc/baadal/baadal.yaml"])
        #expect(ConfigFile.places(["HOME": "/home/asha"]).first == "/home/asha/.config/baadal/baadal.yaml")
    }

    @Test func `a file that is not text is refused`() throws {
        try withFolder { folder in
            try write(bytes: [0x63, 0xFF, 0xFE], to: "\(folder)/a.yaml")
            #expect(throws: SettingsError(file: "\(folder)/a.yaml", problem: "it is not UTF-8 text")) {
                try ConfigFile.load("\(folder)/a.yaml")
            }
        }
    }

    @Test func `every setting of the table can be written and read back`() throws {
        let defaults = CloudConfig()
        for setting in Setting.all {
            let text = "\(setting.section):\n  \(setting.key): \(setting.text(in: defaults))\n"
            #expect(try ConfigFile.parse(text, file: setting.path) == defaults)
        }
    }
}
