internal import Testing

@testable internal import SSH

@Suite struct EncodingTests {
    @Test(arguments: [
        ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"), ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE"),
    ])
    func `a hash is that of the standard`(text: String, hash: String) {
        #expect(Base64.encode(SHA256.hash(Array(text.utf8)), padded: false) == hash)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{ff}", "w78="),
    ])
    func `base64 is that of the standard, both ways`(text: String, base64: String) {
        #expect(Base64.encode(text.utf8) == base64)
        #expect(Base64.decode(base64.utf8) == Array(text.utf8))
    }

    @Test func `what is no base64 is refused`() {
        #expect(Base64.decode("Zm9-".utf8) == nil)
        #expect(Base64.decode("Zg==Zg==".utf8) == nil)
    }

    @Test func `a string longer than its message is none`() {
        var reader = WireReader([0, 0, 0, 5, 1])
        #expect(reader.string() == nil)
    }
}
