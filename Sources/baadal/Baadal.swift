import BaadalModel

@main
struct Baadal {
    static func main() {
        print(Timestamp(seconds: 0).iso8601)
    }
}
