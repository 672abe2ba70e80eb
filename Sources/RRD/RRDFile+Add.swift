internal import CRRD
internal import Glibc

extension RRDFile {
    /// Gives a file further data sources, unknown in all that it holds; every row of the others stays.
    ///
    /// The corresponding C function is `rrd_tune`, which writes a new file beside the old one and puts it in its place.
    /// Its options are read by static variables: one thread calls it at a time.
    ///
    /// - Throws: `missing`, `denied`, `notRRD` or `noSpace`, or `other` where the file has a source of that name.
    public static func add(_ sources: [RRDSource], to path: String) throws(RRDError) {
        let file = try RRDFile(opening: path)
        let names = Set(file.info.sources.map(\.name))
        if let double = sources.first(where: { names.contains($0.name) }) {
            let message = "it has a data source '\(double.name)' already"
            throw RRDError(.other, function: "tune", path: path, message: message)
        }
        let rows = file.info.archives.reduce(0) { $0 + $1.rows }
        try checkSpace(path, rows: rows, sources: file.info.sources.count + sources.count)
        var arguments = (["tune", path] + sources.map(\.definition)).map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        rrd_clear_error()
        let status = rrd_tune(Int32(arguments.count - 1), &arguments)
        guard status == 0 else { throw .library("rrd_tune", path: path) }
    }
}
